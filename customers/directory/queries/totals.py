"""How many customers there are, as far as tallies know it: nothing here counts a list.

The tallies of memberships are as the columns say it. What has lapsed since the worker
was last here is counted each time, by its index and no further than is sensible.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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
from customers.directory.models import NEVER, Customer, Tally, VisitTally
from customers.directory.queries.leads import Lead, leads_of
from customers.directory.rules.meanings import NOBODY
from customers.directory.tally_models import MOST_VISITS
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


def with_visits(filters: Mapping[str, Any], *, tallied: Counts) -> Counts:
    """The tallies and, where the filters are a range of visits, `visits`: of these.

    The filters are looked up. Of 1,001 visits and more nobody counts who has how many.
    """
    least, most = filters.get("visits_from", 0), filters.get("visits_to")
    if ("visits_from" not in filters and most is None) or least > MOST_VISITS:
        return tallied
    if most is not None and most >= MOST_VISITS:
        return tallied
    if least <= 0 and most is None:
        return {**tallied, "visits": tallied.get("all", 0)}
    wanted = select(func.coalesce(func.sum(VisitTally.total), 0))
    if least > 0:
        wanted = wanted.where(VisitTally.visits >= least)
        wanted = wanted if most is None else wanted.where(VisitTally.visits <= most)
    else:
        # Who never came is in no tally of visits: all but those who came more often.
        # By one statement, so that nobody is added or buys in between.
        more = wanted.where(VisitTally.visits > most).scalar_subquery()
        everybody = select(Tally.total).where(Tally.name == "all").scalar_subquery()
        wanted = select(func.coalesce(everybody, 0) - more)
    return {**tallied, "visits": int(db.session.scalars(wanted).one())}


def total_of(filters: Mapping[str, Any], *, tallied: Counts) -> int | None:
    """How many pass the filters (looked up), where a tally knows."""
    if NOBODY in filters:
        return 0
    if not filters:
        return tallied.get("all", 0)
    if filters == {"status": "active"}:
        return tallied.get("all", 0) - tallied.get("status:inactive", 0)
    return total_by(leads_of(filters, tallied=tallied), filters=filters)


def total_by(leads: Iterable[Lead], *, filters: Mapping[str, Any]) -> int | None:
    """How many pass the filters, where a lead is all of them and its total known."""
    for lead in leads:
        if lead.filters == filters and lead.is_exact and lead.total is not None:
            return lead.total
    return None
