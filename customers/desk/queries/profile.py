"""What the head of a profile, its tabs and the drawer read of one customer.

Each page takes a fixed number of questions, however much is known of the customer.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import InstrumentedAttribute

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory import queries as directory
from customers.directory.models import NEVER, Customer
from customers.ground import texts
from customers.ground.db import db

NOTHING = "–"


class Written(NamedTuple):
    """When a customer was added and changed last, and by whom: each {at, by}."""

    added: dict[str, str]
    changed: dict[str, str]


def head(customer_id: int, *, actor: Actor) -> dict[str, Any]:
    """What names the customer in the drawer. Raises: NotFound."""
    return directory.profile(customer_id, actor=actor).customer


def figures(customer_id: int, *, actor: Actor) -> list[tuple[str, str]]:
    """Visits, spend and the last visit of a customer whom the actor may see.

    (label, text) each, a dash where there is none yet.
    """
    row = _row(
        customer_id, Customer.visits, Customer.spend_minor, Customer.last_visit_on
    )
    spend = texts.money_text(row.spend_minor, currency=actor.currency)
    came = row.last_visit_on != NEVER
    return [
        (_("Visits"), texts.count_text(row.visits) if row.visits else NOTHING),
        (_("Spend"), spend if row.visits or row.spend_minor else NOTHING),
        (_("Last visit"), texts.day_text(row.last_visit_on) if came else NOTHING),
    ]


def written(customer_id: int, *, actor: Actor) -> Written:
    """Who wrote down a customer whom the actor may see, and when."""
    row = _row(
        customer_id,
        Customer.created_at,
        Customer.created_by,
        Customer.updated_at,
        Customer.updated_by,
    )
    names = accounts.people_names([row.created_by, row.updated_by])

    def said(moment: datetime, by: int | None) -> dict[str, str]:
        at = texts.moment_text(moment, timezone=actor.timezone)
        return {"at": at, "by": names.get(by or 0) or _("an import")}

    return Written(
        said(row.created_at, row.created_by), said(row.updated_at, row.updated_by)
    )


def _row(customer_id: int, *columns: InstrumentedAttribute[Any]) -> Any:
    wanted = select(*columns).where(Customer.id == customer_id)
    return db.session.execute(wanted, execution_options={"include_deleted": True}).one()
