"""The cards above the list: the business's figures, said plainly and found cheaply."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from customers.desk import drawn
from customers.directory.models import Customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.purchases import queries
from customers.purchases import service as purchases
from tests.directory.seen import HTMX, add, delete, soup, statements
from tests.purchases.sold import NOON, people, recorded, refund, sale
from tests.world import World

LIST = "/customers"
PURCHASE_TABLES = ("purchase_day", "visit_tally")


def cards(answer: TestResponse) -> dict[str, tuple[str, ...]]:
    """What the cards say, by their labels."""
    found = {}
    for tile in soup(answer).select("#stats > div"):
        label, *said = (each.get_text() for each in tile.select("dt, dd"))
        found[label] = tuple(said)
    return found


def test_an_empty_business_says_so(world: World) -> None:
    answer = world.client(world.vera).get(LIST)

    assert cards(answer) == {
        "Customers": ("0", "0 new this month"),
        "Members": ("0",),
        "Spend, 30 days": ("£0.00", "nothing in the 30 days before"),
        "Came again": ("–", "nobody bought yet"),
    }


def test_they_say_what_was_bought_lately_and_who_came_again(world: World) -> None:
    anna, bert, cleo = people(world, "Anna", "Bert", "Cleo")
    gone = add(world, name="Gone", since="2026-03-01")
    add(world, name="New", since="2026-03-01")
    add(world, name="Of February", since="2026-02-28")
    delete(world, gone)

    def ago(days: int) -> dict[str, object]:
        return {"purchased_at": NOON - timedelta(days=days)}

    recorded(
        world,
        sale("today", 1000, customer_id=anna),
        sale("29", 2000, customer_id=anna, shop_id=world.book_shop.id, **ago(29)),
        sale("nobody's", 500, **ago(1)),
        refund("back", 300, customer_id=anna),
        sale("30", 1600, customer_id=bert, **ago(30)),
        sale("59", 400, customer_id=cleo, **ago(59)),
        sale("60", 90_000, customer_id=cleo, **ago(60)),
    )
    (void,) = recorded(world, sale("undone", 7000, customer_id=bert))
    actor = world.actor(world.alice)
    work.run(lambda: purchases.void(void, actor=actor))

    def sink() -> None:
        world.enter()
        for row in db.session.scalars(db.select(Customer)):
            if row.id in (anna, bert, cleo):
                row.since = date(2020, 1, 1)

    work.run(sink)

    with clock.set_to(NOON):
        answer = world.client(world.vera).get(LIST)

    assert cards(answer) == {
        "Customers": ("5", "1 new this month"),
        "Members": ("0",),
        "Spend, 30 days": ("£32.00", "+60% on the 30 days before"),
        "Came again": ("67%", "2 of 3 who bought"),
    }


@pytest.mark.parametrize(
    ("now", "before", "said"),
    [(50, 100, "-50% on the 30 days before"), (100, 100, "0% on the 30 days before")],
)
def test_a_change_says_which_way(
    world: World, now: int, before: int, said: str
) -> None:
    month = timedelta(days=30)
    recorded(world, sale("now", now), sale("then", before, purchased_at=NOON - month))

    with clock.set_to(NOON):
        answer = world.client(world.vera).get(LIST)

    assert cards(answer)["Spend, 30 days"][1] == said


def test_more_than_a_thousand_new_ones_are_not_counted(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in "ABC":
        add(world, name=name)
    few = queries.Figures(1_000, 0, 0, 0, 0)
    many = queries.Figures(1_001, 0, 0, 0, 0)
    browser = world.client(world.vera)
    said = []

    for found in (few, many):
        monkeypatch.setattr(queries, "figures", lambda _today, found=found: found)
        drawn.kept().clear()
        said.append(cards(browser.get(LIST))["Customers"][1])

    assert said == ["1,000 new this month", "1,000+ new this month"]


def test_those_of_others_are_not_in_it(world: World) -> None:
    add(world, name="Elsewhere", by=world.charlie)
    recorded(world, sale("ours", 1000))

    with clock.set_to(NOON):
        theirs = cards(world.client(world.charlie).get(LIST))

    assert theirs["Customers"][0] == "1"
    assert theirs["Spend, 30 days"][0] == "£0.00"


def test_it_is_one_question_and_none_of_a_search(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))
    browser = world.client(world.vera)
    browser.get(LIST)
    drawn.kept().clear()

    with statements() as of_page:
        page = browser.get(LIST)
    with statements() as of_part:
        part = browser.get(f"{LIST}?q=anna", headers=HTMX)

    def about_purchases(asked: list[str]) -> list[str]:
        return [one for one in asked if any(table in one for table in PURCHASE_TABLES)]

    assert len(about_purchases(of_page)) == 1
    assert about_purchases(of_part) == []
    assert len(soup(page).select("#stats")) == 1
    assert not soup(part).select("#stats")


def test_it_stands_above_the_search(world: World) -> None:
    page = world.client(world.vera).get(LIST).get_data(as_text=True)

    assert page.index('id="stats"') < page.index('id="list-form"')
    assert page.index('id="list-form"') < page.index('id="results"')
