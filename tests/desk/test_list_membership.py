"""Membership in the list: its filter and sort, the switch in each row, the card."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Flask

from customers.ground import clock
from tests.desk.listing import LIST, links, one, query_of, unsigned
from tests.directory.seen import HTMX, delete, names, soup, statements, text_of
from tests.membership.members import save_rule, switch
from tests.membership.running import spenders
from tests.transfer.exporting import ask, codes_of
from tests.world import World


def shop(world: World) -> dict[str, int]:
    """Ada is near to £10, Ben reached it, Cay is a member, Dan is held, Eve ends."""
    save_rule(world, "10.00")
    ids = spenders(world, Ada=900, Ben=1000, Cay=0, Dan=850, Eve=0, Fay=799, Gus=0)
    switch(world, ids["Cay"], True)
    switch(world, ids["Dan"], False, reason="asked not to")
    switch(world, ids["Gus"], True)
    delete(world, ids["Gus"])
    return ids


def row(answer: Any, customer_id: int) -> Any:
    """The row of a customer."""
    (found,) = soup(answer).select(f"tr:has(#customer-{customer_id})")
    return found


def test_the_address_filters_by_membership(world: World) -> None:
    shop(world)
    browser = world.client(world.vera)

    found = {
        word: names(browser.get(f"{LIST}?membership={word}&sort=name"))
        for word in ("member", "not_member", "held", "near", "ending")
    }

    assert found == {
        "member": ["Cay"],
        "not_member": ["Ada", "Ben", "Dan", "Eve", "Fay"],
        "held": ["Cay", "Dan"],
        "near": ["Ada"],
        "ending": [],
    }
    assert browser.get(f"{LIST}?membership=maybe").status_code == 422
    near = text_of(browser.get(f"{LIST}?membership=near"))
    assert "1 customer" in near


def test_the_sheet_says_how_many_where_that_is_known(world: World) -> None:
    shop(world)

    page = world.client(world.vera).get(f"{LIST}?membership=held")

    offered = {
        str(option["value"]): option.get_text()
        for option in soup(page).select("#filter-membership option")
    }
    assert offered == {
        "": "Anybody",
        "member": "Member (1)",
        "not_member": "Not a member (5)",
        "held": "Held by hand (2)",
        "near": "About to join",
        "ending": "Ending soon",
    }
    assert one(page, "#filter-membership option[selected]")["value"] == "held"


def test_a_chip_takes_it_away_and_pages_keep_it(world: World) -> None:
    shop(world)
    url = f"{LIST}?q=a&type=walk_in&membership=not_member"

    page = world.client(world.adam).get(url)

    (removed,) = (
        asked
        for words, asked in links(page, ".chips a").items()
        if words == "Remove the filter Membership: Not a member"
    )
    assert removed == {"q": "a", "type": "walk_in"}
    export = query_of(str(one(page, ".menu a[href*='export']")["href"]))
    assert export["membership"] == "not_member"
    kept = one(page, '#results input[form="bulk"][name="membership"]')
    assert kept["value"] == "not_member"


def test_by_the_end_of_their_membership(world: World) -> None:
    shop(world)
    browser = world.client(world.vera)

    latest = browser.get(f"{LIST}?sort=until")
    turned = browser.get(str(one(latest, "#sort-membership")["href"]))

    assert names(latest)[0] == "Cay"
    assert names(turned)[-1] == "Cay"
    assert one(turned, "th[aria-sort]").get_text(strip=True) == "Member"
    chosen = one(turned, "#sort option[selected]")
    assert chosen.get_text() == "Member until, earliest first"


def test_each_row_has_its_switch_and_how_far_it_is(world: World) -> None:
    ids = shop(world)

    page = world.client(world.bob).get(LIST)

    shown = {}
    for name in ("Ada", "Ben", "Cay", "Dan"):
        found = row(page, ids[name])
        far = found.select_one(".standing .to-go")
        assert found.select_one(".switch")["aria-label"] == f"Member: {name}"
        shown[name] = (
            found.select_one(".switch")["aria-checked"],
            " ".join(far.get_text(" ").split()) if far else "",
            far.progress["value"] if far else "",
        )
    assert shown == {
        "Ada": ("false", "£1.00 to go", "90"),
        "Ben": ("false", "threshold reached", "100"),
        "Cay": ("true", "", ""),
        "Dan": ("false", "£1.50 to go", "85"),
    }


def test_the_switch_of_a_row_switches_and_leads_back(world: World) -> None:
    ids = shop(world)
    browser = world.client(world.bob)
    url = f"{LIST}?membership=near"
    form = row(browser.get(url), ids["Ada"]).select_one(".standing form")
    sent = {str(f["name"]): str(f["value"]) for f in form.select("input")}

    answer = browser.post(str(form["action"]), sent, raw=True)

    assert (answer.status_code, answer.location) == (303, url)
    assert names(browser.get(url)) == []
    assert "Ada" in names(browser.get(f"{LIST}?membership=member"))


def test_a_viewer_sees_who_is_a_member_and_switches_nothing(world: World) -> None:
    ids = shop(world)

    page = world.client(world.vera).get(LIST)

    assert not soup(page).select(".switch, .standing form")
    assert "Member" in row(page, ids["Cay"]).select_one(".standing").get_text()


def test_the_label_of_a_switch_that_was_searched_for_has_no_marks(
    world: World,
) -> None:
    ids = shop(world)

    page = world.client(world.bob).get(f"{LIST}?q=ada")

    assert row(page, ids["Ada"]).select_one(".who mark")
    assert row(page, ids["Ada"]).select_one(".switch")["aria-label"] == "Member: Ada"


def test_without_a_threshold_the_empty_list_says_so(world: World) -> None:
    spenders(world, Ada=900)
    url = f"{LIST}?membership=near"

    answers = [world.client(who).get(url) for who in (world.adam, world.bob)]

    for answer in answers:
        assert names(answer) == []
        assert "No threshold is saved" in text_of(answer)
    ways = [soup(each).select("#results .empty a") for each in answers]
    assert [[str(a["href"]) for a in found] for found in ways] == [["/membership"], []]
    assert not soup(world.client(world.bob).get(LIST)).select(".to-go")


def test_the_card_counts_the_members_and_leads_to_them(world: World) -> None:
    shop(world)

    page = world.client(world.vera).get(LIST)

    card = one(page, "#stats > div:has(a)")
    assert " ".join(card.get_text(" ").split()) == "Members 1 17% of all customers"
    assert query_of(str(one(page, "#stats a")["href"])) == {"membership": "member"}


def test_a_hold_that_ended_is_none_though_nobody_wrote_it_down(world: World) -> None:
    (ada,) = spenders(world, Ada=0).values()
    tomorrow = clock.today("Europe/London") + timedelta(days=1)
    switch(world, ada, True, hold_until=tomorrow)
    browser = world.client(world.vera)
    url = f"{LIST}?membership=held"

    before = browser.get(url)
    with clock.later(days=2):
        after = browser.get(url)

    assert (names(before), names(after)) == (["Ada"], [])
    assert "Held by hand (1)" in text_of(before)
    assert "Held by hand (0)" in text_of(after)


def test_the_part_is_the_element_of_the_page(world: World) -> None:
    shop(world)
    browser = world.client(world.bob)
    url = f"{LIST}?membership=not_member&sort=until"

    page, part = browser.get(url), browser.get(url, headers=HTMX)

    assert unsigned(part) in unsigned(page)


def test_marks_ask_nothing_of_the_database(world: World) -> None:
    spenders(world, Ada=900)
    browser = world.client(world.bob)
    browser.get(LIST)
    with statements() as few:
        browser.get(LIST, headers=HTMX)
    world.enter()
    spenders(world, **{f"Ben{number}": 0 for number in range(30)})

    with statements() as many:
        browser.get(LIST, headers=HTMX)

    assert len(few) == len(many)


def test_an_export_takes_those_of_the_filter(app: Flask, world: World) -> None:
    shop(world)
    browser = world.client(world.alice)

    outlined = browser.get(f"{LIST}/export?membership=held&sort=name")
    made = ask(browser, membership="held", sort="name")

    assert "Membership Held by hand" in text_of(outlined)
    assert len(codes_of(made)) == 2
