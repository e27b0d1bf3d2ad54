"""The entries: whether each names the one before it, and what that one said.

They are appended and never changed, so that what is wrong with them is told and stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, func, or_, select

from customers.directory.models import Customer
from customers.ground.db import db
from customers.ground.proof import Difference, spans
from customers.membership.models import MembershipEntry
from customers.membership.rules import NEVER

SPAN = 5_000


def check() -> Iterator[Difference]:
    """The entries whose chain is broken, or that say what was not so before them."""
    for span in spans(Customer.id, size=SPAN):
        for row in _broken(span.holds(MembershipEntry.customer_id)):
            where = f"entry {row.id}"
            if row.before_id != row.previous_id:
                what = "membership_entry.before_id"
                yield Difference(
                    what, where, row.before_id, row.previous_id, is_lasting=True
                )
            was = row.previous_until is not None and row.previous_until > row.on_day
            if row.was_member != was:
                what = "membership_entry.was_member"
                yield Difference(what, where, row.was_member, was, is_lasting=True)


def _broken(condition: Any) -> list[Any]:
    entry = MembershipEntry
    # In the order of their ids: a customer is locked while an entry is written.
    order: dict[str, Any] = {"partition_by": entry.customer_id, "order_by": entry.id}
    chain = (
        select(
            *(entry.id, entry.before_id, entry.was_member, entry.on_day),
            func.lag(entry.id).over(**order).label("previous_id"),
            func.lag(entry.until).over(**order).label("previous_until"),
        )
        .where(condition)
        .subquery()
    )
    c = chain.c
    was = func.coalesce(c.previous_until, NEVER) > c.on_day
    is_whole = func.coalesce(c.before_id, 0) == func.coalesce(c.previous_id, 0)
    says_so = or_(and_(c.was_member, was), and_(~c.was_member, ~was))
    wanted = select(*c).where(or_(~is_whole, ~says_so)).order_by(c.id)
    return list(db.session.execute(wanted))
