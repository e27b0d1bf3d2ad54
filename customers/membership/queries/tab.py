"""What the pages about one customer's membership say, and the way back to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock
from customers.membership.queries import entries, standing, why


def tab(
    customer: Customer,
    *,
    actor: Actor,
    on: date | None = None,
    after: str | None = None,
) -> dict[str, Any]:
    """What `membership/_tab.html` needs of a customer whom the actor may see.

    `on` is the day that is asked about, None today; `after` a cursor of the entries.
    Raises: Invalid for a cursor that is none.
    """
    today = clock.today(actor.timezone)
    return {
        "mark": standing.mark(customer, today=today, actor=actor),
        "why": why.why(customer, on=on or today, actor=actor),
        "entries": entries.of_customer(customer, after=after, actor=actor),
    }


def mark_of(customer: Customer, *, actor: Actor) -> standing.Mark:
    """The mark of a customer that is loaded, as of today."""
    today = clock.today(actor.timezone)
    return standing.mark(customer, today=today, actor=actor)
