"""Keyset pages: the rows after or before a known one, never OFFSET, never a count.

A page of a sorted list is two ranges by UNION ALL (the rest of the ties, then what
lies beyond), each served by the index (business_id, column, id); row values would
make SQLite walk the ties.
"""

from __future__ import annotations

import base64
import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import BigInteger, ColumnElement, Row, Select, select, union_all
from sqlalchemy.orm import InstrumentedAttribute, Session
from sqlalchemy.sql.elements import KeyedColumnElement

from customers.ground.columns import MAX_ID
from customers.ground.errors import Invalid

Rows = Select[*tuple[Any, ...]]
# Of an entity, or of a subquery over one: it has a key and a type.
Column = InstrumentedAttribute[Any] | KeyedColumnElement[Any]

MAX_INTEGER = 2**31 - 1


# What is kept of a wide list: conditions on the named columns of the rows read.
Keep = Callable[[Any], Sequence[ColumnElement[bool]]]


@dataclass(frozen=True)
class Window:
    """One page: its rows in order, and cursors (None at the list's ends).

    `is_cut` says that as many rows were read as may be, with fewer kept than a page
    has: the cursor goes on behind the last row read.
    """

    rows: Sequence[Row[Any]]
    after: str | None
    before: str | None
    is_cut: bool = False


@dataclass(frozen=True)
class Order:
    """An order with an index: by `by` (None: by id alone), ties by id."""

    id: Column
    by: Column | None = None
    descending: bool = True


def window(
    session: Session,
    statement: Rows,
    *,
    order: Order,
    size: int,
    after: str | None = None,
    before: str | None = None,
) -> Window:
    """The page of `statement` after or before a cursor, or its first page.

    The statement must select `order.id` under the name `id` and `order.by` under its
    own. Raises: Invalid for a cursor that is none.
    """
    reach = _Reach(order, cursor=before or after, is_backward=before is not None)
    found = list(session.execute(reach.rows(statement, limit=size + 1)).all())
    return _window(found, reach, size)


def kept_window(
    session: Session,
    statement: Rows,
    *,
    keep: Keep,
    reading: Sequence[int],
    order: Order,
    size: int,
    after: str | None = None,
    before: str | None = None,
) -> Window:
    """The page of what `keep` leaves of `statement`, reading so many rows at most.

    `reading` are the bounds to try, the smallest first, so that a filter that many
    rows pass costs little. Raises: Invalid for a cursor that is none.
    """
    reach = _Reach(order, cursor=before or after, is_backward=before is not None)
    last: Row[Any] | None = None
    for bound in reading:
        read = reach.rows(statement, limit=bound).subquery("rows_read")
        kept = reach.in_order(select(read).where(*keep(read.c)), read.c)
        found = list(session.execute(kept.limit(size + 1)).all())
        if len(found) > size:
            return _window(found, reach, size)
        last = session.execute(reach.last_of(statement, bound)).first()
        if last is None:
            return _window(found, reach, size)
    assert last is not None
    return _cut_window(found, reach, last)


def _window(found: list[Row[Any]], reach: _Reach, size: int) -> Window:
    more = len(found) > size
    rows = found[:size]
    if reach.is_backward:
        rows.reverse()
    has_next = reach.is_backward or more
    has_previous = more if reach.is_backward else reach.cursor is not None
    return Window(
        rows=rows,
        after=_cursor(rows[-1], reach.order) if rows and has_next else None,
        before=_cursor(rows[0], reach.order) if rows and has_previous else None,
    )


def _cut_window(found: list[Row[Any]], reach: _Reach, last: Row[Any]) -> Window:
    """A page of what was read, with the way on behind the last row read."""
    on = _cursor(last, reach.order)
    if reach.is_backward:
        found.reverse()
        after = _cursor(found[-1], reach.order) if found else None
        return Window(found, after=after, before=on, is_cut=True)
    has_rows_before = reach.cursor is not None and bool(found)
    before = _cursor(found[0], reach.order) if has_rows_before else None
    return Window(found, after=on, before=before, is_cut=True)


