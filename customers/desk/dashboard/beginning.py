"""What a new business does first, while it has nothing to draw."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import (
    CHANGE_SETTINGS,
    EDIT_CUSTOMERS,
    IMPORT_CUSTOMERS,
    MANAGE_MEMBERSHIP,
    MANAGE_STAFF,
    RECORD_PURCHASES,
)
from customers.desk.dashboard.asked import Asked
from customers.directory.models import Customer
from customers.ground.db import db
from customers.purchases.models import Purchase

Buttons = list[tuple[str, str]]


class Step(NamedTuple):
    """One thing to do: its words, whether it is done, and (text, address) of its ways.

    Who may not do it sees no way, but sees whether it is done.
    """

    title: str
    text: str
    is_done: bool
    buttons: Buttons


class Beginning(NamedTuple):
    """The steps, and which of them (from 0) is the next, None once all are done.

    `is_empty` where there is nothing yet that the tabs could show.
    """

    steps: list[Step]
    next: int | None
    is_empty: bool


def beginning(asked: Asked, *, actor: Actor) -> Beginning | None:
    """What is to be done first; None once there are customers and a purchase.

    One question, and one more while this is shown.
    """
    has_customer, has_purchase = _has()
    if has_customer and has_purchase:
        return None
    steps = [
        _customers(actor, is_done=has_customer),
        _purchases(actor, is_done=has_purchase, has_customer=has_customer),
        _membership(actor),
        _places(actor, has_shop=bool(asked.shops)),
    ]
    undone = (place for place, step in enumerate(steps) if not step.is_done)
    is_empty = not has_customer and not has_purchase
    return Beginning(steps, next(undone, None), is_empty)


def _has() -> tuple[bool, bool]:
    """Whether there is a customer, and a purchase or refund in whatever state."""
    customer = select(Customer.id).limit(1).scalar_subquery()
    purchase = select(Purchase.id).limit(1).scalar_subquery()
    found = db.session.execute(select(customer, purchase)).one()
    return found[0] is not None, found[1] is not None


def _customers(actor: Actor, *, is_done: bool) -> Step:
    offered = [
        (EDIT_CUSTOMERS, _("Add a customer"), "/customers/new"),
        (IMPORT_CUSTOMERS, _("Import a list"), "/import"),
    ]
    return Step(
        _("Add your customers"),
        _("One at the counter, or all of them from a file."),
        is_done,
        _may(actor, offered),
    )


def _purchases(actor: Actor, *, is_done: bool, has_customer: bool) -> Step:
    offered = [
        (RECORD_PURCHASES, _("Choose a customer"), "/customers"),
        (IMPORT_CUSTOMERS, _("Import purchases"), "/import?kind=purchases"),
    ]
    return Step(
        _("Record a purchase"),
        _("On the customer's page, or many from a file of your till."),
        is_done,
        _may(actor, offered if has_customer else offered[1:]),
    )


def _membership(actor: Actor) -> Step:
    return Step(
        _("Say what makes a member"),
        _("How much somebody spends before they are one. See first who would be."),
        actor.membership_threshold_minor is not None,
        _may(actor, [(MANAGE_MEMBERSHIP, _("Set the threshold"), "/membership")]),
    )


def _places(actor: Actor, *, has_shop: bool) -> Step:
    offered = [
        (CHANGE_SETTINGS, _("Shops"), "/settings/shops"),
        (MANAGE_STAFF, _("Staff"), "/settings/staff"),
    ]
    is_done = has_shop and len(accounts.staff_choices()) > 1
    return Step(
        _("Name your shops, invite your staff"),
        _("Where you are several: each signs in, and sees what their role allows."),
        is_done,
        _may(actor, offered),
    )


def _may(actor: Actor, offered: list[tuple[str, str, str]]) -> Buttons:
    return [(text, url) for permission, text, url in offered if actor.may(permission)]
