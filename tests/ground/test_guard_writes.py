"""Bulk writes change the entered business's rows alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, exists, func, select, update

from customers.accounts.models import Business, Shop
from customers.directory.models import Counter, Customer
from customers.ground.db import db
from tests.ground.pair import Pair

of_shop = Counter.value == Shop.id
renamed = {"name": "renamed"}

UPDATES: dict[str, Callable[[], Any]] = {
    "all": lambda: update(Counter).values(renamed),
    "in a subquery": lambda: (
        update(Counter)
        .where(Counter.value.in_(select(Shop.id).where(Shop.name != "")))
        .values(renamed)
    ),
    "in a CTE": lambda: (
        update(Counter)
        .where(Counter.value.in_(select(select(Shop.id).cte().c.id)))
        .values(renamed)
    ),
    "exists": lambda: update(Counter).where(exists().where(of_shop)).values(renamed),
    "by parameter": lambda: update(Counter).values(name=func.lower("RENAMED")),
    "of a query": lambda: update(Counter).values(
        name=select(func.max(Shop.name + "renamed")).scalar_subquery()
    ),
    "of a correlated query": lambda: update(Counter).values(
        name=select(Shop.name + "renamed").where(of_shop).scalar_subquery()
    ),
}

DELETES: dict[str, Callable[[], Any]] = {
    "all": lambda: delete(Counter),
    "in a subquery": lambda: delete(Counter).where(Counter.value.in_(select(Shop.id))),
    "exists": lambda: delete(Counter).where(exists().where(of_shop)),
}

WAYS: tuple[str | bool, ...] = ("auto", "fetch", False)


@pytest.mark.parametrize("loaded", [True, False], ids=["loaded", "not loaded"])
@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("statement", UPDATES.values(), ids=UPDATES)
def test_an_update_reaches_its_own_business_alone(
    pair: Pair, statement: Callable[[], Any], way: str | bool, loaded: bool
) -> None:
    theirs = pair.everything_of(pair.charlie)
    counter = db.session.get(Counter, pair.alice.counter_id) if loaded else None

    db.session.execute(
        statement(), execution_options={"synchronize_session": way}
    ).close()

    names = select(Counter.name).where(Counter.name.endswith("renamed"))
    assert len(db.session.scalars(names).all()) == 1
    assert counter is None or way is False or counter.name.endswith("renamed")
    assert pair.everything_of(pair.charlie) == theirs


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("statement", DELETES.values(), ids=DELETES)
def test_a_delete_reaches_its_own_business_alone(
    pair: Pair, statement: Callable[[], Any], way: str | bool
) -> None:
    theirs = pair.everything_of(pair.charlie)

    db.session.execute(statement(), execution_options={"synchronize_session": way})

    assert pair.everything_of(pair.charlie) == theirs
    assert db.session.scalars(select(Counter.name)).all() == []


def test_an_update_that_loads_entities_loads_its_own(pair: Pair) -> None:
    statement = update(Counter).values(renamed).returning(Counter)

    changed = db.session.scalars(select(Counter).from_statement(statement)).all()

    assert [counter.id for counter in changed] == [pair.alice.counter_id]


def test_an_update_of_the_other_business_by_id_touches_nothing(pair: Pair) -> None:
    statement = update(Shop).where(Shop.id == pair.charlie.shop_id).values(renamed)

    result: Any = db.session.execute(statement)

    assert result.rowcount == 0


@pytest.mark.parametrize("sides", [0, 1])
def test_returning_gives_back_own_rows_alone(pair: Pair, sides: int) -> None:
    own = pair.sides()[sides][0]
    pair.enter(own)

    changed = db.session.execute(
        update(Counter).values(value=1).returning(Counter.name)
    ).all()
    deleted = db.session.execute(
        delete(Counter).returning(Counter.id, Counter.name)
    ).all()

    assert [row.name for row in changed] == [own.mark]
    assert [row.name for row in deleted] == [own.mark]


def test_a_table_of_nobody_is_changed_by_what_the_business_sees(pair: Pair) -> None:
    biggest = select(func.max(Shop.name)).where(Shop.name.startswith("of-"))

    db.session.execute(update(Business).values(name=biggest.scalar_subquery()))

    assert db.session.scalars(select(Business.name)).all() == [pair.alice.mark] * 2


def test_bulk_writes_leave_deleted_rows_alone_unless_asked(pair: Pair) -> None:
    gone = select(Customer).where(Customer.id == pair.alice.gone_id)
    gone = gone.execution_options(include_deleted=True, populate_existing=True)

    db.session.execute(update(Customer).values(town="Leeds"))
    before = db.session.scalars(gone).one().town
    everywhere = update(Customer).values(town="York")
    db.session.execute(everywhere.execution_options(include_deleted=True))

    assert before is None
    assert db.session.scalars(gone).one().town == "York"


def test_the_old_style_writes_reach_their_own_business_alone(pair: Pair) -> None:
    theirs = pair.everything_of(pair.charlie)

    changed = db.session.query(Counter).update({"name": "renamed"})
    deleted = db.session.query(Counter).filter(Counter.name == "renamed").delete()

    assert (changed, deleted) == (1, 1)
    assert pair.everything_of(pair.charlie) == theirs
