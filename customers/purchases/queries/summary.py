"""What sales come to, from the rollup: exact, without counting a sale."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from customers.ground.db import db
from customers.purchases.models import PurchaseDay
from customers.purchases.queries.asked import AskedSales

# What the rollup tells apart.
_KNOWN = frozenset({"day_from", "day_to", "shop", "customer"})


class Summary(NamedTuple):
    """What is counted: how many purchases and refunds, and the spend of both."""

    purchases: int
    refunds: int
    spend_minor: int


def summary(asked: AskedSales) -> Summary | None:
    """What the sales of an address come to; None where the rollup cannot tell.

    Days are those on which they were made, as they were kept.
    """
    if not asked.filters.keys() <= _KNOWN or asked.customer_id is not None:
        return None
    names = ("purchases", "refunds", "sales_minor", "refunded_minor")
    sums = (func.coalesce(func.sum(getattr(PurchaseDay, n)), 0) for n in names)
    wanted = select(*sums)
    given = asked.given
    if given.day_from is not None:
        wanted = wanted.where(PurchaseDay.on_day >= given.day_from)
    if given.day_to is not None:
        wanted = wanted.where(PurchaseDay.on_day <= given.day_to)
    if given.shop is not None:
        wanted = wanted.where(PurchaseDay.shop_id == given.shop)
    if asked.is_nobodys:
        wanted = wanted.where(PurchaseDay.is_attached == 0)
    purchases, refunds, sales, refunded = map(int, db.session.execute(wanted).one())
    return Summary(purchases, refunds, sales - refunded)
