"""The latest purchases of a customer in short."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.ground import texts
from customers.ground.db import db
from customers.purchases.models import Purchase
from customers.purchases.queries.of_customer_rows import sale_url
from customers.purchases.rules import VOID
from customers.purchases.wording import badges

LATEST = 3


class LatestSale(NamedTuple):
    """A purchase or refund in short: its page, when, and how much.

    `at_iso` is for machines; `badges` are (text, tone) of what is other than usual.
    """

    id: int
    url: str
    at: str
    at_iso: str
    total: str
    badges: list[tuple[str, str]]


def latest_of_customer(customer_id: int, *, actor: Actor) -> list[LatestSale]:
    """The latest three that were not undone, the newest first: one question."""
    columns = ("id", "kind", "state", "purchased_at", "total_minor")
    wanted = (
        select(*(getattr(Purchase, name) for name in columns))
        .where(Purchase.customer_id == customer_id, Purchase.state != VOID)
        .order_by(Purchase.purchased_at.desc(), Purchase.id.desc())
        .limit(LATEST)
    )
    return [
        LatestSale(
            row.id,
            sale_url(row.id),
            texts.moment_text(row.purchased_at, timezone=actor.timezone),
            row.purchased_at.isoformat(timespec="seconds"),
            texts.money_text(row.total_minor, currency=actor.currency),
            badges(row.kind, state=row.state),
        )
        for row in db.session.execute(wanted)
    ]
