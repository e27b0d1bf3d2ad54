"""What days alone have changed, written down before a run looks.

Memberships that lapsed, and purchases that left the saved rule's window: then what
customers' rows say is what counts today. The customers of a unit of work are locked
together, before the tallies.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Select, select

from customers.accounts.actors import Actor
from customers.directory.models import CHANGES_BY_ITSELF, NEVER, Customer
from customers.ground import clock
from customers.ground.db import db
from customers.membership import rules
from customers.membership.models import MembershipCandidate
from customers.membership.queries.rules import saved_rule
from customers.membership.queries.spending import DaySums, day_sums
from customers.membership.service.automatic import expire
from customers.membership.service.refreshing import note_spend
from customers.membership.service.states import Book
from customers.membership.words import JOIN, LEAVE

# So many are written in a unit of work: who lapsed, and whose window moved on.
LAPSED, MOVED = 500, 2_000


def settle_some(actor: Actor) -> bool:
    """Write down some of what days have changed; whether there may be more.

    Records: MembershipEnded.
    """
    lapsed, moved = (
        list(db.session.scalars(wanted.limit(most)))
        for wanted, most in zip(_unsettled(actor), (LAPSED, MOVED), strict=True)
    )
    _settle({*lapsed, *moved}, actor=actor)
    return len(lapsed) == LAPSED or len(moved) == MOVED


def settle_all(actor: Actor) -> None:
    """Write down all of it, in a small business. Records: MembershipEnded."""
    found = [list(db.session.scalars(wanted)) for wanted in _unsettled(actor)]
    _settle({one for ids in found for one in ids}, actor=actor)


def settle_candidates(run_id: int, *, actor: Actor) -> None:
    """Write down what days have changed of those whom a short run is to change.

    Records: MembershipEnded.
    """
    meant = select(MembershipCandidate.customer_id).where(
        MembershipCandidate.run_id == run_id,
        MembershipCandidate.action.in_([JOIN, LEAVE]),
    )
    found = [
        list(db.session.scalars(wanted.where(Customer.id.in_(meant))))
        for wanted in _unsettled(actor)
    ]
    _settle({one for ids in found for one in ids}, actor=actor)


def _unsettled(actor: Actor) -> tuple[Select[Any], Select[Any]]:
    """The ids of who lapsed, and of those whose window moved on."""
    today = clock.today(actor.timezone)
    lapsed = (
        select(Customer.id)
        .where(Customer.member_until > NEVER, Customer.member_until <= today)
        .order_by(Customer.member_until, Customer.id)
    )
    moved = (
        select(Customer.id)
        .where(CHANGES_BY_ITSELF, Customer.window_until <= today)
        .order_by(Customer.window_until, Customer.id)
    )
    return lapsed, moved


def _settle(customer_ids: Collection[int], *, actor: Actor) -> None:
    """Write down what days have changed of these. Locks them by id."""
    if not customer_ids:
        return
    book = Book(customer_ids, actor=actor)
    saved = saved_rule()
    moved = [one for one in book.standings.values() if one.window_until <= book.today]
    days: DaySums = {}
    if saved is not None and saved.window_months is not None:
        since = rules.window_from(book.today, window_months=saved.window_months)
        days = day_sums([one.id for one in moved], since=since)
    for one in moved:
        note_spend(one, saved=saved, days=days.get(one.id, ()), book=book)
    for one in book.standings.values():
        expire(one, book=book)
    book.write()
