"""What a business sold by the hour, to new customers and to others, and who came again.

All from what is kept with each change: no purchase is read. Each is one question, put
together once; days are the shop's, both ends within.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    Date,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from customers.directory.models import FirstVisitTally, VisitTally
from customers.ground.columns import Id
from customers.ground.db import db
from customers.purchases.models import FirstDay, PurchaseDay, PurchaseHour

_SINCE, _UNTIL = (bindparam(name, type_=Date) for name in ("since", "until"))
_SHOP = bindparam("shop_id", type_=Id)


class HourSum(NamedTuple):
    """What was bought in an hour of the week (0 is Monday's first, 167 the last)."""

    week_hour: int
    purchases: int
    sales_minor: int


class BuyerSum(NamedTuple):
    """What customers bought on a day: those first seen that day, and the others.

    `new_minor` and `returning_minor` are net of what came back, which is counted by
    itself, on the day on which it came back.
    """

    on: date
    new_purchases: int
    new_refunds: int
    new_minor: int
    returning_purchases: int
    returning_refunds: int
    returning_minor: int


class FirstMonth(NamedTuple):
    """How many customers came first in the month that begins on this day.

    `repeaters` of these `buyers` came again, whenever that was.
    """

    month: date
    buyers: int
    repeaters: int


def hour_sums(since: date, *, until: date, shop_id: int | None = None) -> list[HourSum]:
    """The purchases of these days by the hour of the week, rising, in a shop or all.

    Of anybody, without refunds. `shop_id` 0 is for those of no shop. Hours without any
    are left out.
    """
    rows = db.session.execute(
        _hours(of_shop=shop_id is not None), _values(since, until, shop_id)
    )
    # PostgreSQL adds whole numbers up to decimals.
    found = (HourSum(*map(int, row)) for row in rows)
    return [one for one in found if one.purchases]


def new_and_returning(
    since: date, *, until: date, shop_id: int | None = None
) -> list[BuyerSum]:
    """What customers bought and gave back on each of these days, rising.

    New is what is of the day of a customer's first visit. `shop_id` 0 is for sales of
    no shop. Days without any are left out.
    """
    rows = db.session.execute(
        _buyers(of_shop=shop_id is not None), _values(since, until, shop_id)
    )
    found = (BuyerSum(on, *map(int, numbers)) for on, *numbers in rows)
    return [one for one in found if any(one[1:])]


def first_months(since: date) -> list[FirstMonth]:
    """The months, rising, in which customers came first, from that of `since`.

    Customers who are deleted are not counted; months of nobody are left out.
    """
    values = {"since": since.replace(day=1)}
    found = (FirstMonth(*row) for row in db.session.execute(_months(), values))
    return [one for one in found if one.buyers]


def customers_by_visits() -> dict[int, int]:
    """How many customers, not deleted, have so many visits; 1,000 is that or more.

    Those who never came are not in it.
    """
    return {row.visits: row.total for row in db.session.execute(_visits())}


def _values(since: date, until: date, shop_id: int | None) -> dict[str, Any]:
    values: dict[str, Any] = {"since": since, "until": until}
    return values if shop_id is None else values | {"shop_id": shop_id}


def _within(table: Any, *, of_shop: bool) -> list[ColumnElement[bool]]:
    days = [table.on_day >= _SINCE, table.on_day <= _UNTIL]
    return [*days, table.shop_id == _SHOP] if of_shop else days


@cache
def _hours(*, of_shop: bool) -> Select[*tuple[Any, ...]]:
    hour = PurchaseHour
    return (
        select(hour.week_hour, func.sum(hour.purchases), func.sum(hour.sales_minor))
        .where(*_within(hour, of_shop=of_shop))
        .group_by(hour.week_hour)
        .order_by(hour.week_hour)
    )


@cache
def _buyers(*, of_shop: bool) -> Select[*tuple[Any, ...]]:
    """The sums of first days, and those of all days less them, side by side."""

    def sums(table: Any, *, of_all: int) -> Select[*tuple[Any, ...]]:
        net = table.sales_minor - table.refunded_minor
        numbers = (table.purchases, table.refunds, net)
        # What is of all is the returning ones' but for what is new.
        signs = (0, 1) if of_all else (1, -1)
        columns = [number * sign for sign in signs for number in numbers]
        return select(
            table.on_day.label("on_day"),
            *(column.label(f"n{at}") for at, column in enumerate(columns)),
        ).where(*_within(table, of_shop=of_shop))

    both = union_all(
        sums(FirstDay, of_all=0),
        sums(PurchaseDay, of_all=1).where(PurchaseDay.is_attached == literal(1)),
    ).subquery()
    return (
        select(both.c.on_day, *(func.sum(both.c[f"n{at}"]) for at in range(6)))
        .group_by(both.c.on_day)
        .order_by(both.c.on_day)
    )


@cache
def _months() -> Select[*tuple[Any, ...]]:
    tally = FirstVisitTally
    return (
        select(tally.on_month, tally.buyers, tally.repeaters)
        .where(tally.on_month >= _SINCE)
        .order_by(tally.on_month)
    )


@cache
def _visits() -> Select[int, int]:
    wanted = select(VisitTally.visits, VisitTally.total)
    return wanted.where(VisitTally.total != literal(0))
