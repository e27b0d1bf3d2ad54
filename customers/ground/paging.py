"""Keyset pages: the rows after or before a known one, never OFFSET, never a count.

A page of a sorted list is two ranges by UNION ALL (the rest of the ties, then what
lies beyond), each served by the index (business_id, column, id); row values would
make SQLite walk the ties. Where the list is a piece of its order, each range says its
ends once: of two upper ends SQLite begins to read at the first that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import ge, gt, le, lt
from typing import Any

from sqlalchemy import (
    BinaryExpression,
    BindParameter,
    ColumnElement,
    Row,
    Select,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from customers.ground.cursors import Column, cursor_of, read_cursor

Rows = Select[*tuple[Any, ...]]
_UPPER, _LOWER = (lt, le), (gt, ge)
# Conditions on the column that a list is sorted by: numbers, days or moments.
Within = Sequence[ColumnElement[bool]]
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
    within: Within = (),
) -> Window:
    """The page of `statement` after or before a cursor, or its first page.

    The statement must select `order.id` under the name `id` and `order.by` under its
    own; its execution options hold. `within` is the piece of the order that the list
    is: say it here and not in the statement. Raises: Invalid for a cursor that is none.
    """
    cursor, is_backward = before or after, before is not None
    reach = _Reach(order, cursor=cursor, is_backward=is_backward, within=within)
    options = statement.get_execution_options()
    wanted = reach.rows(statement, limit=size + 1).execution_options(**options)
    found = list(session.execute(wanted).all())
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
    within: Within = (),
) -> Window:
    """The page of what `keep` leaves of `statement`, reading so many rows at most.

    `reading` are the bounds to try, the smallest first, so that a filter that many
    rows pass costs little. Raises: Invalid for a cursor that is none.
    """
    cursor, is_backward = before or after, before is not None
    reach = _Reach(order, cursor=cursor, is_backward=is_backward, within=within)
    options = statement.get_execution_options()
    last: Row[Any] | None = None
    for bound in reading:
        read = reach.rows(statement, limit=bound).subquery("rows_read")
        kept = reach.in_order(select(read).where(*keep(read.c)), read.c)
        kept = kept.limit(size + 1).execution_options(**options)
        found = list(session.execute(kept).all())
        if len(found) > size:
            return _window(found, reach, size)
        ending = reach.last_of(statement, bound).execution_options(**options)
        last = session.execute(ending).first()
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
        after=cursor_of(rows[-1], by=reach.order.by) if rows and has_next else None,
        before=cursor_of(rows[0], by=reach.order.by) if rows and has_previous else None,
    )


def _cut_window(found: list[Row[Any]], reach: _Reach, last: Row[Any]) -> Window:
    """A page of what was read, with the way on behind the last row read."""
    on = cursor_of(last, by=reach.order.by)
    if reach.is_backward:
        found.reverse()
        after = cursor_of(found[-1], by=reach.order.by) if found else None
        return Window(found, after=after, before=on, is_cut=True)
    has_rows_before = reach.cursor is not None and bool(found)
    before = cursor_of(found[0], by=reach.order.by) if has_rows_before else None
    return Window(found, after=on, before=before, is_cut=True)


class _Reach:
    """Which way a page is read, and from where."""

    def __init__(
        self, order: Order, *, cursor: str | None, is_backward: bool, within: Within
    ) -> None:
        self.order = order
        self.within = within
        self.is_backward = is_backward
        self.cursor = read_cursor(cursor, by=order.by)
        self.falling = order.descending != is_backward

    def rows(self, statement: Rows, *, limit: int) -> Rows:
        """The rows behind the cursor, at most `limit`, in the order they are read."""
        return _ranges(
            statement,
            self.order,
            self.cursor,
            within=self.within,
            falling=self.falling,
            limit=limit,
        )

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
    within: Within,
    falling: bool,
    limit: int,
) -> Rows:
    def sorted_(part: Rows) -> Rows:
        columns = [order.id] if order.by is None else [order.by, order.id]
        turned = (c.desc() if falling else c.asc() for c in columns)
        return part.order_by(*turned).limit(limit)

    whole = statement.where(*within)
    if cursor is None:
        return sorted_(whole)
    value, row_id = cursor
    beyond_id = order.id < row_id if falling else order.id > row_id
    if order.by is None:
        return sorted_(whole.where(beyond_id))
    beyond = order.by < value if falling else order.by > value
    ends = _ends(within)
    if not all(end.operator(value, end.right.effective_value) for end in ends):
        return sorted_(whole.where(beyond))
    # What the cursor says is not said again: both ends of ties, one of what is beyond.
    passed = _UPPER if falling else _LOWER
    before = (end for end in ends if end.operator not in passed)
    statement = statement.where(*(one for one in within if not _is_end(one)))
    ties = sorted_(statement.where(order.by == value, beyond_id))
    rest = sorted_(statement.where(beyond, *before))
    both = union_all(
        select(ties.subquery("ties")), select(rest.subquery("rest"))
    ).subquery("both_ranges")
    keys = [both.c[order.by.key], both.c["id"]]
    return (
        select(both)
        .order_by(*(k.desc() if falling else k.asc() for k in keys))
        .limit(limit)
    )


def _ends(within: Within) -> list[Any]:
    return [one for one in within if _is_end(one)]


def _is_end(condition: ColumnElement[bool]) -> bool:
    """Whether it compares with a value, but one that is said in the statement's words.

    Such words let a partial index be used: they stay.
    """
    if not isinstance(condition, BinaryExpression):
        return False
    value = condition.right
    is_given = isinstance(value, BindParameter) and not value.literal_execute
    return is_given and condition.operator in (*_UPPER, *_LOWER)
