"""The deleted customers, for those who may bring them back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory import wording
from customers.directory.models import Customer
from customers.ground import paging, texts
from customers.ground.db import db

PAGE_SIZE = 25


class DeletedCustomer(NamedTuple):
    """A deleted customer: when it was deleted and by whom, as texts."""

    id: int
    name: str
    code: str
    initials: str
    deleted: str
    by: str


class Page(NamedTuple):
    """Rows of a list, and the cursors of the pages after and before (None: no more)."""

    rows: Sequence[Any]
    after: str | None
    before: str | None


def deleted_customers(
    *, actor: Actor, after: str | None = None, before: str | None = None
) -> Page:
    """A page of 25 of the deleted customers, those added last first.

    Raises: Invalid for a cursor that is none.
    """
    wanted = (
        select(
            Customer.id,
            Customer.name,
            Customer.code,
            Customer.deleted_at,
            Customer.updated_by,
        )
        .where(Customer.deleted_at.is_not(None))
        .execution_options(include_deleted=True)
    )
    page = paging.window(
        db.session(),
        wanted,
        order=paging.Order(Customer.id),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    names = accounts.people_names({row.updated_by for row in page.rows})
    rows = [
        DeletedCustomer(
            row.id,
            row.name,
            row.code,
            wording.initials(row.name),
            texts.moment_text(row.deleted_at, timezone=actor.timezone),
            names.get(row.updated_by, ""),
        )
        for row in page.rows
    ]
    return Page(rows, page.after, page.before)
