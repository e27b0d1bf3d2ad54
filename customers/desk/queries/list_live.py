"""What became of the rows of a list while its page is open."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, select

from customers.accounts.actors import Actor
from customers.accounts.permissions import DELETE_CUSTOMERS
from customers.desk.queries.list_rows import shown
from customers.directory.models import Customer
from customers.directory.queries import rows, search
from customers.directory.queries.rows import ListedCustomer
from customers.directory.rules.listing import SIZES, Selection
from customers.ground.columns import MAX_ID
from customers.ground.db import db
from customers.ground.initials import initials_of

# A page holds no more.
MOST_ROWS = max(SIZES)
_ID = re.compile(r"[0-9]{1,19}")


class Rows(NamedTuple):
    """Rows as the list draws them, and of those deleted: id, name, code, initials.

    Name and code are "" for whoever may not see the deleted.
    """

    rows: Sequence[tuple[Any, ...]]
    gone: Sequence[tuple[int, str, str, str]]


def ids_in(said: str) -> list[int]:
    """The ids in a text such as "7,9", as a page says which rows it shows.

    What is none is left out, as is whatever is more than a page holds.
    """
    named = said.split(",", MOST_ROWS)[:MOST_ROWS]
    ids = [int(text) for text in named if _ID.fullmatch(text)]
    return [customer_id for customer_id in ids if customer_id <= MAX_ID]


def rows_of(
    customer_ids: Collection[int], *, selection: Selection, actor: Actor
) -> Rows:
    """The rows of these customers as they are now, in the order of their ids.

    Marked as the list of the selection has them; who left it stays, without a mark.
    """
    if not customer_ids:
        return Rows([], [])
    more = ("birthday",) if selection.birthday else ()
    wanted = (
        select(*rows.columns("deleted_at", *more))
        .where(Customer.id.in_(customer_ids))
        .order_by(Customer.id)
    )
    options = {"include_deleted": True}
    found = db.session.execute(wanted, execution_options=options).all()
    here = [row for row in found if row.deleted_at is None]
    return Rows(
        shown(_marked(here, selection=selection, actor=actor), actor=actor),
        [_gone(row, actor=actor) for row in found if row.deleted_at is not None],
    )


def _gone(row: Row[Any], *, actor: Actor) -> tuple[int, str, str, str]:
    """Who was deleted is told to those alone who may see the deleted."""
    if not actor.may(DELETE_CUSTOMERS):
        return row.id, "", "", "–"
    return row.id, row.name, row.code, initials_of(row.name) or "#"


def _marked(
    found: Sequence[Row[Any]], *, selection: Selection, actor: Actor
) -> list[ListedCustomer]:
    """The rows with what is said of a birthday, or what a search matched."""
    plain = rows.listed(found, actor=actor)
    if not selection.q or not plain:
        return plain
    ids = {one.id for one in plain}
    ranking = search.found_by(selection, actor=actor)
    hits = [hit for hit in ranking.hits if hit.customer_id in ids]
    marked = {one.id: one for one in rows.found(hits, ranking=ranking, actor=actor)}
    return [marked.get(one.id, one) for one in plain]
