"""What the head of a profile, its tabs and the drawer say of a customer loaded once.

Each page takes a fixed number of questions, however much is known of the customer.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import texts
from customers.purchases import queries as purchases


class Written(NamedTuple):
    """When a customer was added and changed last, and by whom: each {at, by}."""

    added: dict[str, str]
    changed: dict[str, str]


def figures(customer: Customer, *, actor: Actor) -> list[tuple[str, str]]:
    """What they bought at a glance: (label, text), a dash where there is nothing."""
    return purchases.key_figures(customer, actor=actor)


def written(customer: Customer, *, actor: Actor) -> Written:
    """Who wrote a customer down, and when."""
    names = accounts.people_names([customer.created_by, customer.updated_by])

    def said(moment: datetime, by: int | None) -> dict[str, str]:
        at = texts.moment_text(moment, timezone=actor.timezone)
        return {"at": at, "by": names.get(by or 0) or _("an import")}

    return Written(
        said(customer.created_at, customer.created_by),
        said(customer.updated_at, customer.updated_by),
    )
