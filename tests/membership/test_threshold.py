"""The page of the threshold: what it shows, to whom, and what it refuses."""

from __future__ import annotations

from datetime import date

import pytest
from bs4 import BeautifulSoup

from customers.accounts.service import note_counted_window
from customers.directory.models import Customer
from customers.ground.db import db
from customers.membership.rules import FOREVER, NEVER
from tests.directory.seen import HTMX, link, soup, statements, text_of, written
from tests.membership.members import save_rule
from tests.membership.previewed import DAY, TODAY, Wanted, any_crowd, crowd
from tests.membership.running import work_off
from tests.world import World

PAGE = "/membership"
TYPED = {
    "threshold": "5",
    "grace_days": "0",
    "on_refund": "keep",
    "on_window": "keep",
    "version": "0",
}


def cards(page: BeautifulSoup) -> dict[str, str]:
    """The figures above the lists, by their labels."""
    return {
        tile.dt.get_text(): tile.dd.get_text()
        for tile in page.select(".tile")
        if tile.dt and tile.dd
    }


def listed(page: BeautifulSoup) -> list[tuple[str, str]]:
    """The rows of the list: where each leads, and the words of its spend."""
    found = []
    for row in page.select("#preview .list tbody tr"):
        leads, spend = row.select_one("a"), row.select_one(".number")
        assert leads is not None
        assert spend is not None
        found.append((str(leads["href"]), " ".join(spend.get_text(" ").split())))
    return found


def some(world: World) -> list[int]:
    """Two who would join at 380.00, one who would leave, one held."""
    return crowd(
        world,
        [
            *(Wanted(38_000), Wanted(90_050), Wanted(37_999, FOREVER)),
            *(Wanted(50_000, NEVER, FOREVER), Wanted(0)),
        ],
    )


@pytest.mark.parametrize(
    ("who", "status"), [("alice", 200), ("adam", 200), ("bob", 403), ("vera", 403)]
)
def test_the_page_is_for_who_manages_membership(
    world: World, who: str, status: int
) -> None:
    browser = world.client(getattr(world, who))

    answers = [
        browser.get(PAGE),
        browser.post(f"{PAGE}/preview", {"threshold": "1"}),
        browser.post(f"{PAGE}/rule", TYPED),
    ]

    offered = soup(browser.get("/customers")).select('nav a[href="/membership"]')
    assert answers[0].status_code == status
    assert {each.status_code for each in answers[1:]} == {303 if status == 200 else 403}
    assert bool(offered) == (status == 200)


def test_an_outsider_sees_their_own_business(world: World) -> None:
    some(world)

    page = soup(world.client(world.charlie).get(f"{PAGE}?threshold=380"))

    assert cards(page) == dict.fromkeys(cards(page), "0")
    assert "There are no customers yet." in page.get_text()


def test_the_page_shows_what_the_threshold_would_do(world: World) -> None:
    low, high, leaving, held, _nothing = some(world)
    browser = world.client(world.alice)

    page = soup(browser.get(f"{PAGE}?threshold=380"))

    assert cards(page) == {
        "Members now": "1",
        "Would join": "+2",
        "Would leave": "−1",
        "Held": "1",
    }
    assert listed(page) == [
        (f"/customers/{high}", "£900.50 £520.50 above"),
        (f"/customers/{low}", "£380.00 exactly there"),
    ]
    leave = soup(browser.get(f"{PAGE}?threshold=380&list=leave"))
    assert listed(leave) == [(f"/customers/{leaving}", "£379.99 £0.01 below")]
    kept = soup(browser.get(f"{PAGE}?threshold=380&list=held"))
    assert listed(kept) == [(f"/customers/{held}", "£500.00 £120.00 above")]
    assert [each.get_text() for each in kept.select("#preview .list .badge")] == [
        "Not a member"
    ]


def test_the_drawing_and_its_table_say_the_same(world: World) -> None:
    some(world)

    page = soup(world.client(world.alice).get(f"{PAGE}?threshold=380"))

    chart = page.select_one("svg.spread")
    assert chart is not None
    titles = {title.get_text() for title in chart.select("rect > title")}
    rows = [
        [cell.get_text() for cell in row.select("th, td")]
        for row in page.select("details tbody tr")
    ]
    filled = [(spend, int(total)) for spend, total in rows if total != "0"]
    assert titles == {
        f"{spend}: {total} customer{'s' * (total > 1)}" for spend, total in filled
    }
    assert sum(total for _spend, total in filled) == 4
    assert "1 customer has no spend that counts" in page.get_text()
    assert chart.select("text[data-mark]")[0].get_text() == "£380.00"


def test_the_part_equals_that_of_the_page(world: World) -> None:
    some(world)
    browser = world.client(world.alice)
    url = f"{PAGE}?threshold=380&list=leave"

    page, part = soup(browser.get(url)), soup(browser.get(url, headers=HTMX))

    for each in (page, part):
        for key in each.select('[name="csrf_token"], [name="request_key"]'):
            key.decompose()
    whole, alone = (each.select_one("#preview") for each in (page, part))
    assert whole is not None
    assert alone is not None
    assert whole.prettify() == alone.prettify()
    assert part.select_one("form#rule-form") is None
    assert part.select_one('hx-partial[hx-target="#threshold-fault"]') is not None


