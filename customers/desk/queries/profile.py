"""What the head of a profile, its tabs and the drawer say of a customer loaded once.

Each page takes a fixed number of questions, however much is known of the customer.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from flask_babel import gettext as _

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory.models import NEVER, Customer
from customers.ground import texts

NOTHING = "–"


class Written(NamedTuple):
    """When a customer was added and changed last, and by whom: each {at, by}."""

    added: dict[str, str]
    changed: dict[str, str]


def figures(customer: Customer, *, actor: Actor) -> list[tuple[str, str]]:
    """Visits, spend and the last visit: (label, text), a dash where there is none."""
    spend = texts.money_text(customer.spend_minor, currency=actor.currency)
    has_spent = customer.visits or customer.spend_minor
    came = customer.last_visit_on != NEVER
    visits = texts.count_text(customer.visits) if customer.visits else NOTHING
    last_visit = texts.day_text(customer.last_visit_on) if came else NOTHING
    return [
        (_("Visits"), visits),
        (_("Spend"), spend if has_spent else NOTHING),
        (_("Last visit"), last_visit),
    ]


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
