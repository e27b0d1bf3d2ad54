"""Temporary."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import Row, select

from customers.directory import wording
from customers.directory.models import Customer
from customers.directory.queries.deleted import PAGE_SIZE, Page
from customers.ground import paging, texts
from customers.ground.db import db


class ListedCustomer(NamedTuple):
    """A customer as the list shows it; texts are ready, "" where there is nothing."""

    id: int
    name: str
    code: str
    initials: str
    type: str
    type_label: str
    status: str
    phone: str
    email: str
    since: str


def newest_customers(*, after: str | None = None, before: str | None = None) -> Page:
    """A page of 25 of the customers that are not deleted, the newest first.

    Raises: Invalid for a cursor that is none.
    """
    wanted = select(
        Customer.id,
        Customer.name,
        Customer.code,
        Customer.customer_type,
        Customer.status,
        Customer.phone,
        Customer.email,
        Customer.since,
    )
    page = _newest_first(wanted, after=after, before=before)
    types = {name: str(label) for name, label in wording.TYPES.items()}
    rows = [_listed(row, types) for row in page.rows]
    return Page(rows, page.after, page.before)


def _newest_first(
    wanted: paging.Rows, *, after: str | None, before: str | None
) -> paging.Window:
    return paging.window(
        db.session(),
        wanted,
        order=paging.Order(Customer.id),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )


def _listed(row: Row[Any], types: dict[str, str]) -> ListedCustomer:
    return ListedCustomer(
        row.id,
        row.name,
        row.code,
        wording.initials(row.name),
        row.customer_type,
        types[row.customer_type],
        row.status,
        row.phone or "",
        row.email or "",
        texts.day_text(row.since),
    )
