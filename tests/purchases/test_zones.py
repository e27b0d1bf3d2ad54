"""The shop's own day: at midnight, where clocks change, at the ends of the world."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from flask import Flask
from sqlalchemy import select, update

from customers.accounts.models import Business
from customers.ground import clock, work
from customers.ground.db import db
from customers.purchases import service
from customers.purchases.models import PurchaseDay
from customers.purchases.schemas import NewPurchase, Outcome
from customers.purchases.service.verifying import differences
from tests.purchases.sold import (
    kept_totals,
    people,
    refund,
    rows,
    sale,
    totals,
    true_totals,
)
from tests.world import World

# A zone, a moment in UTC, and the day there, as an almanac has it.
DAYS = [
    # Fourteen hours ahead and eleven behind: at noon of one day it is two others there.
    ("Pacific/Kiritimati", "2026-03-01T09:59:59", "2026-03-01"),
    ("Pacific/Kiritimati", "2026-03-01T10:00:00", "2026-03-02"),
    ("Pacific/Pago_Pago", "2026-03-01T10:59:59", "2026-02-28"),
    ("Pacific/Pago_Pago", "2026-03-01T11:00:00", "2026-03-01"),
    ("Pacific/Kiritimati", "2024-02-29T10:00:00", "2024-03-01"),
    ("Pacific/Pago_Pago", "2026-01-01T10:59:59", "2025-12-31"),
    # Offsets of three quarters of an hour.
    ("Asia/Kathmandu", "2026-03-01T18:14:59", "2026-03-01"),
    ("Asia/Kathmandu", "2026-03-01T18:15:00", "2026-03-02"),
    # London: an hour ahead in summer alone; 01:30 is there twice on 26 October 2025.
    ("Europe/London", "2026-01-31T23:59:59", "2026-01-31"),
    ("Europe/London", "2025-06-30T22:59:59", "2025-06-30"),
    ("Europe/London", "2025-06-30T23:00:00", "2025-07-01"),
    ("Europe/London", "2025-10-26T00:30:00", "2025-10-26"),
    ("Europe/London", "2025-10-26T01:30:00", "2025-10-26"),
    ("Europe/London", "2025-10-25T22:59:59", "2025-10-25"),
    ("Europe/London", "2025-10-26T23:00:00", "2025-10-26"),
    # Beirut: at midnight it is 23:00 of the same day again.
    ("Asia/Beirut", "2025-10-25T20:59:59", "2025-10-25"),
    ("Asia/Beirut", "2025-10-25T21:00:00", "2025-10-25"),
    ("Asia/Beirut", "2025-10-25T21:59:59", "2025-10-25"),
    ("Asia/Beirut", "2025-10-25T22:00:00", "2025-10-26"),
    # Santiago: midnight never is; the day begins at 01:00.
    ("America/Santiago", "2025-09-07T03:59:59", "2025-09-06"),
    ("America/Santiago", "2025-09-07T04:00:00", "2025-09-07"),
    # New York: 02:30 never is on 8 March 2026.
    ("America/New_York", "2026-03-08T04:59:59", "2026-03-07"),
    ("America/New_York", "2026-03-08T07:30:00", "2026-03-08"),
    ("America/New_York", "2026-03-09T03:59:59", "2026-03-08"),
    ("America/New_York", "2026-03-09T04:00:00", "2026-03-09"),
    # Samoa went round the date line: 30 December 2011 never was.
    ("Pacific/Apia", "2011-12-30T09:59:59", "2011-12-29"),
    ("Pacific/Apia", "2011-12-30T10:00:00", "2011-12-31"),
]
# Zones whose clocks never changed since 1995, and their minutes ahead of UTC.
STEADY = {
    "Pacific/Kiritimati": 840,
    "Pacific/Pago_Pago": -660,
    "Asia/Kathmandu": 345,
    "Etc/GMT+12": -720,
    "UTC": 0,
}


def at(moment: str) -> datetime:
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


def record_in(world: World, zone: str, *told: NewPurchase) -> list[Outcome]:
    """Record them in a business of this time zone."""
    actor = replace(world.actor(world.alice), timezone=zone)
    return work.run(lambda: service.record_purchases(told, actor=actor))


def test_a_sale_falls_on_the_day_it_was_at_the_shop(app: Flask, world: World) -> None:
    [anna] = people(world, "Anna")
    for number, (zone, moment, _day) in enumerate(DAYS):
        one = sale(f"{number}", customer_id=anna, purchased_at=at(moment))
        [answer] = record_in(world, zone, one)
        assert answer.kind == "recorded", answer.reason

    days = {row.reference: row.purchased_on.isoformat() for row in rows()}
    moments = {row.reference: row.purchased_at for row in rows()}

    assert days == {f"{n}": day for n, (_zone, _moment, day) in enumerate(DAYS)}
    assert moments == {f"{n}": at(moment) for n, (_z, moment, _d) in enumerate(DAYS)}
    assert totals(anna)[3:] == (date(2011, 12, 29), date(2026, 3, 9))
    assert kept_totals() == true_totals()
    assert _proven(world)


@pytest.mark.parametrize("seed", range(2))
def test_any_moment_in_zones_of_a_steady_offset(
    app: Flask, world: World, seed: int
) -> None:
    """The day is that of so many minutes later in UTC, and every figure is true."""
    chance = Random(seed)
    [anna] = people(world, "Anna")
    expected = {}
    for zone, minutes in STEADY.items():
        told = []
        for number in range(60):
            midnight = datetime(2000, 1, 1, tzinfo=UTC) + timedelta(
                days=9_000 + chance.randrange(200)
            )
            edge = midnight - timedelta(minutes=minutes)
            beside = timedelta(microseconds=chance.choice((-1, 0, 1, 10**9, -(10**9))))
            anywhere = timedelta(seconds=chance.randrange(86_400))
            moment = edge + chance.choice((beside, anywhere))
            reference = f"{zone} {number}"
            local = moment.replace(tzinfo=None) + timedelta(minutes=minutes)
            expected[reference] = local.date()
            told.append(sale(reference, customer_id=anna, purchased_at=moment))
        record_in(world, zone, *told)

    found = {row.reference: row.purchased_on for row in rows()}

    assert found == expected
    kept_days = set(db.session.scalars(select(PurchaseDay.on_day)))
    assert kept_days == set(expected.values())
    assert totals(anna)[3:] == (min(expected.values()), max(expected.values()))
    assert _proven(world)


def test_today_is_the_shop_s_today_wherever_it_is(app: Flask, world: World) -> None:
    """What is tomorrow here may be today there; what is tomorrow there is refused."""
    noon = at("2026-03-01T12:00:00")
    with clock.set_to(noon):
        ahead = record_in(
            world,
            "Pacific/Kiritimati",
            sale("today", purchased_at=noon),
            sale("tomorrow", purchased_at=at("2026-03-02T10:00:00")),
        )
        behind = record_in(
            world,
            "Pacific/Pago_Pago",
            sale("now", purchased_at=noon),
            sale("next", purchased_at=at("2026-03-02T11:00:00")),
        )

    assert [answer.kind for answer in ahead] == ["recorded", "refused"]
    assert [answer.kind for answer in behind] == ["recorded", "refused"]
    days = {row.reference: row.purchased_on for row in rows()}
    assert days == {"today": date(2026, 3, 2), "now": date(2026, 3, 1)}


def test_a_refund_falls_in_the_windows_of_its_purchase_s_local_day(
    app: Flask, world: World
) -> None:
    late, early = at("2026-03-01T09:59:59"), at("2026-03-01T10:00:00")

    record_in(
        world,
        "Pacific/Kiritimati",
        refund("r", 100, refund_of_reference="s", purchased_at=early),
        sale("s", purchased_at=late),
    )

    days = {row.reference: (row.purchased_on.day, row.counts_on.day) for row in rows()}
    assert days == {"s": (1, 1), "r": (2, 1)}
    assert _proven(world)


def test_another_time_zone_later_moves_no_sale(app: Flask, world: World) -> None:
    [anna] = people(world, "Anna")
    moment = at("2026-03-01T10:00:00")
    record_in(
        world, "Pacific/Kiritimati", sale("1", customer_id=anna, purchased_at=moment)
    )
    change = update(Business).where(Business.id == world.books.id)
    work.run(lambda: db.session.execute(change.values(timezone="Pacific/Pago_Pago")))
    record_in(
        world,
        "Pacific/Pago_Pago",
        refund("2", 10, refund_of_reference="1", purchased_at=moment),
    )

    days = {row.reference: (row.purchased_on, row.counts_on) for row in rows()}

    sold, given_back = date(2026, 3, 2), date(2026, 2, 28)
    assert days == {"1": (sold, sold), "2": (given_back, sold)}
    assert _proven(world)


def _proven(world: World) -> bool:
    """Whether `verify` finds nothing."""
    found = list(differences(mends=False, actor=world.actor(world.alice)))
    world.enter()
    return found == []
