"""The list of products."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0009"
down_revision = "0008"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
SKU = sa.String(60).with_variant(sa.String(60, collation="C"), "postgresql")
FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    """Make the table, and the second wall around it."""
    op.create_table(
        "product",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("sku", SKU, nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sort_name", FOLDED, nullable=False),
        sa.Column("price_minor", sa.BigInteger(), nullable=True),
        sa.Column("category", sa.String(length=100), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint("price_minor >= 0", name=op.f("ck_product_price_minor")),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_product_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_product"),
        sa.UniqueConstraint("business_id", "id", name="uq_product_business_id_id"),
        sqlite_autoincrement=True,
    )
    _index("ix_product_sku", "sku", unique=True)
    _index("ix_product_listed", "sort_name", "id", unique=False)
    raise_row_security(op, "product")


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("product")


def _index(name: str, *columns: str, unique: bool) -> None:
    op.create_index(
        name,
        "product",
        ["business_id", *columns],
        unique=unique,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
