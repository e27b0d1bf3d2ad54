"""Sales of some days: as the shop's clock showed, whatever zone is set by now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import ColumnElement

from customers.purchases.models import Purchase

_DAY = timedelta(days=1)


def on_days(first: date | None, *, last: date | None) -> list[ColumnElement[bool]]:
    """Whether a purchase is of these days, both within; None is open.

    To be asked beside `around`, which has an index.
    """
    found = [] if first is None else [Purchase.purchased_on >= first]
    return found if last is None else [*found, Purchase.purchased_on <= last]


def around(first: date | None, *, last: date | None) -> list[ColumnElement[bool]]:
    """The piece of the index of moments in which all sales of these days are.

    A day begins within a day of UTC's anywhere.
    """
    found: list[ColumnElement[bool]] = []
    if first is not None:
        begins = datetime.combine(first - _DAY, time(), UTC)
        found.append(Purchase.purchased_at >= begins)
    if last is not None:
        ends = datetime.combine(last + 2 * _DAY, time(), UTC)
        found.append(Purchase.purchased_at < ends)
    return found
