"""The list of customers: any selection, a page at a time, and how many there are.

A list without filters walks the index of its sort. A filter that few customers pass
is where the list starts (`leads`); otherwise the sort is walked and what the filters
leave is kept, up to a bound that the page speaks of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.directory.queries import leads, rows, search
from customers.directory.queries.bearings import bearings
from customers.directory.queries.conditions import RANGES, columns_of, conditions
from customers.directory.queries.leads import Lead
from customers.directory.queries.rows import ListedCustomer
from customers.directory.queries.totals import (
    Counts,
    counts_for,
    total_by,
    total_of,
    with_visits,
)
from customers.directory.rules import SORTS, Selection
from customers.directory.rules.meanings import NEAR, NOBODY
from customers.ground import paging
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.paging import Order, Window

# How many are read for a page that filters leave little of: at first, at most.
READING = (2_000, 20_000)
# Who is about to join is counted so far.
MOST_COUNTED = 1_000

# The column that a filter is a range of.
_WALKED = {**RANGES, "type": "customer_type"}
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
    filters = selection.looked_up(bearings(actor))
    known = with_visits(filters, tallied=tallied)
    page: dict[str, Any] = {"size": size, "after": after, "before": before}
    window, lead = _window(selection, filters, known, page)
    total = total_of(filters, tallied=known)
    if total is None and lead is not None:
        total = total_by([lead], filters=filters)
        if total is None and selection.membership == NEAR:
            total = _counted(lead, filters)
    shown = rows.listed(window.rows, actor=actor)
    return ListedPage(shown, window.after, window.before, total, window.is_cut, tallied)


def _window(
    selection: Selection, filters: dict[str, Any], tallied: Counts, page: dict[str, Any]
) -> tuple[Window, Lead | None]:
    by = SORTS[selection.sort]
    # Whose birthday is asked for wants to be seen.
    more = ("birthday",) if selection.birthday else ()
    wanted = select(*rows.columns(by, *columns_of(filters), *more))
    order = Order(Customer.id, getattr(Customer, by), selection.is_descending)
    if NOBODY in filters:
        return Window([], None, None), None
    # A filter on what the list sorts by is a piece of the index that is walked.
    within = {n: v for n, v in filters.items() if _WALKED.get(n) == by}
    beside = {n: v for n, v in filters.items() if n not in within}
    all_leads = leads.leads_of(beside, tallied=tallied)
    customers, size = tallied.get("all", 0), page["size"]
    lead = leads.fewest(all_leads, customers=customers, size=size)
    if lead is not None:
        return _of_few(selection, lead, filters, wanted, page), lead
    page = {"order": order, "within": conditions(within, columns=Customer), **page}
    if not beside:
        return paging.window(db.session(), wanted, **page), None
    window = paging.kept_window(
        db.session(),
        wanted,
        keep=lambda columns: conditions(beside, columns=columns),
        reading=READING,
        **page,
    )
    return window, None


def _of_few(
    selection: Selection,
    lead: Lead,
    filters: dict[str, Any],
    wanted: Rows,
    page: dict[str, Any],
) -> Window:
    """The page of those that a filter leaves, sorted after they were fetched.

    Only what is sorted and looked at is fetched of all of them.
    """
    by = SORTS[selection.sort]
    narrow = _narrow("id", by, *columns_of(filters))
    few = _fetched(lead, filters, narrow).subquery("few")
    order = Order(few.c["id"], few.c[by], selection.is_descending)
    window = paging.window(db.session(), select(few), order=order, **page)
    ids = [row.id for row in window.rows]
    found = db.session.execute(wanted.where(Customer.id.in_(ids))) if ids else ()
    rows_by_id = {row.id: row for row in found}
    shown = [rows_by_id[row_id] for row_id in ids if row_id in rows_by_id]
    return replace(window, rows=shown)


def _counted(lead: Lead, filters: dict[str, Any]) -> int | None:
    """How many of the lead pass the filters; None where they are more than 1,000."""
    few = _fetched(lead, filters, _narrow("id", *columns_of(filters)))
    some = few.limit(MOST_COUNTED + 1).subquery("some")
    count = int(db.session.scalars(select(func.count()).select_from(some)).one())
    return count if count <= MOST_COUNTED else None


def _narrow(*names: str) -> Rows:
    return select(*(getattr(Customer, name) for name in dict.fromkeys(names)))


def _fetched(lead: Lead, filters: dict[str, Any], wanted: Rows) -> Rows:
    most = leads.FEW + 1
    return leads.fetched(
        lead, filters=filters, wanted=wanted, columns=Customer, most=most
    )


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
    if NOBODY in filters:
        return []
    wanted, own_id = _ids(filters, tallied=_known(filters, actor))
    wanted = wanted.where(own_id > after_id).order_by(own_id).limit(limit)
    return list(db.session.scalars(wanted))


def _ids(filters: dict[str, Any], *, tallied: Counts) -> tuple[Rows, Any]:
    """The ids of who passes the filters, and the column they stand in."""
    lead = few_of(filters, tallied=tallied)
    if lead is None:
        plain = select(Customer.id).where(*conditions(filters, columns=Customer))
        return plain, Customer.id
    few = _fetched(lead, filters, _narrow("id", *columns_of(filters))).subquery("few")
    return select(few.c["id"]), few.c["id"]


def few_of(filters: dict[str, Any], *, tallied: Counts) -> Lead | None:
    """A lead of the looked-up filters that few customers have; None: none has few."""
    customers = tallied.get("all", 0)
    return leads.fewest(leads.leads_of(filters, tallied=tallied), customers=customers)


def _known(filters: dict[str, Any], actor: Actor) -> Counts:
    return with_visits(filters, tallied=counts_for(actor))


def known_total(selection: Selection, *, actor: Actor) -> int | None:
    """How many customers the selection has, where a tally knows: never of a search."""
    if selection.q:
        return None
    filters = selection.looked_up(bearings(actor))
    return total_of(filters, tallied=_known(filters, actor))


def count_up_to(selection: Selection, *, most: int, actor: Actor) -> int:
    """How many customers the selection has, counting no further than `most`."""
    if selection.q:
        ranking = search.found_by(selection, actor=actor)
        return min(len(ranking.hits), most)
    filters = selection.looked_up(bearings(actor))
    tallied = _known(filters, actor)
    total = total_of(filters, tallied=tallied)
    if total is not None:
        return min(total, most)
    some = _ids(filters, tallied=tallied)[0].limit(most).subquery()
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()
