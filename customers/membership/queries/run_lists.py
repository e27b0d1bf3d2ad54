"""Whom a run concerns, by name: a page of one of its lists.

Who is to join, to leave or is held stands most spend first; who was left out, or was
skipped by the undo, by id, with the reason. They are known until the run is long over.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import exists, select

from customers.directory.models import Customer
from customers.ground import paging, texts
from customers.ground.db import db
from customers.ground.paging import Order, Window
from customers.membership.models import MembershipCandidate, MembershipLeftOut
from customers.membership.run_wording import SKIPPED, WHY
from customers.membership.words import ACTIONS

PAGE_SIZE = 25
_DELETED_TOO = {"include_deleted": True}


class ListedCustomer(NamedTuple):
    """Somebody whom a run concerns; texts are ready, "" where there is nothing.

    `url` is "" for who was deleted. `note` is what they spent, or why they were left.
    """

    id: int
    name: str
    code: str
    url: str
    note: str


class ListedPage(NamedTuple):
    """Customers, and the cursors of the pages beside (None: no more)."""

    rows: Sequence[ListedCustomer]
    after: str | None
    before: str | None


def listed(
    run_id: int,
    *,
    name: str,
    currency: str,
    after: str | None = None,
    before: str | None = None,
) -> ListedPage:
    """A page of a list: join, leave, held, left_out or skipped.

    Raises: Invalid for a cursor that is none.
    """
    page = {"size": PAGE_SIZE, "after": after, "before": before}
    if name in ACTIONS:
        window = _candidates(run_id, name, page)
        notes = [
            texts.money_text(row.spend_minor, currency=currency) for row in window.rows
        ]
    else:
        window = _left_out(run_id, int(name == SKIPPED), page)
        notes = [str(WHY.get(row.why, row.why)) for row in window.rows]
    ids = [row.id for row in window.rows]
    return ListedPage(_named(ids, notes), window.after, window.before)


def _candidates(run_id: int, action: str, page: dict[str, Any]) -> Window:
    is_left_out = exists().where(
        MembershipLeftOut.run_id == run_id,
        MembershipLeftOut.of_undo == 0,
        MembershipLeftOut.customer_id == MembershipCandidate.customer_id,
    )
    wanted = select(
        MembershipCandidate.customer_id.label("id"), MembershipCandidate.spend_minor
    ).where(
        MembershipCandidate.run_id == run_id,
        MembershipCandidate.action == action,
        ~is_left_out,
    )
    order = Order(MembershipCandidate.customer_id, MembershipCandidate.spend_minor)
    return paging.window(db.session(), wanted, order=order, **page)


def _left_out(run_id: int, of_undo: int, page: dict[str, Any]) -> Window:
    wanted = select(
        MembershipLeftOut.customer_id.label("id"), MembershipLeftOut.why
    ).where(MembershipLeftOut.run_id == run_id, MembershipLeftOut.of_undo == of_undo)
    order = Order(MembershipLeftOut.customer_id, descending=False)
    return paging.window(db.session(), wanted, order=order, **page)


def _named(ids: Sequence[int], notes: Sequence[str]) -> list[ListedCustomer]:
    wanted = select(
        Customer.id, Customer.name, Customer.code, Customer.deleted_at
    ).where(Customer.id.in_(ids))
    found = db.session.execute(wanted, execution_options=_DELETED_TOO) if ids else ()
    rows = {row.id: row for row in found}
    shown = []
    for customer_id, note in zip(ids, notes, strict=True):
        if row := rows.get(customer_id):
            url = "" if row.deleted_at else f"/customers/{customer_id}"
            name, code = row.name or row.code, row.code if row.name else ""
            shown.append(ListedCustomer(customer_id, name, code, url, note))
    return shown
