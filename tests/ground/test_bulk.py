"""Rows by the thousand say the same as rows one by one, on both databases."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.directory.models import Counter, Customer
from customers.events.models import Event
from customers.ground import tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.tenancy import TenancyError, write_many
from tests.world import World

MOMENT = datetime(2026, 3, 1, 12, 0, 59, 123456, tzinfo=UTC)
BOTH_WAYS = pytest.mark.parametrize("count", [3, 300])
AWKWARD = "a\"b'c\\d\n{}[],:%s%(x)s ü 王 😀 NULL"


def customer(number: int) -> dict[str, Any]:
    """A row with a value of every kind, and awkward ones."""
    return {
        "code": f"A{number}",
        "name": AWKWARD,
        "sort_name": "",
        "phone": None,
        "customer_type": "vip",
        "status": "active",
        "birthday": date(1890, 2, 28),
        "since": date(2020, 2, 29),
        "deleted_at": MOMENT if number % 2 else None,
        "code_number": 2**62 + number,
    }


def kept(model: type[Any]) -> list[Any]:
    """All rows of a table as they are, deleted ones too."""
    columns = [getattr(model, column.key) for column in model.__table__.c]
    wanted = select(*columns).order_by(model.id)
    found = db.session.execute(wanted, execution_options={"include_deleted": True})
    return list(found)


@BOTH_WAYS
def test_every_kind_of_value_arrives_as_it_was(world: World, count: int) -> None:
    rows = [customer(number) for number in range(count)]

    write_many(db.session(), Customer, rows)

    found = [{name: getattr(row, name) for name in rows[0]} for row in kept(Customer)]
    assert found == rows
    assert {row.profile_version for row in kept(Customer)} == {1}


@BOTH_WAYS
def test_documents_and_nothing_at_all_are_told_apart(world: World, count: int) -> None:
    world.enter()
    before = len(kept(Event))
    data = {"changes": {"a": [None, 1.5, True, AWKWARD]}, "empty": {}}
    rows = [
        {
            "at": MOMENT,
            "name": "Tried",
            "subject": "shop",
            "subject_id": None,
            "user_id": None,
            "data": data,
            "personal": None if number % 2 else {"name": [None, AWKWARD]},
        }
        for number in range(count)
    ]

    write_many(db.session(), Event, rows)

    found = kept(Event)[before:]
    assert [row.data for row in found] == [data] * count
    assert [row.personal for row in found] == [row["personal"] for row in rows]
    nothing = select(Event.id).where(Event.name == "Tried", Event.personal.is_(None))
    assert len(db.session.scalars(nothing).all()) == count // 2


@BOTH_WAYS
def test_updates_reach_each_row_with_its_own_values(world: World, count: int) -> None:
    ids = write_many(db.session(), Customer, [customer(n) for n in range(count)])
    changes = [
        {"id": row_id, "name": f"{AWKWARD} {row_id}", "birthday": None}
        for row_id in reversed(ids)
    ]

    write_many(db.session(), Customer, changes, by=["id"])

    rows = kept(Customer)
    assert [row.name for row in rows] == [f"{AWKWARD} {row_id}" for row_id in ids]
    assert {(row.birthday, row.status) for row in rows} == {(None, "active")}


@BOTH_WAYS
def test_moments_are_kept_exactly(world: World, count: int) -> None:
    nepal = timezone(timedelta(hours=5, minutes=45))
    made = [MOMENT + timedelta(hours=n, microseconds=n) for n in range(count)]
    closed = [(moment + timedelta(days=1)).astimezone(nepal) for moment in made]
    times = [{"created_at": m, "updated_at": m, "closed_at": None} for m in made]
    rows = [{"name": f"s{n}", **times[n]} for n in range(count)]

    ids = write_many(db.session(), Shop, rows)
    inserted = {row.id: row for row in kept(Shop)}
    changes = [
        {"id": row_id, "closed_at": end, "updated_at": end}
        for row_id, end in zip(ids, closed, strict=True)
    ]
    write_many(db.session(), Shop, changes, by=["id"])
    updated = {row.id: row for row in kept(Shop)}

    assert [inserted[i].created_at for i in ids] == made
    assert [inserted[i].updated_at for i in ids] == made
    assert [updated[i].created_at for i in ids] == made
    assert [(updated[i].closed_at, updated[i].updated_at) for i in ids] == [
        (end, end) for end in closed
    ]
    assert {updated[i].closed_at.utcoffset() for i in ids} == {timedelta(0)}


@BOTH_WAYS
def test_an_update_that_misses_a_row_raises(world: World, count: int) -> None:
    ids = write_many(db.session(), Counter, _numbered(count))
    changes = [{"id": row_id, "value": 7} for row_id in [*ids[1:], 10**12]]

    with pytest.raises(TenancyError):
        write_many(db.session(), Counter, changes, by=["id"])


@BOTH_WAYS
def test_an_update_never_reaches_another_business(world: World, count: int) -> None:
    ids = write_many(db.session(), Counter, _numbered(count))
    tenancy.enter(db.session(), world.bikes.id)

    with pytest.raises(TenancyError):
        write_many(
            db.session(), Counter, [{"id": i, "value": 7} for i in ids], by=["id"]
        )


@BOTH_WAYS
def test_values_that_lose_exactness_are_refused_alike(world: World, count: int) -> None:
    rows = [customer(n) | {"deleted_at": datetime(2026, 3, 1)} for n in range(count)]  # noqa: DTZ001

    with pytest.raises(Exception, match="without a time zone"):
        write_many(db.session(), Customer, rows)


def test_ids_go_on_where_the_last_ones_ended_even_if_those_are_gone(
    world: World,
) -> None:
    first = write_many(db.session(), Counter, _numbered(100))
    for row in db.session.scalars(select(Counter)):
        db.session.delete(row)
    db.session.flush()

    second = write_many(db.session(), Counter, _numbered(100))
    shop = Shop(name="one by itself")
    db.session.add(shop)
    db.session.flush()

    assert min(second) > max(first)
    assert second == sorted(second)
    assert shop.id not in {world.book_shop.id, world.bike_shop.id}


@pytest.mark.parametrize("count", [0, 1, 3_000])
def test_asking_for_many_values_finds_those_there_are(world: World, count: int) -> None:
    ids = write_many(db.session(), Counter, _numbered(10))
    names = [f"c{number}" for number in range(count)]

    by_name = select(Counter.id).where(among(db.session(), Counter.name, names))
    by_id = select(Counter.id).where(among(db.session(), Counter.id, ids[:count]))

    assert sorted(db.session.scalars(by_name)) == ids[:count]
    assert sorted(db.session.scalars(by_id)) == ids[:count]


def _numbered(count: int) -> list[dict[str, Any]]:
    return [{"name": f"c{number}", "value": number} for number in range(count)]
