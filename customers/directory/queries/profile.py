"""What the profile and the forms of one customer read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.accounts.permissions import DELETE_CUSTOMERS
from customers.directory import wording
from customers.directory.errors import NoSuchCustomer
from customers.directory.models import Customer, ExternalId
from customers.directory.queries.naming import Naming
from customers.ground import texts
from customers.ground.db import db

_ADDRESS = ("street", "postcode", "town", "region", "country")
_DETAILS = (
    *("first_name", "last_name", "birthday"),
    *("preferred_shop_id", "assigned_staff_member_id"),
)


class Head(NamedTuple):
    """What names a customer on a page."""

    id: int
    name: str
    code: str


class Facts(NamedTuple):
    """What is known beside the head, as (label, text), nothing that is empty."""

    address: list[tuple[str, str]]
    details: list[tuple[str, str]]


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


def seen_customer(customer_id: int, *, actor: Actor) -> Customer:
    """The customer; who may restore deleted ones sees theirs as well.

    Raises: NotFound.
    """
    return _customer(customer_id, deleted_too=actor.may(DELETE_CUSTOMERS))


def facts_of(customer: Customer, *, naming: Naming) -> Facts:
    """The address and the other details of a customer that is loaded."""
    return Facts(_said(customer, _ADDRESS, naming), _said(customer, _DETAILS, naming))


def external_ids(customer_id: int) -> list[tuple[str, str]]:
    """What other programs call the customer: (the program, their id)."""
    return [(source, value) for source, value in _external_ids(customer_id)]


def profile_head(row: Customer) -> dict[str, Any]:
    """What the head of the profile says of a customer that is loaded, as texts."""
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


def _said(
    row: Customer, fields: Sequence[str], naming: Naming
) -> list[tuple[str, str]]:
    said = (
        (field, naming.value_text(field, value=getattr(row, field))) for field in fields
    )
    return [(str(wording.LABELS[field]), text) for field, text in said if text]
