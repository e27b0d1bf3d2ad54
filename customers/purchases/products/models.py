"""The product's table."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, String, Text, column
from sqlalchemy.orm import Mapped, mapped_column

from customers.ground.columns import Amount
from customers.ground.db import Model, Stamped
from customers.ground.tenancy import Owned, SoftDeleted, owned_args

# Compared and sorted by bytes, so that both databases agree.
Sku = String(60).with_variant(String(60, collation="C"), "postgresql")
Folded = Text().with_variant(Text(collation="C"), "postgresql")


def _live(name: str, *columns: str, unique: bool = False) -> Index:
    condition = column("deleted_at").is_(None)
    return Index(
        name,
        *("business_id", *columns),
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


class Product(Stamped, Owned, SoftDeleted, Model):
    """Something that the business sells, as a purchase's line may name it.

    No two that are not deleted have the same `sku`, letter for letter. `price_minor`
    is the usual price of one in minor units, tax within; None where it has none.
    `version` rises by one with every edit, not when it is deleted or comes back. Of a
    deleted product `updated_by` is who deleted it.
    """

    __tablename__ = "product"
    __table_args__ = owned_args(
        CheckConstraint("price_minor >= 0", name="price_minor"),
        _live("ix_product_sku", "sku", unique=True),
        _live("ix_product_listed", "sort_name", "id"),
    )

    sku: Mapped[str] = mapped_column(Sku)
    name: Mapped[str] = mapped_column(String(200))
    sort_name: Mapped[str] = mapped_column(Folded)
    price_minor: Mapped[int | None] = mapped_column(Amount)
    category: Mapped[str | None] = mapped_column(String(100))
    version: Mapped[int] = mapped_column(default=1)
