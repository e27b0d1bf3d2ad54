"""The few customers that a page names by one figure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from customers.directory.models import NEVER, Customer
from customers.directory.queries import people
from customers.directory.schemas import ImportedCustomer
from customers.directory.service.verifying import found_under
from customers.ground import tenancy, work
from customers.ground.db import db
from tests.directory.people import added, edited, imported, row_of, rows_of
from tests.directory.seen import add, delete, statements
from tests.world import World

# The 29th of February is the 1st of March in this year.
TODAY = date(2026, 2, 20)
DAYS = (
    *((2, 19), (2, 20), (2, 28), (2, 29), (3, 1), (3, 5), (3, 6)),
    *((12, 24), (12, 31), (1, 1), (1, 6), (1, 7)),
)


def born(month: int, day: int) -> dict[str, Any]:
    """A profile with this birthday, in a year that has the day."""
    return {"name": f"{month:02d}-{day:02d}", "birthday": date(1984, month, day)}


def test_birthdays_are_told_in_the_order_they_come(world: World) -> None:
    for month, day in DAYS:
        add(world, **born(month, day))
    add(world, name="Nobody knows")
    delete(world, add(world, **born(2, 21)))
    world.enter()

    with statements() as asked:
        found = people.birthdays_soon(TODAY, size=9)

    # As the calendar has it; the 6th of March is the fifteenth day.
    expected = [
        ("02-20", date(2026, 2, 20), 0, 42),
        ("02-28", date(2026, 2, 28), 8, 42),
        ("02-29", date(2026, 3, 1), 9, 42),
        ("03-01", date(2026, 3, 1), 9, 42),
        ("03-05", date(2026, 3, 5), 13, 42),
    ]
    assert [(one.name, one.on, one.days, one.turns) for one in found] == expected
    assert len(asked) == 1
    first = people.birthdays_soon(TODAY, size=2)
    assert [one.name for one in first] == ["02-20", "02-28"]


def test_birthdays_go_on_over_new_year_and_leap_days(world: World) -> None:
    for month, day in DAYS:
        add(world, **born(month, day))
    world.enter()
    days = {
        date(2026, 12, 24): ["12-24", "12-31", "01-01", "01-06"],
        date(2026, 3, 1): ["02-29", "03-01", "03-05", "03-06"],
        date(2028, 3, 1): ["03-01", "03-05", "03-06"],
        date(2028, 2, 29): ["02-29", "03-01", "03-05", "03-06"],
        date(2026, 2, 15): ["02-19", "02-20", "02-28"],
        date(2028, 2, 16): ["02-19", "02-20", "02-28", "02-29"],
    }
    found = {
        today: [one.name for one in people.birthdays_soon(today, size=20)]
        for today in days
    }

    assert found == days


def test_the_newest_the_best_and_the_lost_are_told_by_their_figure(
    world: World,
) -> None:
    ids = {
        name: add(world, name=name, since=date(2026, 1, number))
        for number, name in enumerate(("Ada", "Ben", "Cyd", "Dan", "Eve"), start=1)
    }
    unseen = {
        "Ada": (TODAY - timedelta(days=91), 100),
        "Ben": (TODAY - timedelta(days=90), 500),
        "Cyd": (NEVER, 0),
        "Dan": (TODAY - timedelta(days=400), -5),
        "Eve": (TODAY - timedelta(days=95), 500),
    }
    rows = [
        {
            "id": ids[name],
            "last_visit_on": day,
            "spend_minor": spend,
            "status": "inactive" if name == "Eve" else "active",
        }
        for name, (day, spend) in unseen.items()
    ]
    world.enter()
    work.run(lambda: tenancy.write_many(db.session(), Customer, rows, by=["id"]))

    lost = people.long_unseen(TODAY, size=5)
    new, best = people.newest(2), people.top(2)

    assert [(one.name, one.figure) for one in lost] == [
        (name, unseen[name][0]) for name in ("Ada", "Dan")
    ]
    assert [(one.name, one.figure) for one in new] == [
        ("Eve", date(2026, 1, 5)),
        ("Dan", date(2026, 1, 4)),
    ]
    assert [(one.name, one.figure) for one in best] == [("Eve", 500), ("Ben", 500)]
    codes = dict(db.session.execute(select(Customer.id, Customer.code)).all())
    assert [(one.code, one.initials) for one in best] == [
        (codes[ids["Eve"]], "E"),
        (codes[ids["Ben"]], "B"),
    ]


def test_a_birthday_that_stands_elsewhere_in_the_year_is_mended(world: World) -> None:
    ada = add(world, **born(2, 29))
    ben = add(world, name="Ben")
    rows = [{"id": ada, "birth_month_day": 301}, {"id": ben, "birth_month_day": 229}]
    alice = world.actor(world.alice)
    world.enter()
    work.run(lambda: tenancy.write_many(db.session(), Customer, rows, by=["id"]))
    db.session.commit()

    found = list(found_under.check(mends=True, actor=alice))

    world.enter()
    wanted = select(Customer.id, Customer.birth_month_day)
    assert [(one.what, one.where) for one in found] == [
        ("customer.birth_month_day", f"customer {ada}"),
        ("customer.birth_month_day", f"customer {ben}"),
    ]
    assert dict(db.session.execute(wanted).all()) == {ada: 229, ben: 0}
    assert list(found_under.check(mends=False, actor=alice)) == []


def test_birthdays_are_placed_whoever_writes_them(world: World) -> None:
    ada = added(world, name="Ada", birthday=date(1990, 12, 31))
    ben = added(world, name="Ben")
    cyd = added(world, name="Cyd", birthday=date(1990, 1, 1))
    edited(world, ben, birthday=date(1984, 2, 29))
    edited(world, cyd, birthday=None)
    imported(world, [ImportedCustomer(name="Dan", birthday=date(2000, 10, 9))])
    imported(world, [ImportedCustomer(code=row_of(world, ada).code, birthday=TODAY)])

    placed = {row.name: row.birth_month_day for row in rows_of(world)}
    assert placed == {"Ada": 220, "Ben": 229, "Cyd": 0, "Dan": 1009}


def test_the_lost_are_read_on_for_behind_the_inactive(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(people, "READ", (2, 4))
    ids = [add(world, name=f"Lost {number}") for number in range(4)]
    rows = [
        {
            "id": lost,
            "last_visit_on": TODAY - timedelta(days=100 + number),
            "status": "active" if number == 3 else "inactive",
        }
        for number, lost in enumerate(ids)
    ]
    world.enter()
    work.run(lambda: tenancy.write_many(db.session(), Customer, rows, by=["id"]))

    found = people.long_unseen(TODAY, size=2)

    assert [one.id for one in found] == [ids[3]]
