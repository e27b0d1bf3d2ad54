"""The hours of purchases: whether each can be that of its moment on its day.

In which time zone a purchase was recorded is kept nowhere: another one may have been
set since. What is proven is that the hour is one of its day, and that the shop's clock
could show it at that moment anywhere on earth. An hour that is wrong and could be right
elsewhere is not seen.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, tuple_

from customers import events
from customers.accounts.actors import Actor
from customers.ground import tenancy, work
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.proof import Difference, parts, repair_alone
from customers.purchases.events import PurchaseRepaired
from customers.purchases.models import Purchase
from customers.purchases.rules import COUNTED, PURCHASE, hour_on
from customers.purchases.service.verifying.windows import days_of, sold_within
from customers.purchases.service.verifying.wrong import Wrong

AT_ONCE = 500
# How far clocks are behind UTC and ahead of it.
_BEHIND, _AHEAD, _HOUR = timedelta(hours=12), timedelta(hours=14), timedelta(hours=1)
# A purchase of an hour that cannot be, and the one that should be.
Found = tuple[Any, int]


class _Hour(NamedTuple):
    """An hour of a day: when it begins and ends (exclusive) first and last on earth."""

    on: date
    week_hour: int

    @property
    def is_of_day(self) -> bool:
        return self.week_hour // 24 == self.on.weekday()

    @property
    def begins(self) -> datetime:
        return self._as_utc() - _AHEAD

    @property
    def ends(self) -> datetime:
        return self._as_utc() + _HOUR + _BEHIND

    def _as_utc(self) -> datetime:
        return datetime.combine(self.on, time(self.week_hour % 24), UTC)

    def holds(self, first: datetime, last: datetime) -> bool:
        """Whether these moments, and those between, can be of it."""
        return self.is_of_day and self.begins <= first and last < self.ends


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The purchases and refunds of an hour that cannot be, mended if asked.

    The right one is that of the business's time zone, or the nearest to it of the day.
    What stays wrong is noted in `wrong`. Records: PurchaseRepaired.
    """
    for first, last in days_of(None, also=[]):
        ids = _impossible(first, last)
        work.end_read()
        for part in parts(ids, size=AT_ONCE):
            for row, true in work.run(partial(_look, part, mends=mends, actor=actor)):
                where = f"{row.kind} {row.id}"
                yield Difference("purchase.week_hour", where, row.week_hour, true)
                if not mends and (row.state, row.kind) == (COUNTED, PURCHASE):
                    wrong.add_hour(row, row.week_hour, sign=-1)
                    wrong.add_hour(row, true, sign=1)


def _impossible(first: date, last: date) -> list[int]:
    """The purchases of these days whose hour cannot be, whatever their state."""
    at = Purchase.purchased_at
    of_hour = (Purchase.purchased_on, Purchase.week_hour)
    wanted = (
        select(*of_hour, func.min(at), func.max(at))
        .where(sold_within(first, last=last))
        .group_by(*of_hour)
    )
    hours = [
        hour
        for on, week_hour, *ends in db.session.execute(wanted)
        if not (hour := _Hour(on, week_hour)).holds(*ends)
    ]
    if not hours:
        return []
    of_these = select(Purchase.id, *of_hour, at).where(
        sold_within(first, last=last), tuple_(*of_hour).in_(hours)
    )
    return [
        row.id
        for row in db.session.execute(of_these.order_by(Purchase.id))
        if not _is_possible(row)
    ]


def _is_possible(row: Any) -> bool:
    hour = _Hour(row.purchased_on, row.week_hour)
    return hour.holds(row.purchased_at, row.purchased_at)


def _look(ids: Collection[int], *, mends: bool, actor: Actor) -> list[Found]:
    """Look again with the rows locked: those that are wrong, and what is right."""
    repair_alone()
    names = ("id", "kind", "state", "shop_id", "total_minor", "purchased_at")
    columns = [getattr(Purchase, name) for name in names]
    wanted = (
        select(*columns, Purchase.purchased_on, Purchase.week_hour)
        .where(among(db.session(), Purchase.id, ids))
        .order_by(Purchase.id)
        .with_for_update(key_share=True)
    )
    zone = ZoneInfo(actor.timezone)
    found = [
        (row, hour_on(row.purchased_at, on=row.purchased_on, zone=zone))
        for row in db.session.execute(wanted)
        if not _is_possible(row)
    ]
    if mends and found:
        rows = [{"id": row.id, "week_hour": true} for row, true in found]
        tenancy.write_many(db.session(), Purchase, rows, by=["id"])
        events.record([_fact(*one) for one in found], actor=actor)
    return found


def _fact(row: Any, true: int) -> PurchaseRepaired:
    changes = {"week_hour": [row.week_hour, true]}
    return PurchaseRepaired(row.id, data={"changes": changes})