def test_pages_of_a_list_follow_each_other(world: World) -> None:
    ids = crowd(world, [Wanted(10_000 + number) for number in range(23)])
    browser = world.client(world.alice)
    url: str | None = f"{PAGE}?threshold=100"
    seen: list[str] = []

    while url:
        answer = browser.get(url)
        seen += [href for href, _spend in listed(soup(answer))]
        url = link(answer, "next")

    assert seen == [f"/customers/{each}" for each in reversed(ids)]
    back = link(answer, "prev")
    assert back is not None
    assert [href for href, _ in listed(soup(browser.get(back)))] == seen[10:20]


REFUSED = {
    "lots": "Write a number, such as 12.50.",
    "0": "Write more than nothing.",
    "": "Write an amount.",
    "0.001": "GBP has 2 decimals at most.",
    "1" + "0" * 13: "This is too large.",
    "-5": "Write a number, such as 12.50.",
}


def test_what_is_no_amount_is_said_beside_the_field(world: World) -> None:
    save_rule(world, "75")
    browser = world.client(world.alice)

    for typed, sentence in REFUSED.items():
        asked = {"threshold": typed, "after": "nothing"}
        page = browser.get(PAGE, query_string=asked)
        part = browser.get(PAGE, query_string=asked, headers=HTMX)

        assert (page.status_code, part.status_code) == (422, 422), typed
        assert text_of(part) == sentence
        assert soup(page).select_one("#threshold-fault[role=status] .error")
        whole = soup(page)
        field, shown = whole.select_one("#threshold"), whole.select_one("#preview")
        assert field is not None
        assert shown is not None
        assert field["value"] == typed
        assert shown["data-at"] == "75"


def test_a_cursor_that_is_none_is_refused(world: World) -> None:
    answer = world.client(world.alice).get(f"{PAGE}?threshold=5&after=nothing")

    assert answer.status_code == 422


def test_another_window_is_offered_as_a_run(world: World) -> None:
    save_rule(world, "75", window_months=12)
    browser = world.client(world.alice)

    page = soup(browser.get(f"{PAGE}?threshold=80&window_months=6"))

    assert page.select_one('#preview button[form="run-it"]')
    sent = page.select('#preview input[form="run-it"]')
    fields = {str(each["name"]): each.get("value") for each in sent}
    assert fields["threshold"] == "80"
    assert fields["window_months"] == "6"
    assert cards(page) == {}
    work_off(world)
    same = soup(browser.get(f"{PAGE}?threshold=80"))
    assert cards(same) != {}
    chosen = same.select_one("#window_months option[selected]")
    assert chosen is not None
    assert chosen["value"] == "12"


def test_without_a_rule_the_page_explains_and_proposes(world: World) -> None:
    crowd(world, [Wanted(1_000)] * 18 + [Wanted(40_100)] * 2)

    page = soup(world.client(world.alice).get(PAGE))

    field = page.select_one("#threshold")
    assert field is not None
    assert field["value"] == "400"
    assert "A threshold is the spend" in page.get_text()
    assert cards(page)["Would join"] == "+2"


def test_windows_that_moved_on_are_said(world: World) -> None:
    (person, _other) = crowd(world, [Wanted(1_000), Wanted(500)])
    browser = world.client(world.alice)
    sentence = "purchases have left the window"

    fresh = text_of(browser.get(PAGE))

    written(world, lambda: moves(person, TODAY))
    assert sentence not in fresh
    assert sentence in text_of(browser.get(PAGE))

    written(world, lambda: moves(person, TODAY + DAY))
    assert sentence not in text_of(browser.get(PAGE))


def moves(customer_id: int, until: date) -> None:
    """Let what counts of a customer's spend change by itself on a day."""
    row = db.session.get(Customer, customer_id)
    assert row is not None
    row.window_until = until


def test_figures_whose_count_was_stopped_are_not_shown(world: World) -> None:
    actor = world.actor(world.alice)
    written(world, lambda: note_counted_window(-1, actor=actor))

    page = soup(world.client(world.alice).get(f"{PAGE}?threshold=5"))

    preview = page.select_one("#preview")
    assert preview is not None
    assert "Save once more" in preview.get_text()
    assert not preview.select("dl, table")


def test_the_page_asks_as_much_of_many_as_of_few(world: World) -> None:
    save_rule(world, "123.45")
    browser = world.client(world.alice)
    counted = []

    for size in (20, 90):
        world.enter()
        any_crowd(world, size, size=size)
        with statements() as asked:
            browser.get(f"{PAGE}?threshold=123.45", headers=HTMX)
        counted.append(len(asked))

    assert counted[0] == counted[1] <= 12
