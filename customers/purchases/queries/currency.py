"""Whether amounts are kept at all."""

from __future__ import annotations

from sqlalchemy import select

from customers.ground.db import db
from customers.purchases.models import Purchase
from customers.purchases.products.models import Product


def any_purchase() -> bool:
    """Whether the entered business has any purchase or refund, in whatever state."""
    return db.session.scalar(select(Purchase.id).limit(1)) is not None


def any_price() -> bool:
    """Whether a product of the entered business has a price; deleted ones come back."""
    wanted = select(Product.id).where(Product.price_minor.is_not(None)).limit(1)
    shown = {"include_deleted": True}
    return db.session.scalar(wanted, execution_options=shown) is not None
