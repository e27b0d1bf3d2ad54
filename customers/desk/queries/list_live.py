"""What became of the rows of a list while its page is open."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.desk.queries.list_rows import shown
from customers.directory.models import Customer
from customers.directory.queries import rows
from customers.directory.rules.listing import SIZES
from customers.ground.columns import MAX_ID
from customers.ground.db import db
from customers.ground.initials import initials_of

# A page holds no more.
MOST_ROWS = max(SIZES)


class Rows(NamedTuple):
    """Rows as the list draws them, and of those deleted: id, name, code, initials."""

    rows: Sequence[tuple[Any, ...]]
    gone: Sequence[tuple[int, str, str, str]]


def ids_in(said: str) -> list[int]:
    """The ids in a text such as "7,9", as a page says which rows it shows.

    What is none is left out, as is whatever is more than a page holds.
    """
    named = said.split(",", MOST_ROWS)[:MOST_ROWS]
    ids = [int(text) for text in named if text.isascii() and text.isdecimal()]
    return [customer_id for customer_id in ids if customer_id <= MAX_ID]


def rows_of(customer_ids: Collection[int], *, actor: Actor) -> Rows:
    """The rows of these customers as they are now, in the order of their ids."""
    if not customer_ids:
        return Rows([], [])
    wanted = (
        select(*rows.columns("deleted_at"))
        .where(Customer.id.in_(customer_ids))
        .order_by(Customer.id)
    )
    options = {"include_deleted": True}
    found = db.session.execute(wanted, execution_options=options).all()
    here = [row for row in found if row.deleted_at is None]
    return Rows(
        shown(rows.listed(here, actor=actor), actor=actor),
        [
            (row.id, row.name, row.code, initials_of(row.name) or "#")
            for row in found
            if row.deleted_at is not None
        ],
    )
