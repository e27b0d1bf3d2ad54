"""The figures of a whole business, with its members."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock
from customers.ground.db import db
from customers.purchases.queries.figures_of_business import (
    figures_of_business as figures_of_sales,
)


def figures_of_business(
    thresholds: Sequence[str] = (), *, actor: Actor
) -> dict[str, Any]:
    """Who buys how much, and who is a member, as plain JSON.

    `members` are the customers, none deleted, who count as members today: what has
    lapsed does not, whether or not that was written down. The rest, and what is
    raised, is as of the figures of purchases.
    """
    figures = figures_of_sales(thresholds, actor=actor)
    customers = figures.pop("customers")
    return {"customers": customers, "members": _members(actor), **figures}


def _members(actor: Actor) -> int:
    today = clock.today(actor.timezone)
    wanted = select(func.count(Customer.id)).where(Customer.member_until > today)
    return db.session.scalars(wanted).one()