class _Reach:
    """Which way a page is read, and from where."""

    def __init__(self, order: Order, *, cursor: str | None, is_backward: bool) -> None:
        self.order = order
        self.is_backward = is_backward
        self.cursor = _read_cursor(cursor, order)
        self.falling = order.descending != is_backward

    def rows(self, statement: Rows, *, limit: int) -> Rows:
        """The rows behind the cursor, at most `limit`, in the order they are read."""
        order = self.order
        return _ranges(statement, order, self.cursor, falling=self.falling, limit=limit)

    def in_order(self, statement: Rows, columns: Any) -> Rows:
        """The statement in the same order, by its own columns."""
        keys = [] if self.order.by is None else [columns[self.order.by.key]]
        keys.append(columns["id"])
        turned = (k.desc() if self.falling else k.asc() for k in keys)
        return statement.order_by(*turned)

    def last_of(self, statement: Rows, bound: int) -> Rows:
        """The keys of the row that is read as the last, if there are so many.

        Of the keys alone: the index of the order holds them.
        """
        keys = [] if self.order.by is None else [self.order.by]
        narrow = statement.with_only_columns(self.order.id, *keys)
        read = self.rows(narrow, limit=bound).subquery("keys_read")
        wanted = select(*read.c)
        return self.in_order(wanted, read.c).offset(bound - 1).limit(1)


def _ranges(
    statement: Rows,
    order: Order,
    cursor: tuple[Any, int] | None,
    *,
    falling: bool,
    limit: int,
) -> Rows:
    def sorted_(part: Rows) -> Rows:
        columns = [order.id] if order.by is None else [order.by, order.id]
        return part.order_by(*(c.desc() if falling else c.asc() for c in columns))

    if cursor is None:
        return sorted_(statement).limit(limit)
    value, row_id = cursor
    beyond_id = order.id < row_id if falling else order.id > row_id
    if order.by is None:
        return sorted_(statement.where(beyond_id)).limit(limit)
    beyond = order.by < value if falling else order.by > value
    ties = sorted_(statement.where(order.by == value, beyond_id)).limit(limit)
    rest = sorted_(statement.where(beyond)).limit(limit)
    both = union_all(
        select(ties.subquery("ties")), select(rest.subquery("rest"))
    ).subquery("both_ranges")
    keys = [both.c[order.by.key], both.c["id"]]
    return (
        select(both)
        .order_by(*(k.desc() if falling else k.asc() for k in keys))
        .limit(limit)
    )


def _cursor(row: Row[Any], order: Order) -> str:
    value = None if order.by is None else getattr(row, order.by.key)
    if isinstance(value, date):
        value = {"on": value.isoformat()}
    shape = json.dumps([_name(order), value, row.id])
    return base64.urlsafe_b64encode(shape.encode()).decode().rstrip("=")


def _read_cursor(cursor: str | None, order: Order) -> tuple[Any, int] | None:
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        name, value, row_id = json.loads(base64.urlsafe_b64decode(padded))
        if isinstance(value, dict):
            value = _day_or_moment(value["on"])
        known = name == _name(order) and type(row_id) is int and 0 <= row_id <= MAX_ID
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError):
        known = False
    if not known or (order.by is not None and not _fits(value, order.by)):
        raise Invalid(_("This page of the list is gone. Start from its beginning."))
    return value, row_id


def _day_or_moment(text: str) -> date:
    if "T" not in text:
        return date.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone.")
    return moment.astimezone(UTC)


def _fits(value: Any, column: Column) -> bool:
    """Whether the database can compare the value with the column's."""
    # A type of ours does not say what it holds; the one it stands on does.
    kind: Any = getattr(column.type, "impl", column.type)
    if type(value) is not kind.python_type:
        return False
    if isinstance(value, str):
        return not any(unicodedata.category(c) == "Cs" or c == "\0" for c in value)
    if isinstance(value, int):
        return abs(value) <= (MAX_ID if isinstance(kind, BigInteger) else MAX_INTEGER)
    return True


def _name(order: Order) -> str:
    return "id" if order.by is None else order.by.key
