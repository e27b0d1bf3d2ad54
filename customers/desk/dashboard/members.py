"""The few who are about to join, and whose membership ends soon: pieces of an index."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, Date, Integer, Row, Select, bindparam, select
from sqlalchemy import union_all as all_of

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.directory.queries.bearings import bearings
from customers.directory.queries.people import Person
from customers.directory.rules.listing import SOON
from customers.ground.db import db
from customers.ground.initials import initials_of

_TODAY = bindparam("today", type_=Date)
_SIZE = bindparam("size", type_=Integer)


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
    """Who is no member, and whose membership lapsed without anybody writing it down."""
    spend = Customer.window_spend_minor
    parts = [
        select(*_columns(spend))
        .where(
            state,
            Customer.member_until <= _TODAY,
            Customer.held_until <= _TODAY,
            spend >= bindparam("least", type_=BigInteger),
            spend <= bindparam("most", type_=BigInteger),
        )
        .order_by(spend.desc(), Customer.id.desc())
        .limit(_SIZE)
        .subquery(name)
        for state, name in (
            (~Customer.is_member, "none"),
            (Customer.is_member, "lapsed"),
        )
    ]
    return all_of(*map(select, parts))


@cache
def _end() -> Select[*tuple[Any, ...]]:
    until = Customer.member_until
    return (
        select(*_columns(until))
        .where(until > _TODAY, until <= bindparam("last", type_=Date))
        .order_by(until, Customer.id)
        .limit(_SIZE)
    )
