"""The rollups of sales: by day, by the hour, and of customers' first days."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, and_, cast, func, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground.proof import Difference
from customers.purchases.models import FirstDay, Purchase, PurchaseDay, PurchaseHour
from customers.purchases.rules import COUNTED, PURCHASE
from customers.purchases.service.verifying import windows
from customers.purchases.service.verifying.windows import (
    Key,
    Rollup,
    numbers_of_day,
    shop_in_words,
    sold_within,
)
from customers.purchases.service.verifying.wrong import Wrong


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The rows of these rollups that are not as they should be, mended if asked.

    The hours of purchases and the first visits of customers must be gone over before.
    Records: RollupRepaired.
    """
    for rollup, more in (
        (_DAYS, wrong.by_day),
        (_HOURS, wrong.by_hour),
        (_FIRST_DAYS, wrong.by_first_day),
    ):
        yield from windows.check(rollup, more=more, mends=mends, actor=actor)


def _days(first: date, last: date) -> Select[*tuple[Any, ...]]:
    is_attached = cast(Purchase.customer_id.is_not(None), Integer)
    key = (Purchase.purchased_on, Purchase.shop_id, is_attached)
    numbers = (*numbers_of_day(), Purchase.items)
    return (
        select(*key, *map(func.sum, numbers))
        .where(sold_within(first, last=last), Purchase.state == COUNTED)
        .group_by(*key)
    )


def _hours(first: date, last: date) -> Select[*tuple[Any, ...]]:
    key = (Purchase.purchased_on, Purchase.shop_id, Purchase.week_hour)
    return (
        select(*key, func.count(), func.sum(Purchase.total_minor))
        .where(sold_within(first, last=last), Purchase.state == COUNTED)
        .where(Purchase.kind == PURCHASE)
        .group_by(*key)
    )


def _first_days(first: date, last: date) -> Select[*tuple[Any, ...]]:
    key = (Purchase.purchased_on, Purchase.shop_id)
    is_first = Customer.first_visit_on == Purchase.purchased_on
    return (
        select(*key, *map(func.sum, numbers_of_day()))
        .join(Customer, and_(Customer.id == Purchase.customer_id, is_first))
        .where(sold_within(first, last=last), Purchase.state == COUNTED)
        .group_by(*key)
    )


def _where_of_day(key: Key) -> str:
    return f"{shop_in_words(key)}, {'' if key[2] else 'un'}attached"


def _where_of_hour(key: Key) -> str:
    return f"{shop_in_words(key)}, hour {key[2]} of the week"


_DAYS = Rollup(PurchaseDay, _days, "days", _where_of_day)
_HOURS = Rollup(PurchaseHour, _hours, "hours", _where_of_hour)
_FIRST_DAYS = Rollup(FirstDay, _first_days, "first_days", shop_in_words)
