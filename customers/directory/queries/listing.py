"""The list of customers: any selection, a page at a time, and how many there are.

A list without filters walks the index of its sort. A filter that few customers pass
(the tallies know) is where the list starts; otherwise the sort is walked and what the
filters leave is kept, up to a bound that the page speaks of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer, Tally
from customers.directory.queries import rows, search
from customers.directory.queries.conditions import COLUMNS, RANGES, conditions
from customers.directory.queries.rows import ListedCustomer
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
Counts = Mapping[str, int]
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


def counts() -> dict[str, int]:
    """How many customers there are: all, type:vip, status:inactive, shop:3, staff:7."""
    found = db.session.execute(select(Tally.name, Tally.total))
    return {row.name: row.total for row in found}


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
    tallied = counts()
    if selection.q:
        return _found(selection, tallied, size, after, before, actor)
    page: dict[str, Any] = {"size": size, "after": after, "before": before}
    window = _window(selection, tallied, page, actor)
    total = _total(selection, tallied)
    shown = rows.listed(window.rows, actor=actor)
    return ListedPage(shown, window.after, window.before, total, window.is_cut, tallied)


def _window(
    selection: Selection, tallied: Counts, page: dict[str, Any], actor: Actor
) -> Window:
    by = SORTS[selection.sort]
    wanted = select(*rows.columns(by, *COLUMNS))
    order = Order(Customer.id, getattr(Customer, by), selection.is_descending)
    filters = selection.looked_up(actor.frequency_bounds)
    if not filters:
        return paging.window(db.session(), wanted, order=order, **page)
    if _are_few(selection, tallied, page["size"]):
        return _of_few(selection, filters, wanted, page)
    # A filter on what the list sorts by is a piece of the index that is walked.
    within = {n: v for n, v in filters.items() if _WALKED.get(n) == by}
    beside = {n: v for n, v in filters.items() if n not in within}
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


def _are_few(selection: Selection, tallied: Counts, size: int) -> bool:
    """Whether fetching all of a filter reads less than walking the sort for a page."""
    few = min((tallied.get(name, 0) for name in selection.tallied), default=None)
    if few is None or few > FEW:
        return False
    walked = (size + 1) * tallied.get("all", 0) // max(few, 1)
    return few <= max(ALWAYS_FEW, FETCHED_FOR_WALKED * walked)


def _of_few(
    selection: Selection, filters: dict[str, Any], wanted: Rows, page: dict[str, Any]
) -> Window:
    """The page of those that a filter leaves, sorted after they were fetched.

    Only what is sorted is fetched of all of them. The limit keeps databases from
    walking the sort's index past everybody else.
    """
    by = SORTS[selection.sort]
    kept = (
        select(Customer.id, getattr(Customer, by))
        .where(*conditions(filters, columns=Customer))
        .limit(FEW + 1)
        .subquery("few")
    )
    order = Order(kept.c["id"], kept.c[by], selection.is_descending)
    window = paging.window(db.session(), select(kept), order=order, **page)
    ids = [row.id for row in window.rows]
    found = db.session.execute(wanted.where(Customer.id.in_(ids))) if ids else ()
    rows_by_id = {row.id: row for row in found}
    shown = [rows_by_id[row_id] for row_id in ids if row_id in rows_by_id]
    return replace(window, rows=shown)


def _total(selection: Selection, tallied: Counts) -> int | None:
    """How many the selection has, where a tally knows."""
    if not selection.filters:
        return tallied.get("all", 0)
    if selection.filters == {"status": "active"}:
        return tallied.get("all", 0) - tallied.get("status:inactive", 0)
    if len(selection.filters) == len(selection.tallied) == 1:
        return tallied.get(selection.tallied[0], 0)
    return None


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
    the actor's business say, they say as they are now.
    """
    if selection.q:
        ranking = search.found_by(selection, actor=actor)
        ids = sorted(hit.customer_id for hit in ranking.hits)
        return [found for found in ids if found > after_id][:limit]
    filters = selection.looked_up(actor.frequency_bounds)
    wanted = (
        select(Customer.id)
        .where(Customer.id > after_id, *conditions(filters, columns=Customer))
        .order_by(Customer.id)
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


def known_total(selection: Selection) -> int | None:
    """How many customers the selection has, where a tally knows: never of a search."""
    return None if selection.q else _total(selection, counts())


def count_up_to(selection: Selection, *, most: int, actor: Actor) -> int:
    """How many customers the selection has, counting no further than `most`."""
    if selection.q:
        ranking = search.found_by(selection, actor=actor)
        return min(len(ranking.hits), most)
    total = known_total(selection)
    if total is not None:
        return min(total, most)
    filters = selection.looked_up(actor.frequency_bounds)
    some = (
        select(Customer.id)
        .where(*conditions(filters, columns=Customer))
        .limit(most)
        .subquery()
    )
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()
