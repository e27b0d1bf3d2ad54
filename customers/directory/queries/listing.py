"""The list of customers: any selection, a page at a time, and how many there are.

A list without filters walks the index of its sort. A filter that few customers pass
(the tallies know) is where the list starts; otherwise the sort is walked and what the
filters leave is kept, up to a bound that the page speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, func, select, union_all

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.directory.queries import rows, search
from customers.directory.queries.bearings import bearings
from customers.directory.queries.conditions import (
    COLUMNS,
    NOBODY,
    RANGES,
    conditions,
    pieces,
)
from customers.directory.queries.rows import ListedCustomer
from customers.directory.queries.totals import Counts, counts_for, fewest, total_of
from customers.directory.rules import SORTS, Selection
from customers.ground import paging
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.paging import Order, Window

# So few customers of a filter are fetched and sorted; of more, the sort is walked.
FEW, ALWAYS_FEW = 20_000, 1_000
# Walking stops at a bound and may begin anew at the next; fetching does it once.
FETCHED_FOR_WALKED = 4
# How many are read for a page that filters leave little of: at first, at most.
READING = (2_000, 20_000)

# The column that a filter is a range of.
_WALKED = {**RANGES, "type": "customer_type"}
_OF_MEMBERSHIP = ("member_after", "member_to", "held_to", "window_from", "window_to")
Rows = Select[*tuple[Any, ...]]


class ListedPage(NamedTuple):
    """Rows ready to be shown, and the cursors of the pages beside (None: no more).

    `total` is how many the selection has, None where nobody counted. `is_cut` says
    that there may be others: a search took the closest only, or a filtered list looked
    through as many customers as it may (then `after` goes on behind them).
    """

    rows: Sequence[ListedCustomer]
    after: str | None
    before: str | None
    total: int | None
    is_cut: bool
    counts: Counts


def listed(
    selection: Selection,
    *,
    size: int,
    after: str | None = None,
    before: str | None = None,
    actor: Actor,
) -> ListedPage:
    """A page of the selection, of `size` customers at most.

    Raises: Invalid for a cursor that is none.
    """
    tallied = counts_for(actor)
    if selection.q:
        return _found(selection, tallied, size, after, before, actor)
    page: dict[str, Any] = {"size": size, "after": after, "before": before}
    window = _window(selection, tallied, page, actor)
    total = total_of(selection, tallied=tallied)
    shown = rows.listed(window.rows, actor=actor)
    return ListedPage(shown, window.after, window.before, total, window.is_cut, tallied)


def _window(
    selection: Selection, tallied: Counts, page: dict[str, Any], actor: Actor
) -> Window:
    by = SORTS[selection.sort]
    wanted = select(*rows.columns(by, *COLUMNS))
    order = Order(Customer.id, getattr(Customer, by), selection.is_descending)
    filters = selection.looked_up(bearings(actor))
    if not filters:
        return paging.window(db.session(), wanted, order=order, **page)
    if NOBODY in filters:
        return Window([], None, None)
    # A filter on what the list sorts by is a piece of the index that is walked.
    within = {n: v for n, v in filters.items() if _WALKED.get(n) == by}
    beside = {n: v for n, v in filters.items() if n not in within}
    if beside and _are_few(selection, filters, tallied, page["size"]):
        return _of_few(selection, filters, wanted, page)
    wanted = wanted.where(*conditions(within, columns=Customer))
    if not beside:
        return paging.window(db.session(), wanted, order=order, **page)
    return paging.kept_window(
        db.session(),
        wanted,
        keep=lambda columns: conditions(beside, columns=columns),
        reading=READING,
        order=order,
        **page,
    )


def _are_few(
    selection: Selection, filters: dict[str, Any], tallied: Counts, size: int
) -> bool:
    """Whether fetching all of a filter reads less than walking the sort for a page."""
    few = fewest(selection, tallied=tallied)
    if few is not None and few <= FEW:
        walked = (size + 1) * tallied.get("all", 0) // max(few, 1)
        if few <= max(ALWAYS_FEW, FETCHED_FOR_WALKED * walked):
            return True
    return selection.is_uncounted and _are_always_few(filters)


def _are_always_few(filters: dict[str, Any]) -> bool:
    """Whether an index has but few of a membership that nobody counted.

    So many are looked at that walking past the others would take as long.
    """
    own = {name: value for name, value in filters.items() if name in _OF_MEMBERSHIP}
    read = _fetched(own, Customer.id, most=ALWAYS_FEW + 1).subquery("some")
    found = db.session.execute(select(func.count()).select_from(read)).scalar_one()
    return int(found) <= ALWAYS_FEW


def _fetched(filters: dict[str, Any], *columns: Any, most: int) -> Any:
    """Who passes the filters, each by an index, `most` at most of each piece.

    The limit keeps databases from walking the sort's index past everybody else.
    """
    parts = [
        select(*columns).where(*piece).limit(most)
        for piece in pieces(filters, columns=Customer)
    ]
    if len(parts) == 1:
        return parts[0]
    return union_all(*(select(part.subquery()) for part in parts))


def _of_few(
    selection: Selection, filters: dict[str, Any], wanted: Rows, page: dict[str, Any]
) -> Window:
    """The page of those that a filter leaves, sorted after they were fetched.

    Only what is sorted is fetched of all of them.
    """
    by = SORTS[selection.sort]
    few = _fetched(filters, Customer.id, getattr(Customer, by), most=FEW + 1)
    kept = few.subquery("few")
    order = Order(kept.c["id"], kept.c[by], selection.is_descending)
    window = paging.window(db.session(), select(kept), order=order, **page)
    ids = [row.id for row in window.rows]
    found = db.session.execute(wanted.where(Customer.id.in_(ids))) if ids else ()
    rows_by_id = {row.id: row for row in found}
    shown = [rows_by_id[row_id] for row_id in ids if row_id in rows_by_id]
    return replace(window, rows=shown)


def _found(
    selection: Selection,
    tallied: Counts,
    size: int,
    after: str | None,
    before: str | None,
    actor: Actor,
) -> ListedPage:
    """A page of what a search found; its cursors are positions among the candidates."""
    ranking = search.found_by(selection, actor=actor)
    count = len(ranking.hits)
    start = _position(after) if after else 0
    if before:
        start = max(_position(before) - size, 0)
    hits = ranking.hits[start : start + size]
    shown = rows.found(hits, ranking=ranking, actor=actor)
    return ListedPage(
        shown,
        str(start + size) if start + size < count else None,
        str(start) if start and hits else None,
        None if ranking.is_cut else count,
        ranking.is_cut,
        tallied,
    )


def _position(cursor: str) -> int:
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 6):
        raise Invalid(_("This page of the list is gone. Start from its beginning."))
    return int(cursor)


def selected_ids(
    selection: Selection, *, after_id: int, limit: int, actor: Actor
) -> list[int]:
    """Ids of the selection above `after_id`, rising, `limit` at most: for chunks.

    A search is as many customers as its page shows: the closest. What the settings of
    the actor's business and the day say, they say as they are now.
    """
    if selection.q:
        ranking = search.found_by(selection, actor=actor)
        ids = sorted(hit.customer_id for hit in ranking.hits)
        return [found for found in ids if found > after_id][:limit]
    filters = selection.looked_up(bearings(actor))
    wanted = (
        select(Customer.id)
        .where(Customer.id > after_id, *conditions(filters, columns=Customer))
        .order_by(Customer.id)
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


def known_total(selection: Selection, *, actor: Actor) -> int | None:
    """How many customers the selection has, where a tally knows: never of a search."""
    return None if selection.q else total_of(selection, tallied=counts_for(actor))


def count_up_to(selection: Selection, *, most: int, actor: Actor) -> int:
    """How many customers the selection has, counting no further than `most`."""
    if selection.q:
        ranking = search.found_by(selection, actor=actor)
        return min(len(ranking.hits), most)
    total = known_total(selection, actor=actor)
    if total is not None:
        return min(total, most)
    filters = selection.looked_up(bearings(actor))
    some = _fetched(filters, Customer.id, most=most).limit(most).subquery()
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()
