"""How many memberships began and ended on each day: kept with the entries of both.

The days are locked after the tallies, by whoever writes entries.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, case, func, literal, select
from sqlalchemy.dialects import postgresql, sqlite

from customers.ground import keyed, tenancy
from customers.ground.db import db
from customers.membership import sql
from customers.membership.models import MembershipDay, MembershipEntry
from customers.membership.rules import ENDED, JOINED

_ENTRY: Any = MembershipEntry.__table__
_DAY: Any = MembershipDay.__table__
_NUMBERS = (JOINED, ENDED)


def count(changes: Iterable[tuple[date, str | None]]) -> None:
    """Count changes of memberships: the day of each, and what it was (None: nothing).

    Locks the days.
    """
    found: Counter[tuple[date, str | None]] = Counter(changes)
    on_days = {day for day, what in found if what is not None}
    sums = {
        (day,): tuple(found[day, what] for what in _NUMBERS) for day in sorted(on_days)
    }
    keyed.add_up(db.session(), MembershipDay, sums)


def count_entries(which: ColumnElement[bool]) -> None:
    """Count thousands of entries that were just written, in one statement.

    `which` is a condition on the table of entries that names the business. Locks the
    days.
    """
    session = db.session()
    business_id = tenancy.entered(session)
    c = _ENTRY.c
    joined, ended = sql.is_joined(c), sql.is_ended(c)
    source = (
        select(
            *(literal(business_id), c.on_day),
            *(func.sum(case((one, 1), else_=0)) for one in (joined, ended)),
        )
        .where(which, joined | ended)
        .group_by(c.on_day)
        # As every other unit of work locks them.
        .order_by(c.on_day)
    )
    is_sqlite = session.get_bind().dialect.name == "sqlite"
    adding: Any = (sqlite if is_sqlite else postgresql).insert(_DAY)
    names = ["business_id", "on_day", *_NUMBERS]
    adding = adding.from_select(names, source)
    added = {name: _DAY.c[name] + adding.excluded[name] for name in _NUMBERS}
    counted = adding.on_conflict_do_update(index_elements=names[:2], set_=added)
    tenancy.core(session, counted, business_id=business_id)
