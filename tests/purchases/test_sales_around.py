"""The list of sales around its rows: empty, refused, its part, its chips, its cost."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customers.ground import clock
from customers.ground.db import db
from customers.purchases.models import Purchase
from tests.directory.seen import HTMX, soup, statements, text_of
from tests.purchases.listed import SALES, shown, some, sums
from tests.purchases.sold import line, people, recorded, refund, sale
from tests.world import World


def test_a_business_without_sales_is_told_so(world: World) -> None:
    browser = world.client(world.vera)

    unused = text_of(browser.get(SALES))
    recorded(world, sale("1"))
    nothing = text_of(browser.get(f"{SALES}?kind=refund"))

    assert "No sales yet" in unused
    assert "No sale fits these filters" in nothing
    assert "Kind : Refund" in nothing.replace(": ", " : ").replace("  ", " ")


@pytest.mark.parametrize(
    "query",
    [
        *("kind=gift", "state=open", "shop=x", "staff=0", "customer=all", "size=30"),
        *("day_from=yesterday", "customer=-1", "after=nonsense", "before=e30"),
        f"customer={10**20}",
    ],
)
def test_an_address_that_makes_no_sense_is_told(world: World, query: str) -> None:
    answer = world.client(world.vera).get(f"{SALES}?{query}")

    assert answer.status_code == 422
    assert "This list cannot be shown" in text_of(answer)
    way_out = soup(answer).select_one("main a.button")
    here = soup(answer).select_one("nav a[aria-current=page]")
    assert way_out is not None
    assert here is not None
    assert (way_out["href"], way_out.get_text()) == (SALES, "Show all sales")
    assert here["href"] == SALES


def test_the_part_is_in_the_page(world: World) -> None:
    some(world)
    browser = world.client(world.vera)

    part = browser.get(f"{SALES}?kind=refund", headers=HTMX).get_data(as_text=True)
    page = browser.get(f"{SALES}?kind=refund").get_data(as_text=True)

    assert part.strip() in page
    assert "<html" not in part


def test_chips_and_choices_say_what_is_set(world: World) -> None:
    ids = some(world)
    anna = db.session.get_one(Purchase, ids["a"]).customer_id
    url = f"{SALES}?customer={anna}&kind=refund&day_from=2026-03-02&size=50"

    page = soup(world.client(world.vera).get(url))

    chips = [" ".join(each.get_text(" ").split()) for each in page.select(".chip")]
    assert [chip.rpartition(": ")[2].strip() for chip in chips[:-1]] == [
        "2 Mar 2026",
        "Refund",
        "Anna",
    ]
    without_kind = str(page.select(".chip")[1]["href"])
    assert "kind" not in without_kind
    assert f"customer={anna}" in without_kind
    chosen = page.select_one("#filter-customer option[selected]")
    assert chosen is not None
    assert chosen.get_text() == "Anna"


def test_another_business_sees_its_own(world: World) -> None:
    some(world)

    answer = world.client(world.charlie).get(SALES)

    assert "No sales yet" in text_of(answer)


def test_the_number_of_questions_is_fixed(world: World) -> None:
    [anna] = people(world, "Anna")
    told = [
        sale(str(n), 100, lines=(line(100, description="Tea"),), customer_id=anna)
        for n in range(20)
    ]
    recorded(world, told[0])
    browser = world.client(world.vera)
    browser.get(SALES)
    with statements() as few:
        browser.get(SALES)
    recorded(world, *told[1:], *(refund(f"r{n}", 1) for n in range(4)))
    with statements() as many:
        browser.get(SALES)

    assert len(many) == len(few)


def test_days_are_those_of_the_business(world: World) -> None:
    """London is an hour ahead of UTC in summer: 23:30 there is the next day here."""
    late = datetime(2026, 6, 30, 23, 30, tzinfo=UTC)
    with clock.set_to(datetime(2026, 7, 2, tzinfo=UTC)):
        [one] = recorded(world, sale("1", purchased_at=late))
        browser = world.client(world.vera)
        before = browser.get(f"{SALES}?day_to=2026-06-30")
        then = browser.get(f"{SALES}?day_from=2026-07-01&day_to=2026-07-01")

    assert (shown(before), shown(then)) == ([], [one])
    assert sums(then)["Purchases"] == "1"


def test_days_the_wrong_way_round_are_said_to_be(world: World) -> None:
    recorded(world, sale("1"))
    url = f"{SALES}?day_from=2026-03-02&day_to="

    page, part, right = (
        text_of(world.client(world.vera).get(url + day, headers=headers))
        for day, headers in (
            ("2026-03-01", {}),
            ("2026-03-01", HTMX),
            ("2026-03-02", {}),
        )
    )

    for words in (page, part):
        assert "The days are the wrong way round" in words
    assert "the wrong way round" not in right


def test_the_page_leads_to_an_import_and_the_filters_to_all(world: World) -> None:
    recorded(world, sale("1"))

    pages = [
        soup(world.client(who).get(f"{SALES}?kind=refund&size=50"))
        for who in (world.alice, world.bob)
    ]

    ways = [page.select('a[href="/import?kind=purchases"]') for page in pages]
    assert [len(found) for found in ways] == [1, 0]
    cleared = [a["href"] for a in pages[1].select("#filters .actions a")]
    assert cleared == [f"{SALES}?size=50"]
