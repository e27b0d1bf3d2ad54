"""The rollups that a unit of work changes: by day, by the hour, of first days.

A sale is of its customer's first day where that is the day of their first visit. So a
first visit that moves takes with it all that was counted on either day, whoever
recorded it: that is looked up, once for all customers of the unit of work.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from operator import add, sub
from typing import Any, Protocol

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    bindparam,
    column,
    func,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from customers.directory.models import NEVER
from customers.directory.service.tallies import Visits
from customers.ground import keyed
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import (
    IS_COUNTED,
    FirstDay,
    Purchase,
    PurchaseDay,
    PurchaseHour,
)
from customers.purchases.rules import PURCHASE, Counted

Sums = tuple[int, ...]
# Of each key of a table, what is added to its numbers.
ByKey = dict[tuple[Any, ...], Sums]
# A customer, and a day on which they bought.
DayOf = tuple[int, date]


class Visitor(Protocol):
    """A locked customer, before and after the unit of work."""

    id: int

    @property
    def visited_before(self) -> Visits:
        """The visits when it was locked."""

    @property
    def visited(self) -> Visits:
        """The visits now."""

    @property
    def is_new(self) -> bool:
        """Whether nothing of theirs was counted when it was locked."""


class Rollups:
    """What a unit of work adds to the sums of days, hours and first days."""

    def __init__(self) -> None:
        self._days: ByKey = {}
        self._hours: ByKey = {}
        # What changed of each customer's days, by shop; and what first days gain.
        self._of_customers: dict[DayOf, ByKey] = {}
        self._first_days: ByKey = {}

    def add(self, counted: Counted, *, sign: int) -> None:
        """Count it (1) or take it off (-1)."""
        on, shop_id = counted.purchased_on, counted.shop_id or 0
        is_attached = int(counted.customer_id is not None)
        key: tuple[Any, ...] = (on, shop_id, is_attached)
        add_sums(self._days, key=key, sums=day_sums(counted), sign=sign)
        if counted.kind == PURCHASE:
            key = (on, shop_id, counted.week_hour)
            sums = hour_sums(counted.total_minor)
            add_sums(self._hours, key=key, sums=sums, sign=sign)
        if counted.customer_id is not None:
            its = self._of_customers.setdefault((counted.customer_id, on), {})
            sums = first_day_sums(counted)
            add_sums(its, key=(shop_id,), sums=sums, sign=sign)

    def find_first_days(self, visitors: Iterable[Visitor]) -> None:
        """Find what first days gain and lose; the purchases must be written already.

        A question more only where the first visit of somebody moved who had anything
        counted before.
        """
        moved = []
        for one in visitors:
            if one.is_new or one.visited.first_on == one.visited_before.first_on:
                self._gain((one.id, one.visited.first_on), self._of_customers)
            else:
                moved.append(one)
        days = {
            (one.id, on)
            for one in moved
            for on in (one.visited_before.first_on, one.visited.first_on)
            if on != NEVER
        }
        counted = counted_on(days)
        for one in moved:
            before = (one.id, one.visited_before.first_on)
            self._gain((one.id, one.visited.first_on), counted)
            # What was of it before is what is now, less what changed in between.
            self._gain(before, counted, sign=-1)
            self._gain(before, self._of_customers)

    def _gain(self, day: DayOf, of: dict[DayOf, ByKey], *, sign: int = 1) -> None:
        for (shop_id,), sums in of.get(day, {}).items():
            key = (day[1], shop_id)
            add_sums(self._first_days, key=key, sums=sums, sign=sign)

    def write(self) -> None:
        """Write them, after all else but versions, in the order of `ground.locks`."""
        session = db.session()
        keyed.add_up(session, PurchaseDay, self._days)
        keyed.add_up(session, PurchaseHour, self._hours)
        keyed.add_up(session, FirstDay, self._first_days)


def day_sums(counted: Counted) -> Sums:
    """What it adds to the numbers of its day, in the order of PurchaseDay's columns."""
    return (*first_day_sums(counted), counted.items)


def hour_sums(total_minor: int) -> Sums:
    """What a purchase adds to the numbers of its hour, in PurchaseHour's order."""
    return (1, total_minor)


def first_day_sums(counted: Counted) -> Sums:
    """What it adds to a first day's numbers, in the order of FirstDay's columns."""
    return _kind_sums(counted.kind, number=1, total_minor=counted.total_minor)


def _kind_sums(kind: str, *, number: int, total_minor: int) -> Sums:
    """The numbers of FirstDay of so many purchases, or of so many refunds."""
    if kind == PURCHASE:
        return (number, 0, total_minor, 0)
    return (0, number, 0, -total_minor)


def counted_on(days: Collection[DayOf]) -> dict[DayOf, ByKey]:
    """What is counted of these customers' days, by shop, with FirstDay's numbers."""
    if not days:
        return {}
    found: dict[DayOf, ByKey] = defaultdict(dict)
    of = (Purchase.customer_id, Purchase.purchased_on, Purchase.shop_id, Purchase.kind)
    wanted: Any = (
        select(*of, func.count(), func.sum(Purchase.total_minor))
        .where(*_are_of(days), IS_COUNTED)
        .group_by(*of)
    )
    for who, on, shop_id, kind, number, total in db.session.execute(wanted):
        # PostgreSQL adds whole numbers up to decimals.
        sums = _kind_sums(kind, number=number, total_minor=int(total))
        add_sums(found[who, on], key=(shop_id or 0,), sums=sums, sign=1)
    return found


def _are_of(days: Collection[DayOf]) -> list[ColumnElement[bool]]:
    """Whether a purchase is of one of these customers on its day.

    SQLite finds no pairs in an index; it walks these customers' days in between, of
    which there are none where a single first visit moved.
    """
    every_day = [on for _who, on in days]
    return [
        among(db.session(), Purchase.customer_id, {who for who, _on in days}),
        Purchase.purchased_on.between(min(every_day), max(every_day)),
        _is_pair(days),
    ]


def _is_pair(days: Collection[DayOf]) -> ColumnElement[bool]:
    pair = tuple_(Purchase.customer_id, Purchase.purchased_on)
    if db.session().get_bind().dialect.name != "postgresql":
        return pair.in_(sorted(days))
    columns: Any = (column("customer_id", BigInteger), column("on_day", Date))
    arrays = (
        bindparam(None, list(values), type_=ARRAY(one.type))
        for one, values in zip(columns, zip(*sorted(days), strict=True), strict=True)
    )
    turned: Any = func.unnest(*arrays).table_valued(*columns)
    given = turned.render_derived(name="given")
    return pair.in_(select(given.c.customer_id, given.c.on_day))


def add_sums(into: ByKey, *, key: tuple[Any, ...], sums: Sums, sign: int) -> None:
    """Add these numbers to those of a key, or (-1) take them off."""
    before = into.get(key) or (0,) * len(sums)
    into[key] = tuple(map(add if sign > 0 else sub, before, sums))
