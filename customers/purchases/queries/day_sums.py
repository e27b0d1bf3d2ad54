"""What was counted day by day, of a business or one shop, from the rollup alone."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, Integer, Select, bindparam, func, select

from customers.ground.db import db
from customers.purchases.models import PurchaseDay


class DaySum(NamedTuple):
    """What was counted on a day, of customers and of nobody together.

    Both sums are minor units, 0 or more; spend is their difference.
    """

    on: date
    purchases: int
    refunds: int
    sales_minor: int
    refunded_minor: int


def day_sums(since: date, *, until: date, shop_id: int | None = None) -> list[DaySum]:
    """The days with anything counted from `since` to `until`, both within, rising.

    Days are those on which it happened, in the business's time zone. None is all
    shops, sales of no shop among them. One question, of the rollup's days alone.
    """
    given = {"since": since, "until": until}
    if shop_id is not None:
        given["shop"] = shop_id  # type: ignore[assignment]
    asked = db.session.execute(_question(of_shop=shop_id is not None), given)
    # PostgreSQL adds whole numbers up to decimals.
    return [DaySum(on, *map(int, sums)) for on, *sums in asked]


@cache
def _question(*, of_shop: bool) -> Select[*tuple[Any, ...]]:
    day = PurchaseDay
    names = ("purchases", "refunds", "sales_minor", "refunded_minor")
    wanted = (
        select(day.on_day, *(func.sum(getattr(day, name)) for name in names))
        .where(
            day.on_day >= bindparam("since", type_=Date),
            day.on_day <= bindparam("until", type_=Date),
        )
        .group_by(day.on_day)
        .order_by(day.on_day)
    )
    if of_shop:
        wanted = wanted.where(day.shop_id == bindparam("shop", type_=Integer))
    return wanted
