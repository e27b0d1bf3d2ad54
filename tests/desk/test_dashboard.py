"""The dashboard: its tabs, its choices, what it says of little and of nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from customers.accounts.models import Shop
from customers.desk import drawn
from customers.desk.dashboard.asked import CUSTOMERS, INSIGHTS, MEMBERSHIP, PATHS
from customers.directory.models import Customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.purchases import service as purchases
from tests.desk.dashboards import lived
from tests.desk.listing import add_shop, one
from tests.directory.seen import HTMX, add, soup, statements, text_of, written
from tests.membership.members import save_rule, switch
from tests.purchases.sold import NOON, people, recorded, refund, sale
from tests.world import World

MONTH = timedelta(days=30)
LIVE = "/dashboard/live"


def cards(answer: TestResponse) -> dict[str, str]:
    """What the cards say, by their labels."""
    found = {}
    for tile in soup(answer).select("#figures > .stats > div"):
        label, *said = (each.get_text(" ").strip() for each in tile.select("dt, dd"))
        found[label] = " | ".join(text for text in said if text)
    return found


def links(answer: TestResponse, selector: str) -> dict[str, str]:
    """Where links lead, by their words."""
    return {
        " ".join(link.get_text(" ").split()): str(link["href"])
        for link in soup(answer).select(f"{selector} a")
    }


def some(world: World) -> tuple[int, int, int]:
    """Anna came twice lately, Bert a month before, Cleo never; in a shop, or none."""
    anna, bert, cleo = people(world, "Anna", "Bert", "Cleo")
    shop = {"shop_id": world.book_shop.id}
    recorded(
        world,
        sale("today", 1000, customer_id=anna, **shop),
        sale("29", 2000, customer_id=anna, purchased_at=NOON - timedelta(days=29)),
        sale("nobody's", 600, purchased_at=NOON - timedelta(days=1)),
        refund("back", 300, customer_id=anna),
        sale("30", 2400, customer_id=bert, purchased_at=NOON - MONTH),
    )
    (void,) = recorded(world, sale("undone", 7000, customer_id=bert))
    actor = world.actor(world.alice)
    work.run(lambda: purchases.void(void, actor=actor))
    world.enter()
    return anna, bert, cleo


def test_the_cards_say_how_it_goes(world: World) -> None:
    some(world)
    browser = world.client(world.vera)

    with clock.set_to(NOON):
        of_all = cards(browser.get("/"))
        of_shop = cards(browser.get(f"/?shop={world.book_shop.id}"))

    assert of_all["Spend, 30 days"] == "£33.00 | +38% on the 30 days before"
    assert of_all["Average purchase"] == "£12.00 | -50% on the 30 days before"
    assert of_all["Came again"] == "50% | 1 of 2 who bought"
    assert of_all["Customers"] == "3 | 2 have bought"
    assert of_shop["Spend, 30 days"] == "£10.00 | nothing in the 30 days before"
    assert of_shop["Customers"] == "3 | all shops"


def test_weeks_begin_on_monday_and_the_last_ends_today(world: World) -> None:
    some(world)

    with clock.set_to(NOON):
        answer = world.client(world.vera).get("/")

    rows = soup(answer).select("#by-week tbody tr")
    said = [[cell.get_text().strip() for cell in row.select("th, td")] for row in rows]
    assert len(said) == 13
    assert said[0][1:] == ["1", "1", "£7.00"]
    assert said[1][1:] == ["1", "0", "£6.00"]
    (first, *_more) = links(answer, "#by-week tbody").values()
    assert "day_from=2026-03-02&day_to=2026-03-02" in first


def test_the_lists_name_who_is_worth_a_thought(world: World) -> None:
    anna, bert, _cleo = some(world)
    late = add(world, name="Dora", birthday="1990-03-04", since="2026-03-02")

    def ages() -> None:
        db.session.get_one(Customer, bert).last_visit_on = (NOON - 4 * MONTH).date()

    written(world, ages)
    with clock.set_to(NOON):
        answer = world.client(world.vera).get("/")

    found = {
        name: [
            " ".join(item.get_text(" ").split())
            for item in soup(answer).select(f"#{name} li")
        ]
        for name in ("top", "unseen", "birthdays")
    }
    assert found["top"] == ["A Anna £27.00", "B Bert £24.00"]
    assert found["unseen"] == ["B Bert 2 Nov"]
    assert found["birthdays"] == ["D Dora 4 Mar"]
    assert links(answer, "#birthdays li") == {"Dora": f"/customers/{late}"}
    assert links(answer, "#top li")["Anna"] == f"/customers/{anna}"


def test_the_choice_is_kept_over_the_tabs(world: World) -> None:
    some(world)
    shop = add_shop(world, "Low Street")
    browser = world.client(world.vera)

    answer = browser.get(f"/dashboard/insights?days=90&shop={shop}")

    query = f"?days=90&shop={shop}"
    assert links(answer, ".tabs") == {
        "Customers": f"/{query}",
        "Membership": f"/dashboard/membership{query}",
        "Insights": f"/dashboard/insights{query}",
    }
    periods = links(answer, ".periods")
    assert periods["30 days"] == f"/dashboard/insights?shop={shop}"
    assert one(answer, ".periods [aria-current]").get_text() == "90 days"
    assert one(answer, "#shop [selected]").get_text() == "Low Street"
    assert one(answer, ".tabs [aria-current]").get_text() == "Insights"


def test_a_choice_of_one_shop_is_none(world: World) -> None:
    some(world)

    answer = world.client(world.vera).get("/")

    assert not soup(answer).select("#shop")


def test_a_closed_shop_stays_to_be_looked_at(world: World) -> None:
    some(world)
    shop = add_shop(world, "Low Street")

    def closes() -> None:
        db.session.get_one(Shop, shop).closed_at = clock.now()

    written(world, closes)
    browser = world.client(world.vera)
    answer = browser.get(f"/?shop={shop}")

    assert one(answer, "#shop [selected]").get_text() == "Low Street"
    assert not soup(browser.get("/")).select("#shop")


@pytest.mark.parametrize("tab", PATHS)
def test_what_cannot_be_shown_is_said(world: World, tab: str) -> None:
    browser = world.client(world.vera)
    wrong = {
        "days=7": 422,
        "days=x": 422,
        "shop=-1": 422,
        f"shop={10**18}": 404,
        f"shop={world.bike_shop.id}": 404,
    }

    answers = {said: browser.get(f"{PATHS[tab]}?{said}") for said in wrong}

    assert {said: one.status_code for said, one in answers.items()} == wrong
    assert "Period: Choose one of the list." in text_of(answers["days=7"])
    assert "There is no such shop here." in text_of(answers[f"shop={10**18}"])
    assert browser.get(f"{PATHS[tab]}?days=7", headers=HTMX).status_code == 422
    assert browser.post(PATHS[tab]).status_code == 405


@pytest.mark.parametrize("tab", PATHS)
def test_the_part_is_what_the_page_has(world: World, tab: str) -> None:
    some(world)
    browser = world.client(world.vera)

    with clock.set_to(NOON):
        page, part = (browser.get(PATHS[tab], headers=h) for h in ({}, HTMX))

    assert str(one(page, "#dashboard")) == str(one(part, "#dashboard"))
    assert not soup(part).select("h1")


def test_an_open_tab_is_told_what_is_new_and_nothing_else(world: World) -> None:
    some(world)
    browser = world.client(world.vera)
    with clock.set_to(NOON):
        seen = str(one(browser.get("/"), "#live-seen")["value"])
        still = browser.get(f"{LIVE}?tab=customers&seen={seen}", headers=HTMX)
        recorded(world, sale("more", 5000))
        moved = browser.get(f"{LIVE}?tab=customers&seen={seen}", headers=HTMX)
        other = browser.get(f"{LIVE}?tab=elsewhere&seen={seen}", headers=HTMX)
        plain = browser.get(f"{LIVE}?tab=insights")

    assert (still.status_code, still.get_data()) == (204, b"")
    assert "£83.00" in text_of(moved)
    assert other.status_code == 404
    assert plain.location == "/dashboard/insights"


def test_the_business_of_others_is_not_in_it(world: World) -> None:
    some(world)
    add(world, name="Charlie's own", by=world.charlie)

    with clock.set_to(NOON):
        theirs = world.client(world.charlie).get("/")

    assert cards(theirs)["Customers"] == "1 | 0 have bought"
    assert "Anna" not in text_of(theirs)


def test_a_new_business_sees_what_to_do_first(world: World) -> None:
    owner, viewer = (world.client(each) for each in (world.alice, world.vera))

    first = owner.get("/")
    add(world, name="Anna")
    then = owner.get("/")
    seen = viewer.get("/")

    assert list(links(first, "#beginning")) == [
        *("Add a customer", "Import a list", "Import purchases"),
        *("Set the threshold", "Shops", "Staff"),
    ]
    assert cards(first) == {}
    assert len(soup(first).select("#beginning .unseen")) == 1
    assert len(soup(then).select("#beginning .unseen")) == 2
    assert cards(then)["Customers"] == "1 | 0 have bought"
    assert "Nothing was bought in these weeks." in text_of(then)
    assert links(seen, "#beginning") == {}
    recorded(world, sale("first"))
    assert not soup(owner.get("/")).select("#beginning")


def test_without_a_threshold_the_tab_says_so(world: World) -> None:
    (anna, *_more) = some(world)
    admin, staff = (world.client(each) for each in (world.adam, world.bob))
    url = PATHS[MEMBERSHIP]

    without = admin.get(url), staff.get(url)
    save_rule(world, "28")
    switch(world, anna, is_member=True)
    with_one = admin.get(url), staff.get(url)

    assert links(without[0], "#figures [role=note]") == {
        "Set the threshold": "/membership"
    }
    assert "An owner or admin sets the threshold." in text_of(without[1])
    assert cards(without[0])["About to join"].startswith("–")
    assert cards(with_one[0])["Members"] == "1 | 33% of all customers"
    assert cards(with_one[0])["Held"].startswith("1")
    assert cards(with_one[0])["About to join"].startswith("1")
    assert not soup(with_one[0]).select("#figures [role=note]")
    assert soup(with_one[0]).select("#runs")
    assert not soup(with_one[1]).select("#runs")


def test_the_number_of_questions_does_not_grow(world: World) -> None:
    some(world)
    save_rule(world, "100")
    browser = world.client(world.adam)

    def asked() -> dict[str, int]:
        found = {}
        for tab, path in PATHS.items():
            browser.get(path)
            drawn.kept().clear()
            with statements() as told:
                browser.get(path)
            found[tab] = len(told)
        return found

    with clock.set_to(NOON):
        few = asked()
    lived(world)
    with clock.set_to(NOON):
        many = asked()

    assert few == many
    assert many[CUSTOMERS] <= 12
    assert many[MEMBERSHIP] <= 16
    assert many[INSIGHTS] <= 14
