"""The rows of the list of sales, a page at a time, whatever is filtered.

The filter that few sales pass has an index in the list's order and is walked; the
others are kept of what is read, up to a bound that the page speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Row, bindparam, exists, func, select
from sqlalchemy.orm import aliased

from customers.directory.models import Customer
from customers.ground import paging
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.paging import Order, Window
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.queries import when
from customers.purchases.queries.asked import AskedSales
from customers.purchases.rules import REFUND, WAITING

# How many are read for a page that filters leave little of: at first, at most.
READING = (2_000, 20_000)
_COLUMNS = (
    *("id", "kind", "state", "customer_id", "shop_id", "staff_member_id"),
    *("purchased_at", "total_minor", "payment_method", "reference"),
    *("customer_name", "customer_phone"),
)
_FILTERED = {"kind": "kind", "state": "state", "shop": "shop_id"}
_FILTERED["staff"] = "staff_member_id"


class What(NamedTuple):
    """What was sold: the first line's description, and how many lines there are."""

    description: str
    lines: int


def sales_window(asked: AskedSales, *, more: Sequence[str] = (), **page: Any) -> Window:
    """The page of sales that is asked for, the latest first, with plain columns.

    `more` names columns beside those of the list; `page` may say another size and
    cursor than the address does. Raises: Invalid for a cursor that is none.
    """
    if asked.is_nobodys and asked.is_somebodys:
        return Window([], None, None)
    names = dict.fromkeys((*_COLUMNS, *more, *_looked_at(asked)))
    statement = select(*(getattr(Purchase, name) for name in names))
    first, last = asked.given.day_from, asked.given.day_to
    walked, beside = _divided(asked)
    page = {
        "order": Order(Purchase.id, by=Purchase.purchased_at),
        "size": asked.size,
        "after": asked.given.after,
        "before": asked.given.before,
        "within": when.around(first, last=last),
        **page,
    }
    statement = statement.where(*walked, *when.on_days(first, last=last))
    if not beside and not _looked_at(asked):
        return paging.window(db.session(), statement, **page)
    return paging.kept_window(
        db.session(),
        # Who bought may be deleted by now.
        statement.execution_options(include_deleted=True),
        keep=lambda columns: [
            *(columns[name] == value for name, value in beside.items()),
            *_kept(asked, columns),
        ],
        reading=READING,
        **page,
    )


def _looked_at(asked: AskedSales) -> list[str]:
    """The columns that filters without an index look at."""
    names = ["customer_id"] if asked.is_somebodys else []
    names += ["purchased_on"] if asked.given.buyer else []
    has_hours = asked.given.weekday is not None or asked.given.hour is not None
    return names + (["week_hour"] if has_hours else [])


def _kept(asked: AskedSales, columns: Any) -> list[ColumnElement[bool]]:
    """What those filters leave: hours of the week, sales of whoever came first then."""
    given = asked.given
    kept: list[ColumnElement[bool]] = []
    if asked.is_somebodys and asked.customer_id is None:
        kept.append(columns.customer_id.is_not(None))
    if given.weekday is not None or given.hour is not None:
        kept.append(columns.week_hour.in_(hours_of(given.weekday, hour=given.hour)))
    if given.buyer is not None:
        is_first_day = exists().where(
            Customer.id == columns.customer_id,
            Customer.first_visit_on == columns.purchased_on,
        )
        kept.append(is_first_day if given.buyer == "new" else ~is_first_day)
    return kept


def hours_of(weekday: int | None, *, hour: int | None) -> list[int]:
    """The hours of the week, from Monday's first, that are of the day and the hour."""
    days = range(7) if weekday is None else (weekday,)
    hours = range(24) if hour is None else (hour,)
    return [24 * day + each for day in days for each in hours]


def customer_names(rows: Sequence[Row[Any]]) -> dict[int, str]:
    """The names (or codes) of the rows' customers; deleted ones are left out."""
    ids = {row.customer_id for row in rows} - {None}
    if not ids:
        return {}
    wanted = select(Customer.id, Customer.name, Customer.code)
    found = db.session.execute(wanted.where(among(db.session(), Customer.id, ids)))
    return {row.id: row.name or row.code for row in found}


def what_was_sold(purchase_ids: Sequence[int]) -> dict[int, What]:
    """What each of these was for; those without lines are left out."""
    if not purchase_ids:
        return {}
    line = aliased(PurchaseLine)
    last = (
        select(func.max(line.position))
        .where(line.purchase_id == PurchaseLine.purchase_id)
        .scalar_subquery()
    )
    wanted = select(
        PurchaseLine.purchase_id,
        PurchaseLine.description,
        PurchaseLine.sku,
        last.label("lines"),
    ).where(
        among(db.session(), PurchaseLine.purchase_id, purchase_ids),
        PurchaseLine.position == 1,
    )
    return {
        row.purchase_id: What(row.description or row.sku or "", row.lines)
        for row in db.session.execute(wanted)
    }


def _divided(asked: AskedSales) -> tuple[list[ColumnElement[bool]], dict[str, Any]]:
    """The condition whose index is walked, and the columns and values beside it."""
    beside = {
        column: asked.filters[name]
        for name, column in _FILTERED.items()
        if name in asked.filters
    }
    if asked.customer_id is not None:
        return [Purchase.customer_id == asked.customer_id], beside
    if asked.is_nobodys:
        return [Purchase.customer_id.is_(None)], beside
    if beside.get("kind") == REFUND or beside.get("state") == WAITING:
        if beside.get("kind") == REFUND:
            del beside["kind"]
        # Said in words, so that its index is known to hold what is asked for.
        said: Any = bindparam("refund", REFUND, literal_execute=True)
        return [Purchase.kind == said], beside
    for name in ("staff_member_id", "shop_id"):
        if name in beside:
            return [getattr(Purchase, name) == beside.pop(name)], beside
    return [], beside
