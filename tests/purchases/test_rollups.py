"""What is kept by the hour and of first days and visits, case by case."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from customers.directory.models import FirstVisitTally
from customers.directory.service import delete_customer, restore_customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.purchases import queries, service
from customers.purchases.models import FirstDay, PurchaseHour
from customers.purchases.queries import BuyerSum, FirstMonth, HourSum
from customers.purchases.schemas import NewPurchase
from tests.directory.seen import statements
from tests.purchases.sold import (
    days_later,
    kept_totals,
    people,
    record,
    recorded,
    refund,
    rows,
    sale,
    true_totals,
)
from tests.world import World

MONDAY = date(2026, 3, 2)
# A zone, a moment in UTC, and the hour of the week on the clocks there, as they go.
HOURS = [
    ("Europe/London", "2026-03-02T00:00:00", 0),
    ("Europe/London", "2026-03-01T23:59:59", 167),
    # The hour from one to two is left out in spring, and there twice in autumn.
    ("Europe/London", "2026-03-29T00:59:59", 6 * 24),
    ("Europe/London", "2026-03-29T01:00:00", 6 * 24 + 2),
    ("Europe/London", "2026-10-25T00:30:00", 6 * 24 + 1),
    ("Europe/London", "2026-10-25T01:30:00", 6 * 24 + 1),
    ("Asia/Kathmandu", "2026-03-01T18:14:59", 6 * 24 + 23),
    ("Asia/Kathmandu", "2026-03-01T18:15:00", 0),
    ("Pacific/Kiritimati", "2026-03-01T10:00:00", 0),
    ("Pacific/Pago_Pago", "2026-03-02T10:59:59", 6 * 24 + 23),
]


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def first_days() -> dict[str, tuple[int, ...]]:
    """What is kept of each first day, and how many came first in each month."""
    found: dict[str, tuple[int, ...]] = {}
    for day in db.session.scalars(select(FirstDay)):
        numbers = (day.purchases, day.refunds, day.sales_minor, day.refunded_minor)
        found[f"{day.on_day:%d} {day.shop_id}"] = numbers
    for month in db.session.scalars(select(FirstVisitTally)):
        found[f"{month.on_month:%b}"] = (month.buyers, month.repeaters)
    return {name: numbers for name, numbers in found.items() if any(numbers)}


def test_the_hour_is_that_of_the_shop_s_clock_and_stays(
    app: Flask, world: World
) -> None:
    expected = {}
    with clock.set_to(datetime(2026, 12, 1, tzinfo=UTC)):
        for number, (zone, moment, hour) in enumerate(HOURS):
            told = [
                sale(f"{number}", purchased_at=at(moment)),
                refund(f"r{number}", purchased_at=at(moment)),
            ]
            actor = replace(world.actor(world.alice), timezone=zone)
            work.run(partial(service.record_purchases, told, actor=actor))
            expected |= {f"{number}": hour, f"r{number}": hour}
        # Another time zone later changes nothing, whatever is done then.
        first = rows(reference="0")[0].id
        actor = replace(world.actor(world.alice), timezone="Asia/Tokyo")
        work.run(lambda: service.void(first, actor=actor))

    assert {row.reference: row.week_hour for row in rows()} == expected
    kept = {
        (row.on_day, row.week_hour): (row.purchases, row.sales_minor)
        for row in db.session.scalars(select(PurchaseHour))
    }
    assert kept[MONDAY, 0] == (2, 2000)
    assert kept[date(2026, 10, 25), 145] == (2, 2000)
    assert sum(number for number, _total in kept.values()) == len(HOURS) - 1


# What happens one after the other, and what is kept of first days and visits then.
# Days are those after NOON's; a sale is of Anna unless it says otherwise.
STEPS: list[tuple[str, dict[str, Any], dict[str, tuple[int, ...]]]] = [
    ("sale", {"of": 5}, {"07 0": (1, 0, 1000, 0), "Mar": (1, 0)}),
    ("sale again", {"of": 5}, {"07 0": (2, 0, 2000, 0), "Mar": (1, 1)}),
    # An earlier one takes both off their day, and what came back on its own counts.
    ("back", {"of": 3, "is_refund": True}, {"07 0": (2, 0, 2000, 0), "Mar": (1, 1)}),
    ("early", {"of": 3}, {"05 0": (1, 1, 1000, 1000), "Mar": (1, 1)}),
    ("later", {"of": 9}, {"05 0": (1, 1, 1000, 1000), "Mar": (1, 1)}),
    ("void early", {}, {"07 0": (2, 0, 2000, 0), "Mar": (1, 1)}),
    ("february", {"of": -3}, {"27 0": (1, 0, 1000, 0), "Feb": (1, 1)}),
    ("take off", {}, {"07 0": (2, 0, 2000, 0), "Mar": (1, 1)}),
    ("delete", {}, {"07 0": (2, 0, 2000, 0)}),
    ("restore", {}, {"07 0": (2, 0, 2000, 0), "Mar": (1, 1)}),
]


def test_first_days_follow_the_first_visit_wherever_it_moves(
    app: Flask, world: World
) -> None:
    [anna] = people(world, "Anna")
    actor = world.actor(world.alice)
    other: dict[str, Any] = {
        "void early": lambda: service.void(rows(reference="early")[0].id, actor=actor),
        "take off": lambda: service.attach(
            rows(reference="february")[0].id, customer_id=None, actor=actor
        ),
        "delete": lambda: delete_customer(anna, actor=actor),
        "restore": lambda: restore_customer(anna, actor=actor),
    }
    for name, more, expected in STEPS:
        if name in other:
            work.run(other[name])
        else:
            make = refund if more.get("is_refund") else sale
            on = days_later(more["of"])
            recorded(world, make(name, customer_id=anna, purchased_at=on))

        assert first_days() == expected, name
        assert kept_totals() == true_totals(), name


def test_only_a_first_visit_that_moved_is_looked_up(app: Flask, world: World) -> None:
    ids = people(world, "Anna", "Bert", "Cleo")

    def asked(*told: NewPurchase) -> int:
        with statements() as seen:
            record(world, *told)
        return sum("GROUP BY purchase.customer_id" in text for text in seen)

    new = asked(*(sale(f"a{who}", customer_id=who) for who in ids))
    again = asked(*(sale(f"b{who}", customer_id=who) for who in ids))
    later = asked(
        *(sale(f"c{w}", customer_id=w, purchased_at=days_later(1)) for w in ids)
    )
    moved = asked(
        *(sale(f"d{w}", customer_id=w, purchased_at=days_later(-w)) for w in ids)
    )

    assert (new, again, later, moved) == (0, 0, 0, 1)
    assert kept_totals() == true_totals()


@pytest.fixture
def trading(world: World) -> World:
    """Anna and Bert by shop and day; a stranger; days are Monday's to Friday's."""
    anna, bert, cleo = people(world, "Anna", "Bert", "Cleo")
    shop = world.book_shop.id
    recorded(
        world,
        sale("1", 1000, customer_id=anna, shop_id=shop),
        sale("2", 500, customer_id=anna, purchased_at=days_later(1)),
        refund("3", 300, refund_of_reference="1", purchased_at=days_later(2)),
        refund("4", 100, customer_id=bert, purchased_at=days_later(1)),
        sale("5", 70, customer_id=bert, purchased_at=days_later(1) + HOUR),
        sale("6", 9, purchased_at=days_later(2)),
        sale("7", 20, customer_id=cleo, purchased_at=days_later(-7)),
    )
    return world


HOUR = timedelta(hours=1)


def test_the_hours_of_some_days_add_up_in_a_shop_or_all(trading: World) -> None:
    until = days_later(4).date()

    everywhere = queries.hour_sums(MONDAY, until=until)
    in_shop = queries.hour_sums(MONDAY, until=until, shop_id=trading.book_shop.id)
    of_no_shop = queries.hour_sums(MONDAY, until=MONDAY, shop_id=0)
    since_before = queries.hour_sums(MONDAY - timedelta(days=7), until=MONDAY)

    assert everywhere == [
        HourSum(12, 1, 1000),
        HourSum(36, 1, 500),
        HourSum(37, 1, 70),
        HourSum(60, 1, 9),
    ]
    assert in_shop == [HourSum(12, 1, 1000)]
    assert of_no_shop == []
    assert since_before == [HourSum(12, 2, 1020)]


def test_new_and_returning_are_told_apart_by_the_first_visit(trading: World) -> None:
    tuesday, wednesday = (days_later(n).date() for n in (1, 2))

    found = queries.new_and_returning(MONDAY, until=wednesday)
    in_shop = queries.new_and_returning(
        MONDAY, until=wednesday, shop_id=trading.book_shop.id
    )

    assert found == [
        BuyerSum(MONDAY, 1, 0, 1000, 0, 0, 0),
        BuyerSum(tuesday, 1, 1, -30, 1, 0, 500),
        BuyerSum(wednesday, 0, 0, 0, 0, 1, -300),
    ]
    assert in_shop == [BuyerSum(MONDAY, 1, 0, 1000, 0, 0, 0)]


def test_months_of_first_visits_and_visits_count_whoever_is_there(
    trading: World,
) -> None:
    february, march = date(2026, 2, 1), date(2026, 3, 1)
    since = queries.first_months(date(2026, 2, 28))
    later = queries.first_months(date(2026, 3, 31))
    visits = queries.customers_by_visits()

    [cleo] = [row.customer_id for row in rows(reference="7")]
    work.run(lambda: delete_customer(cleo or 0, actor=trading.actor(trading.alice)))

    assert since == [FirstMonth(february, 1, 0), FirstMonth(march, 2, 1)]
    assert later == [FirstMonth(march, 2, 1)]
    assert visits == {1: 2, 2: 1}
    assert queries.first_months(february) == [FirstMonth(march, 2, 1)]
    assert queries.customers_by_visits() == {1: 1, 2: 1}


def test_each_trend_is_one_question_of_the_business_alone(trading: World) -> None:
    with statements() as asked:
        queries.hour_sums(MONDAY, until=MONDAY)
        queries.new_and_returning(MONDAY, until=MONDAY, shop_id=0)
        queries.first_months(MONDAY)
        queries.customers_by_visits()
    trading.enter(trading.bikes)

    assert len(asked) == 4
    assert queries.hour_sums(date(2020, 1, 1), until=MONDAY) == []
    assert queries.new_and_returning(date(2020, 1, 1), until=MONDAY) == []
    assert queries.first_months(date(2020, 1, 1)) == []
    assert queries.customers_by_visits() == {}
