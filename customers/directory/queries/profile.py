"""What the profile and the forms of one customer read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import DELETE_CUSTOMERS
from customers.directory import wording
from customers.directory.errors import NoSuchCustomer
from customers.directory.models import Customer, ExternalId
from customers.ground import texts
from customers.ground.db import db


class Head(NamedTuple):
    """What names a customer on a page."""

    id: int
    name: str
    code: str


class Profile(NamedTuple):
    """What the profile shows, as texts; `address` and `details` are (label, text)."""

    customer: dict[str, Any]
    address: list[tuple[str, str]]
    details: list[tuple[str, str]]
    external_ids: list[tuple[str, str]]
    changed: dict[str, str]


def head(customer_id: int) -> Head:
    """What names the customer on its pages. Raises: NotFound."""
    return head_of(_customer(customer_id))


def head_of(customer: Customer) -> Head:
    """What names a customer that is loaded."""
    return Head(customer.id, customer.name, customer.code)


def customer_to_edit(customer_id: int) -> tuple[Customer, list[list[str]]]:
    """The customer and its external ids as [source, value]. Raises: NotFound."""
    return _customer(customer_id), _external_ids(customer_id)


def _customer(customer_id: int, *, deleted_too: bool = False) -> Customer:
    wanted = select(Customer).where(Customer.id == customer_id)
    options = {"include_deleted": deleted_too}
    customer = db.session.scalars(wanted, execution_options=options).one_or_none()
    if customer is None:
        raise NoSuchCustomer
    return customer


def _external_ids(customer_id: int) -> list[list[str]]:
    found = db.session.execute(
        select(ExternalId.source, ExternalId.value)
        .where(ExternalId.customer_id == customer_id, ExternalId.kind == "external")
        .order_by(ExternalId.source, ExternalId.value)
    )
    return [[source, value] for source, value in found]


def profile(customer_id: int, *, actor: Actor) -> Profile:
    """The customer's profile; who may restore deleted ones sees theirs as well.

    Raises: NotFound.
    """
    row = _customer(customer_id, deleted_too=actor.may(DELETE_CUSTOMERS))
    ids = [(source, value) for source, value in _external_ids(customer_id)]
    return Profile(
        _head_of(row), _address(row), _details(row), ids, _changed(row, actor.timezone)
    )


def _head_of(row: Customer) -> dict[str, Any]:
    return {
        "id": row.id,
        "name": row.name or row.phone or row.email or "",
        "code": row.code,
        "initials": wording.initials(row.name),
        "since": texts.day_text(row.since),
        "type": row.customer_type,
        "type_label": str(wording.TYPES[row.customer_type]),
        "status": row.status,
        "is_deleted": row.deleted_at is not None,
        "phone": row.phone or "",
        "phone_href": f"tel:{row.phone_e164}" if row.phone_e164 else "",
        "email": row.email or "",
        "email_href": f"mailto:{quote(row.email, safe='@')}" if row.email else "",
    }


def _address(row: Customer) -> list[tuple[str, str]]:
    return _said(row, ("street", "postcode", "town", "region", "country"))


def _details(row: Customer) -> list[tuple[str, str]]:
    names = (
        *("first_name", "last_name", "birthday"),
        *("preferred_shop_id", "assigned_staff_member_id"),
    )
    return _said(row, names)


def _said(row: Customer, fields: Sequence[str]) -> list[tuple[str, str]]:
    texts = (
        (field, wording.value_text(field, value=getattr(row, field)))
        for field in fields
    )
    return [(str(wording.LABELS[field]), text) for field, text in texts if text]


def _changed(row: Customer, timezone: str) -> dict[str, str]:
    by = row.updated_by
    names = accounts.people_names([by])
    who = names.get(by or 0) or _("an import")
    return {"at": texts.moment_text(row.updated_at, timezone=timezone), "by": who}
