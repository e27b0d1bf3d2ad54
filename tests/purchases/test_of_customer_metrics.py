"""A customer's figures and habits, of purchases as they are recorded."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from customers.directory import queries as directory
from customers.directory.models import Customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.purchases import queries, service
from customers.purchases.queries import metrics as looked_up
from tests.directory.seen import HTMX, soup, statements, text_of
from tests.purchases.sold import NOON, line, people, recorded, refund, sale
from tests.world import World


def customer(world: World, customer_id: int) -> Customer:
    """The customer as they are kept now."""
    db.session.expire_all()
    return directory.seen_customer(customer_id, actor=world.actor(world.alice))


def told(world: World, customer_id: int) -> dict[str, str]:
    """The figures and habits by their labels."""
    actor = world.actor(world.vera)
    row = customer(world, customer_id)
    facts = queries.habits(row, actor=actor).facts
    return dict(queries.key_figures(row, actor=actor)) | dict(facts)


def back(days: int, **more: Any) -> dict[str, Any]:
    """The time so many days before, and more."""
    return {"purchased_at": NOON - timedelta(days=days), **more}


def test_the_figures_are_of_what_counts(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(
        world,
        sale("1", 1000, customer_id=anna, **back(400, payment_method="Card")),
        sale("2", 3000, customer_id=anna, **back(390, payment_method="Cash")),
        sale("3", 500, customer_id=anna, **back(3, payment_method="Cash")),
        refund("4", 1000, refund_of_reference="2", items=1000, customer_id=anna),
        refund("5", refund_of_reference="unknown", customer_id=anna),
    )
    (gone,) = recorded(world, sale("6", 9999, customer_id=anna))
    actor = world.actor(world.alice)
    work.run(lambda: service.void(gone, actor=actor))

    with clock.set_to(NOON):
        assert told(world, anna) == {
            "Visits": "3",
            "Spend": "£35.00",
            "Last visit": "Feb 27, 2026",
            "Average purchase": "£11.67",
            "Frequency": "Occasional",
            "Since last visit": "3 days",
            "Repeat customer": "Yes",
            "Usual interval": "every 10 days",
            "First visit": "Jan 26, 2025",
            "Items": "2",
            "Usual payment": "Cash",
            "Value so far": "£35.00, £31.94 a year",
        }


def test_one_visit_is_no_habit(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))

    with clock.set_to(NOON):
        found = told(world, anna)

    assert found["Frequency"] == "One-time"
    assert found["Since last visit"] == "today"
    assert found["Repeat customer"] == "No"
    assert found["Usual interval"] == found["Usual payment"] == "–"
    assert found["Value so far"] == "£10.00"


def test_nothing_bought_has_dashes_and_no_habits(world: World) -> None:
    (anna,) = people(world, "Anna")

    assert told(world, anna) == {"Visits": "–", "Spend": "–", "Last visit": "–"}


def test_what_depends_on_today_is_not_stored(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))
    days = {}

    for later in (1, 2, 400):
        with clock.set_to(NOON + timedelta(days=later)):
            days[later] = told(world, anna)["Since last visit"]

    assert days == {1: "1 day", 2: "2 days", 400: "400 days"}


def test_favourites_are_what_was_bought_most(world: World) -> None:
    (anna,) = people(world, "Anna")
    bun, tea = {"description": "Bun"}, {"description": "Tea", "sku": "T1"}
    recorded(
        world,
        sale(
            "1",
            items=6500,
            customer_id=anna,
            lines=(line(500, 4000, **bun), line(500, 2500, **tea)),
        ),
        sale("2", items=2000, customer_id=anna, lines=(line(1000, 2000, **tea),)),
        sale(
            "3",
            items=1000,
            customer_id=anna,
            lines=(line(1500, 2000, description="Swap"), line(-500, -1000, **bun)),
        ),
        sale(
            "4",
            items=90_000,
            customer_id=anna,
            lines=(line(1000, 90_000, description="Came back"),),
        ),
        refund("5", refund_of_reference="4", items=90_000, customer_id=anna),
    )

    found = queries.habits(customer(world, anna), actor=world.actor(world.vera))

    assert [tuple(favourite) for favourite in found.favourites] == [
        ("Tea", "4.5, bought 2 times"),
        ("Bun", "4, bought once"),
        ("Swap", "2, bought once"),
    ]
    assert found.looked_at == ""


def test_no_more_than_the_last_200_purchases_are_looked_at(world: World) -> None:
    (anna,) = people(world, "Anna")
    old = [
        sale(
            f"old {number}",
            customer_id=anna,
            lines=(line(1000, 1000, description="Old"),),
            **back(1000 + 30 * number, payment_method="Cash"),
        )
        for number in range(205)
    ]
    new = [
        sale(
            f"new {number}",
            customer_id=anna,
            lines=(line(1000, 1000, description="New"),),
            **back(2 * number, payment_method="Card"),
        )
        for number in range(200)
    ]
    recorded(world, *old, *new)

    with clock.set_to(NOON), statements() as asked:
        found = queries.habits(customer(world, anna), actor=world.actor(world.vera))

    facts = dict(found.facts)
    read = looked_up._last_purchases(anna)
    assert len(read) == 200
    assert facts["Usual payment"] == "Card"
    assert facts["Usual interval"] == "every 2 days"
    assert [one.name for one in found.favourites] == ["New"]
    assert found.looked_at == ("Habits and favourites are of the last 200 purchases.")
    assert len([one for one in asked if "purchase" in one]) == 2


def test_no_more_than_1000_lines_are_looked_at(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    (anna,) = people(world, "Anna")
    monkeypatch.setattr(looked_up, "MOST_LINES", 3)
    for name in ("First", "Last"):
        lines = tuple(line(100, description=name) for _number in range(3))
        recorded(world, sale(name, 300, items=3000, customer_id=anna, lines=lines))

    found = queries.habits(customer(world, anna), actor=world.actor(world.vera))

    assert [one.name for one in found.favourites] == ["Last"]


def test_the_frequency_is_a_range_that_the_business_sets(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, *[sale(str(n), customer_id=anna, **back(n)) for n in range(3)])

    def set_bounds() -> None:
        world.enter()
        world.books.occasional_from, world.books.regular_from = 2, 3

    work.run(set_bounds)

    assert told(world, anna)["Frequency"] == "Regular"


def test_spend_by_month_is_a_drawing_and_the_same_table(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(
        world,
        sale("too old", 7777, customer_id=anna, **back(800)),
        sale("1", 3000, customer_id=anna, **back(40)),
        sale("2", 1000, customer_id=anna, **back(39)),
        refund("3", 4500, refund_of_reference=None, customer_id=anna),
        sale("other's", 5000),
    )

    with clock.set_to(NOON):
        page = soup(world.client(world.vera).get(f"/customers/{anna}/purchases"))

    (chart,) = page.select("svg.chart > [role=img]")
    rows = [
        [cell.get_text() for cell in row.select("th, td")]
        for row in page.select("table.plain tr")
    ]
    bars = [bar.get_text() for bar in chart.select("rect")]
    names = [page.find(id=each) for each in str(chart["aria-labelledby"]).split()]
    assert rows == [
        ["Month", "Purchases", "Refunds", "Spend"],
        ["Mar 2026", "0", "1", "-£45.00"],
        ["Feb 2026", "0", "", "£0.00"],
        ["Jan 2026", "2", "", "£40.00"],
    ]
    assert bars == ["Jan 2026: £40.00", "Mar 2026: -£45.00"]
    assert [bool(b.has_attr("data-negative")) for b in chart.select("rect")] == [
        False,
        True,
    ]
    assert chart["role"] == "img"
    assert [name is not None and name.name for name in names] == ["title", "desc"]
    assert not page.select("[style]")


def test_a_chart_of_nothing_lately_is_none(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("old", customer_id=anna, **back(800)))

    with clock.set_to(NOON):
        found = queries.spend_by_month(anna, actor=world.actor(world.vera))

    assert found.chart is None
    assert found.rows == []


def test_spend_by_month_is_one_question_of_days(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, *[sale(str(n), customer_id=anna, **back(n % 3)) for n in range(9)])
    actor = world.actor(world.vera)

    with clock.set_to(NOON), statements() as asked:
        found = queries.spend_by_month(anna, actor=actor)

    assert len(asked) == 1
    assert [row[1:] for row in found.rows] == [("6", "", "£60.00"), ("3", "", "£30.00")]


def test_overview_and_drawer_show_the_key_figures(world: World) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("1", 1250, customer_id=anna), sale("2", 750, customer_id=anna))
    said = (
        "Visits 2 Spend £20.00 Last visit 2 Mar 2026 Average purchase £10.00 "
        "Frequency Occasional Since last visit 1 day"
    )

    with clock.set_to(NOON + timedelta(days=1)):
        browser = world.client(world.vera)
        overview = browser.get(f"/customers/{anna}")
        drawer = browser.get(f"/customers/{anna}/drawer", headers=HTMX)

    assert said in text_of(overview)
    assert said in text_of(drawer)


def test_the_list_shows_what_was_bought(world: World) -> None:
    anna, _bert = people(world, "Anna", "Bert")
    recorded(world, sale("1", 1250, customer_id=anna), sale("2", 750, customer_id=anna))

    page = soup(world.client(world.vera).get("/customers?sort=spend"))

    rows = [
        [
            cell.get_text()
            for cell in row.select(".col-visits, .col-spend, .col-last-visit")
        ]
        for row in page.select("tbody tr")
    ]
    assert rows == [["2", "£20.00", "2 Mar 2026"], ["–", "–", "–"]]
    assert customer(world, anna).first_visit_on == date(2026, 3, 2)
