"""What counts of a customer's spend under the rule of a run, as a piece of a statement.

What the customer's row holds serves a lifetime and the saved rule's window; any other
window is summed from the purchases.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, cast, func, literal, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.jobs import OPEN_STATES, Job
from customers.membership import rules
from customers.membership.queries.rules import saved_rule
from customers.membership.rules import Rule
from customers.membership.service.automatic import expire_some, move_windows
from customers.membership.service.refreshing import REFRESH
from customers.purchases.models import Purchase
from customers.purchases.rules import COUNTED

CUSTOMER: Any = Customer.__table__
_PURCHASE: Any = Purchase.__table__


class Spend(NamedTuple):
    """What counts, of a row of CUSTOMER; `is_summed` where purchases are read for it.

    `is_saved` says that it is what the saved rule counts, for which a tally is kept.
    """

    column: ColumnElement[int]
    is_summed: bool
    is_saved: bool


def spend_of(rule: Rule, *, actor: Actor) -> Spend:
    """What counts today under the rule."""
    saved = saved_rule()
    is_saved = rule.window_months == (saved.window_months if saved else None)
    if rule.window_months is None:
        return Spend(CUSTOMER.c.spend_minor, is_summed=False, is_saved=is_saved)
    if is_saved and not _is_recounting():
        return Spend(CUSTOMER.c.window_spend_minor, is_summed=False, is_saved=True)
    today = clock.today(actor.timezone)
    since = rules.window_from(today, window_months=rule.window_months)
    bought = (
        select(func.coalesce(func.sum(_PURCHASE.c.total_minor), 0))
        .where(
            _PURCHASE.c.business_id == tenancy.entered(db.session()),
            _PURCHASE.c.customer_id == CUSTOMER.c.id,
            _PURCHASE.c.state == literal(COUNTED, literal_execute=True),
            _PURCHASE.c.counts_on >= since,
        )
        .correlate(CUSTOMER)
        .scalar_subquery()
    )
    return Spend(cast(bought, BigInteger), is_summed=True, is_saved=is_saved)


def settle_some(actor: Actor) -> bool:
    """Write down some of what days alone have changed; whether there may be more.

    Memberships that lapsed, and purchases that left the saved rule's window: then what
    customers' rows say is what counts today. Records: MembershipEnded.
    """
    return expire_some(actor) or move_windows(actor)


def _is_recounting() -> bool:
    """Whether rows are being counted for another window, and some say the old one."""
    counting = select(Job.id).where(Job.kind == REFRESH, Job.state.in_(OPEN_STATES))
    return db.session.scalars(counting.limit(1)).first() is not None
