"""Whether amounts are kept at all."""

from __future__ import annotations

from sqlalchemy import select

from customers.ground.db import db
from customers.purchases.models import Purchase


def any_purchase() -> bool:
    """Whether the entered business has any purchase or refund, in whatever state."""
    return db.session.scalar(select(Purchase.id).limit(1)) is not None
