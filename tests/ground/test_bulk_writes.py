"""The named ways past the guard take the business themselves."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from customers.accounts.models import Attempt, Shop
from customers.directory.models import Counter, Customer
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.tenancy import TenancyError, insert_or_nothing, write_many
from tests.ground.pair import Pair

MOMENT = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def counters(count: int) -> list[dict[str, Any]]:
    """Rows of a table of names and numbers, in no order that a sort would give."""
    numbers = [(number * 7919) % 100_003 for number in range(count)]
    return [{"name": f"c{number}", "value": number} for number in numbers]


def test_many_rows_get_the_business_and_the_times(pair: Pair) -> None:
    with clock.set_to(MOMENT):
        ids = write_many(db.session(), Shop, [{"name": "one"}, {"name": "two"}])

    shops = db.session.scalars(select(Shop).where(Shop.id.in_(ids))).all()
    assert {shop.business_id for shop in shops} == {pair.alice.business_id}
    assert {(shop.created_at, shop.updated_at) for shop in shops} == {(MOMENT, MOMENT)}


@pytest.mark.parametrize("count", [1, 2, 999, 1001, 2500])
def test_ids_come_in_the_order_of_the_rows(pair: Pair, count: int) -> None:
    rows = counters(count)

    ids = write_many(db.session(), Counter, rows)

    found = db.session.execute(select(Counter.id, Counter.value)).all()
    by_id = {row.id: row.value for row in found}
    assert [by_id[row_id] for row_id in ids] == [row["value"] for row in rows]


def test_no_rows_are_no_work(pair: Pair) -> None:
    assert write_many(db.session(), Shop, []) == []


def test_rows_of_another_business_are_refused(pair: Pair) -> None:
    row = {"name": "smuggled", "business_id": pair.charlie.business_id}

    with pytest.raises(TenancyError):
        write_many(db.session(), Shop, [row])


@pytest.mark.parametrize(
    "second",
    [{"name": "b"}, {"name": "b", "value": 2, "id": 9}, {"name": "b", "valu": 2}],
)
def test_every_row_must_name_the_same_columns(
    pair: Pair, second: dict[str, Any]
) -> None:
    rows = [{"name": "a", "value": 1}, second]

    with pytest.raises(TenancyError):
        write_many(db.session(), Counter, rows)


def test_a_table_of_nobody_is_refused(pair: Pair) -> None:
    with pytest.raises(TenancyError):
        write_many(db.session(), Attempt, [{"key": "x", "last_at": MOMENT}])


WAYS: dict[str, Callable[[Session], object]] = {
    "many": lambda session: write_many(session, Shop, [{"name": "x"}]),
    "changed": lambda session: write_many(session, Shop, [{"name": "x"}], by=["name"]),
    "one": lambda session: insert_or_nothing(
        session, Shop, {"name": "x"}, unique=["name"]
    ),
}


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_without_a_business_nothing_is_written(
    pair: Pair, write: Callable[[Session], object]
) -> None:
    tenancy.leave(db.session())

    with pytest.raises(TenancyError):
        write(db.session())


@pytest.mark.parametrize("count", [1, 3, 1500])
def test_many_rows_are_changed_by_their_columns(pair: Pair, count: int) -> None:
    rows = counters(count)
    write_many(db.session(), Counter, rows)
    changed = [{"name": row["name"], "value": row["value"] + 1} for row in rows]

    write_many(db.session(), Counter, changed, by=["name"])

    theirs = Counter.name.startswith("c")
    found = db.session.execute(select(Counter.name, Counter.value).where(theirs)).all()
    assert sorted(found) == sorted((row["name"], row["value"]) for row in changed)


def test_a_changed_row_gets_the_time_and_is_read_again(pair: Pair) -> None:
    shop = db.session.get(Shop, pair.alice.shop_id)
    assert shop is not None
    made = shop.created_at

    with clock.set_to(MOMENT):
        rows = [{"id": shop.id, "name": "new"}]
        write_many(db.session(), Shop, rows, by=["id"])

    assert (shop.name, shop.updated_at, shop.created_at) == ("new", MOMENT, made)


@pytest.mark.parametrize("by", ["id", "name"])
def test_a_change_of_foreign_rows_is_refused_and_touches_none(
    pair: Pair, by: str
) -> None:
    theirs = pair.everything_of(pair.charlie)
    key = {"id": pair.charlie.shop_id, "name": pair.charlie.mark}[by]
    row = {by: key, "closed_at": MOMENT}

    with pytest.raises(TenancyError, match="1 rows of shop given, 0 touched"):
        write_many(db.session(), Shop, [row], by=[by])

    assert pair.everything_of(pair.charlie) == theirs


def test_a_change_of_some_missing_rows_is_refused(pair: Pair) -> None:
    rows = [{"id": row_id, "name": "x"} for row_id in (pair.alice.shop_id, 10**9)]

    with pytest.raises(TenancyError, match="2 rows of shop given, 1 touched"):
        write_many(db.session(), Shop, rows, by=["id"])


def test_what_the_session_holds_is_written_first(pair: Pair) -> None:
    db.session.add(Shop(name="held"))

    write_many(db.session(), Shop, [{"name": "held", "closed_at": MOMENT}], by=["name"])

    held = db.session.scalars(select(Shop).where(Shop.name == "held")).one()
    assert held.closed_at == MOMENT


def test_the_database_refuses_a_foreign_reference_in_bulk(pair: Pair) -> None:
    row = {"id": pair.alice.customer_id, "preferred_shop_id": pair.charlie.shop_id}

    with pytest.raises(IntegrityError):
        write_many(db.session(), Customer, [row], by=["id"])


def test_a_row_is_inserted_once(pair: Pair) -> None:
    row = {"name": "only"}

    first = insert_or_nothing(db.session(), Shop, row, unique=["name"])
    second = insert_or_nothing(db.session(), Shop, row, unique=["name"])

    shop = db.session.get(Shop, first)
    assert shop is not None
    assert shop.business_id == pair.alice.business_id
    assert second is None


def test_the_same_name_in_another_business_is_no_second(pair: Pair) -> None:
    row = {"name": pair.charlie.mark}

    assert insert_or_nothing(db.session(), Shop, row, unique=["name"]) is not None


def test_insert_or_nothing_refuses_another_business(pair: Pair) -> None:
    row = {"name": "smuggled", "business_id": pair.charlie.business_id}

    with pytest.raises(TenancyError):
        insert_or_nothing(db.session(), Shop, row, unique=["name"])


def test_a_bare_statement_names_its_business(pair: Pair) -> None:
    statement = text("SELECT count(*) FROM shop WHERE business_id = :id AND name = :n")
    found = {"id": pair.alice.business_id, "n": pair.alice.mark}

    count = tenancy.core(
        db.session(), statement, found, business_id=pair.alice.business_id
    )

    assert count.scalar_one() == 1


@pytest.mark.parametrize("entered", [True, False])
def test_a_bare_statement_for_another_business_is_refused(
    pair: Pair, entered: bool
) -> None:
    if not entered:
        tenancy.leave(db.session())

    with pytest.raises(TenancyError):
        tenancy.core(
            db.session(), text("SELECT 1"), business_id=pair.charlie.business_id
        )
