"""How many customers there are, as far as tallies know it: nothing here counts a list.

The tallies of memberships are as the columns say it. What has lapsed since the worker
was last here is counted each time, by its index and no further than is sensible.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    CompoundSelect,
    Table,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from customers.accounts.actors import Actor
from customers.directory.models import NEVER, Customer, Tally
from customers.directory.rules import Selection
from customers.ground import clock, tenancy
from customers.ground.db import db

Counts = Mapping[str, int]
# Of more that lapsed nobody says how many members are left.
MOST_LAPSED = 1_000

_TALLY: Table = Tally.__table__  # type: ignore[assignment]
_CUSTOMER: Table = Customer.__table__  # type: ignore[assignment]
_BUSINESS: BindParameter[int] = bindparam("business")
_NEVER: ColumnElement[date] = literal_column(f"'{NEVER.isoformat()}'")
_MEMBER, _NOT_MEMBER, _HELD = (
    *("membership:member", "membership:not_member"),
    "membership:held",
)
_LAPSED = {_MEMBER: "lapsed:member", _HELD: "lapsed:held"}


def counts() -> dict[str, int]:
    """How many customers there are: all, type:vip, status:inactive, shop:3, staff:7.

    Those of memberships are as the customers' columns say them; see `counts_for`.
    """
    found = db.session.execute(select(Tally.name, Tally.total))
    return {row.name: row.total for row in found}


def counts_for(actor: Actor) -> dict[str, int]:
    """The same, with memberships and holds as they are today at the actor's.

    `membership:member`, `membership:not_member` and `membership:held`; one is missing
    where more than 1,000 lapsed that nobody wrote down yet.
    """
    today = clock.today(actor.timezone)
    business_id = tenancy.entered(db.session())
    values = {"business": business_id, "today": today}
    asked: Any = tenancy.core(
        db.session(), _question(), values, business_id=business_id
    )
    found = {name: int(total) for name, total in asked}
    for name, of_lapsed in _LAPSED.items():
        known, lapsed = found.pop(name, 0), found.pop(of_lapsed)
        if lapsed <= MOST_LAPSED:
            found[name] = known - lapsed
    if _MEMBER in found:
        found[_NOT_MEMBER] = found.get("all", 0) - found[_MEMBER]
    return found


@cache
def _question() -> CompoundSelect[*tuple[Any, ...]]:
    """All of it as one statement, put together once: that takes longer than asking."""
    tallies, customer = _TALLY.c, _CUSTOMER.c
    return union_all(
        select(tallies.name, tallies.total).where(tallies.business_id == _BUSINESS),
        select(literal(_LAPSED[_MEMBER]), _lapsed(customer.member_until)),
        select(
            literal(_LAPSED[_HELD]),
            _lapsed(customer.held_until),
        ),
    )


def _lapsed(until: ColumnElement[date]) -> Any:
    """How many ended, counting no further than one more than is sensible."""
    customer = _CUSTOMER.c
    read = (
        select(customer.id)
        .where(customer.business_id == _BUSINESS, customer.deleted_at.is_(None))
        # Said as the index of holds says it, or it is not used.
        .where(until > _NEVER, until <= bindparam("today"))
        .limit(MOST_LAPSED + 1)
        .subquery()
    )
    return select(func.count()).select_from(read).scalar_subquery()


def fewest(selection: Selection, *, tallied: Counts) -> int | None:
    """The smallest tally that bounds how many there are in it; None where none does."""
    known = (_known(name, tallied) for name in selection.tallied)
    return min((total for total in known if total is not None), default=None)


def total_of(selection: Selection, *, tallied: Counts) -> int | None:
    """How many the selection has, where a tally knows: never of a search."""
    if selection.q or selection.is_uncounted:
        return None
    if not selection.filters:
        return tallied.get("all", 0)
    if selection.filters == {"status": "active"}:
        return tallied.get("all", 0) - tallied.get("status:inactive", 0)
    if len(selection.filters) == len(selection.tallied) == 1:
        return _known(selection.tallied[0], tallied)
    return None


def _known(name: str, tallied: Counts) -> int | None:
    """What a tally says; a kind that is not there has none, a membership is unknown."""
    return tallied.get(name, None if name.startswith("membership:") else 0)
