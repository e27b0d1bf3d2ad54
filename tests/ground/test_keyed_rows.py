"""Rows that are known by what they hold: added, taken away and counted in bulk."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from customers.directory.models import Customer, CustomerSuffix, Tally
from customers.ground import keyed, tenancy, work
from customers.ground.db import db
from customers.ground.tenancy import TenancyError
from tests.world import World


def suffixes() -> list[tuple[str, int]]:
    """What the entered business has, in order."""
    found = select(CustomerSuffix.suffix, CustomerSuffix.customer_id)
    return sorted(map(tuple, db.session.execute(found)))


def add(*rows: tuple[str, int]) -> None:
    """Write suffixes of the entered business."""
    work.run(lambda: keyed.add_rows(db.session(), CustomerSuffix, rows))


def count(**sums: int) -> None:
    """Add to tallies of the entered business."""
    session = db.session()
    named = {(name,): (number,) for name, number in sums.items()}
    work.run(lambda: keyed.add_up(session, Tally, named))


def totals() -> dict[str, int]:
    """The tallies of the entered business."""
    found = db.session.execute(select(Tally.name, Tally.total))
    return {row.name: row.total for row in found}


@pytest.mark.parametrize("number", [1, 3, 400])
def test_rows_are_added_and_taken_away(world: World, number: int) -> None:
    rows = [(f"{n:04d}", n) for n in range(number)]

    add(*rows)
    assert suffixes() == rows
    work.run(lambda: keyed.remove_rows(db.session(), CustomerSuffix, rows[1:]))

    assert suffixes() == rows[:1]


def test_nothing_is_written_of_nothing(world: World) -> None:
    keyed.add_rows(db.session(), CustomerSuffix, [])
    keyed.remove_rows(db.session(), CustomerSuffix, [])

    assert suffixes() == []


def test_rows_of_another_business_stay(world: World) -> None:
    add(("123", 1))
    world.enter(world.bikes)

    add(("123", 1), ("456", 2))
    work.run(lambda: keyed.remove_rows(db.session(), CustomerSuffix, [("123", 1)]))

    assert suffixes() == [("456", 2)]
    world.enter()
    assert suffixes() == [("123", 1)]


def test_taking_away_what_is_not_there_is_a_mistake(world: World) -> None:
    add(("123", 1))

    with pytest.raises(TenancyError, match="1 touched"):
        work.run(
            lambda: keyed.remove_rows(
                db.session(), CustomerSuffix, [("123", 1), ("124", 1)]
            )
        )

    assert suffixes() == [("123", 1)]


def test_rows_with_an_id_are_not_written_so(world: World) -> None:
    with pytest.raises(TenancyError, match="known by an id"):
        keyed.add_rows(db.session(), Customer, [("x",)])


def test_without_a_business_nothing_is_written(world: World) -> None:
    tenancy.leave(db.session())

    with pytest.raises(TenancyError, match="No business"):
        keyed.add_rows(db.session(), CustomerSuffix, [("123", 1)])

    world.enter()
    assert suffixes() == []


def test_sums_add_up_and_make_their_rows(world: World) -> None:
    count(all=3, vip=1, none=0)
    count(all=-1, wholesale=2)

    assert totals() == {"all": 2, "vip": 1, "wholesale": 2}


def test_sums_are_each_business_s_own(world: World) -> None:
    count(all=3)
    world.enter(world.bikes)
    count(all=1)

    assert totals() == {"all": 1}
    world.enter()
    assert totals() == {"all": 3}
