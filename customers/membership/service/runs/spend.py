"""What counts of a customer's spend under the rule of a run, as a piece of a statement.

What the customer's row holds serves a lifetime and the saved rule's window; any other
window is summed from the purchases.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, case, cast, func, literal, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.membership import rules
from customers.membership.queries.rules import is_spend_counted, saved_rule
from customers.membership.rules import Rule
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


def spend_of(rule: Rule, *, is_settled: bool = True, actor: Actor) -> Spend:
    """What counts today under the rule.

    Unless `is_settled` (`settling` has written down what days changed), whoever's
    window moved on is summed from the purchases.
    """
    saved = saved_rule()
    is_saved = rule.window_months == (saved.window_months if saved else None)
    if rule.window_months is None:
        return Spend(CUSTOMER.c.spend_minor, is_summed=False, is_saved=is_saved)
    is_kept = is_saved and is_spend_counted(saved)
    kept: ColumnElement[int] = CUSTOMER.c.window_spend_minor
    if is_kept and is_settled:
        return Spend(kept, is_summed=False, is_saved=True)
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
    summed: ColumnElement[int] = cast(bought, BigInteger)
    if is_kept:
        summed = case((CUSTOMER.c.window_until <= today, summed), else_=kept)
    return Spend(summed, is_summed=True, is_saved=is_saved)
