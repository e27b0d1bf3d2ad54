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
    CompoundSelect,
    Date,
    Integer,
    Select,
    bindparam,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from customers.directory.models import FirstVisitTally, VisitTally
from customers.ground.columns import Id
from customers.ground.db import db
from customers.purchases.models import FirstDay, PurchaseDay, PurchaseHour

_SINCE, _UNTIL = (bindparam(name, type_=Date) for name in ("since", "until"))
_SHOP = bindparam("shop_id", type_=Id)
_NOTHING = (0, 0, 0)


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
    first: dict[date, tuple[int, int, int]] = {}
    of_all: dict[date, tuple[int, int, int]] = {}
    # Two years of days: each is unpacked by name, which is quickest.
    for on, is_first, bought, refunds, net in rows:
        of = first if is_first else of_all
        of[on] = (int(bought), int(refunds), int(net))
    found = []
    for on in sorted(first | of_all):
        new, both = first.get(on, _NOTHING), of_all.get(on, _NOTHING)
        if any(new) or any(both):
            returning = (both[0] - new[0], both[1] - new[1], both[2] - new[2])
            found.append(BuyerSum(on, *new, *returning))
    return found


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
def _buyers(*, of_shop: bool) -> CompoundSelect[*tuple[Any, ...]]:
    """(day, is of first visits, sums): first days, and all days of customers.

    Each is a range of its key in the order of that; sums of both together would be
    sorted first, which takes three times as long.
    """

    def sums(table: Any, *, is_first: int) -> Select[*tuple[Any, ...]]:
        net = table.sales_minor - table.refunded_minor
        numbers = (table.purchases, table.refunds, net)
        plain: Any = literal_column(str(is_first), Integer)
        return (
            select(table.on_day, plain, *map(func.sum, numbers))
            .where(*_within(table, of_shop=of_shop))
            .group_by(table.on_day)
        )

    return union_all(
        sums(FirstDay, is_first=1),
        sums(PurchaseDay, is_first=0).where(PurchaseDay.is_attached == literal(1)),
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
