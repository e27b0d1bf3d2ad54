"""The few who are about to join, and whose membership ends soon: pieces of an index."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Date,
    Integer,
    Row,
    Select,
    Subquery,
    bindparam,
    select,
)
from sqlalchemy import union_all as all_of

from customers.accounts.actors import Actor
from customers.directory.models import NEVER, Customer
from customers.directory.queries.bearings import bearings
from customers.directory.queries.people import Person
from customers.directory.rules.listing import SOON
from customers.ground.db import db
from customers.ground.initials import initials_of

_TODAY = bindparam("today", type_=Date)
_SIZE = bindparam("size", type_=Integer)
_MOST_LAPSED = 1_000


def about_to_join(size: int, *, actor: Actor) -> list[Person[int]]:
    """Who lacks least of the threshold, as `/customers?membership=near` has them.

    `figure` is what is lacking, in minor units. No question where nobody can be.
    """
    by = bearings(actor)
    if by.near is None:
        return []
    least, most = by.near
    given = {"today": by.today, "least": least, "most": most, "size": size}
    rows = db.session.execute(_near(), given)
    found = [_person(row, most + 1 - row.window_spend_minor) for row in rows]
    return sorted(found, key=lambda one: (one.figure, -one.id))[:size]


def ending_soon(today: date, *, size: int) -> list[Person[date]]:
    """Whose membership ends within 30 days, the next first.

    `figure` is the first day without. `/customers?membership=ending` lists them.
    """
    given = {"today": today, "last": today + SOON, "size": size}
    return [_person(row, row.member_until) for row in db.session.execute(_end(), given)]


def _person(row: Row[Any], figure: Any) -> Person[Any]:
    initials = initials_of(row.name) or "#"
    return Person(row.id, row.name or row.code, row.code, initials, figure)


def _columns(*more: Any) -> tuple[Any, ...]:
    return Customer.id, Customer.name, Customer.code, *more


@cache
def _near() -> Any:
    """Who is no member, and whose membership lapsed without anybody writing it down.

    The first by the index of spend; the others by the day on which it ended, the last
    1,000 of them: they are few, and many members may have spent as much as they.
    """
    until = Customer.member_until
    read = (
        select(*_columns(Customer.window_spend_minor, Customer.held_until))
        .where(until > NEVER, until <= _TODAY)
        .order_by(until.desc(), Customer.id.desc())
        .limit(_MOST_LAPSED)
        .subquery("read")
    )
    none = (Customer, [~Customer.is_member, until <= _TODAY])
    parts = [_nearest(*none, "none"), _nearest(read.c, [], "lapsed")]
    return all_of(*map(select, parts))


def _nearest(of: Any, state: Sequence[Any], name: str) -> Subquery:
    """Those of a table who are about to join, who lacks least first."""
    spend = of.window_spend_minor
    return (
        select(of.id, of.name, of.code, spend)
        .where(
            *state,
            of.held_until <= _TODAY,
            spend >= bindparam("least", type_=BigInteger),
            spend <= bindparam("most", type_=BigInteger),
        )
        .order_by(spend.desc(), of.id.desc())
        .limit(_SIZE)
        .subquery(name)
    )


@cache
def _end() -> Select[*tuple[Any, ...]]:
    until = Customer.member_until
    return (
        select(*_columns(until))
        .where(until > _TODAY, until <= bindparam("last", type_=Date))
        .order_by(until, Customer.id)
        .limit(_SIZE)
    )
