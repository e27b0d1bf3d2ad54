"""What sales come to, from the rollup: exact, without counting a sale."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import func, select

from customers.ground.db import db
from customers.purchases.models import FirstDay, PurchaseDay
from customers.purchases.queries.asked import AskedSales
from customers.purchases.rules import COUNTED

# What the rollup tells apart; of states it knows what is counted alone.
_KNOWN = frozenset({"day_from", "day_to", "shop", "customer", "buyer"})
_NAMES = ("purchases", "refunds", "sales_minor", "refunded_minor")


class Summary(NamedTuple):
    """What is counted: how many purchases and refunds, and the spend of both."""

    purchases: int
    refunds: int
    spend_minor: int


def summary(asked: AskedSales) -> Summary | None:
    """What the sales of an address come to; None where the rollup cannot tell.

    Days are those on which they were made, as they were kept.
    """
    filters = asked.filters
    if filters.get("state") == COUNTED:
        del filters["state"]
    if not filters.keys() <= _KNOWN or asked.customer_id is not None:
        return None
    if asked.is_nobodys and asked.is_somebodys:
        return Summary(0, 0, 0)
    buyer = asked.given.buyer
    sums: tuple[int, ...] = (0, 0, 0, 0)
    if buyer != "new":
        sums = _sums(PurchaseDay, asked)
    if buyer is not None:
        # Returning is who is not new.
        sign = 1 if buyer == "new" else -1
        first = _sums(FirstDay, asked)
        sums = tuple(a + sign * b for a, b in zip(sums, first, strict=True))
    purchases, refunds, sales, refunded = sums
    return Summary(purchases, refunds, sales - refunded)


def _sums(rollup: Any, asked: AskedSales) -> tuple[int, ...]:
    sums = (func.coalesce(func.sum(getattr(rollup, name)), 0) for name in _NAMES)
    wanted = select(*sums)
    given = asked.given
    if given.day_from is not None:
        wanted = wanted.where(rollup.on_day >= given.day_from)
    if given.day_to is not None:
        wanted = wanted.where(rollup.on_day <= given.day_to)
    if given.shop is not None:
        wanted = wanted.where(rollup.shop_id == given.shop)
    if rollup is PurchaseDay and (asked.is_nobodys or asked.is_somebodys):
        wanted = wanted.where(rollup.is_attached == int(asked.is_somebodys))
    # PostgreSQL adds whole numbers up to decimals.
    return tuple(map(int, db.session.execute(wanted).one()))
