"""Customers, their external ids, and the counter of their codes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0003"
down_revision = "0002"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
FOLDED = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def upgrade() -> None:
    """Make the tables, and the second wall around the owned ones."""
    _make_customer()
    _make_external_id()
    _make_counter()
    raise_row_security(op, "customer")
    raise_row_security(op, "external_id")
    raise_row_security(op, "counter")


def downgrade() -> None:
    """Take the tables away, those that refer to others first."""
    op.drop_table("counter")
    op.drop_table("external_id")
    op.drop_table("customer")


def _make_customer() -> None:
    op.create_table(
        "customer",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("code_number", ID, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=True),
        sa.Column("last_name", sa.Text(), nullable=True),
        sa.Column("sort_name", FOLDED, nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("phone_e164", sa.String(length=16), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_folded", FOLDED, nullable=True),
        sa.Column("customer_type", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("street", sa.Text(), nullable=True),
        sa.Column("postcode", sa.Text(), nullable=True),
        sa.Column("town", sa.Text(), nullable=True),
        sa.Column("region", sa.Text(), nullable=True),
        sa.Column("country", sa.String(length=2), nullable=True),
        sa.Column("preferred_shop_id", ID, nullable=True),
        sa.Column("assigned_staff_member_id", ID, nullable=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("profile_version", sa.Integer(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "customer_type IN ('walk_in', 'regular', 'vip', 'wholesale')",
            name=op.f("ck_customer_customer_type"),
        ),
        sa.CheckConstraint(
            "status IN ('active', 'inactive')", name=op.f("ck_customer_status")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "assigned_staff_member_id"],
            ["staff_member.business_id", "staff_member.id"],
            name="fk_customer_business_id_assigned_staff_member_id_staff_member",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "preferred_shop_id"],
            ["shop.business_id", "shop.id"],
            name="fk_customer_business_id_preferred_shop_id_shop",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_customer_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_customer"),
        sa.UniqueConstraint("business_id", "code", name="uq_customer_business_id_code"),
        sa.UniqueConstraint("business_id", "id", name="uq_customer_business_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_customer_code_number",
        "customer",
        ["business_id", "code_number"],
        unique=False,
    )
    op.create_index(
        "ix_customer_deleted",
        "customer",
        ["business_id", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NOT NULL"),
        postgresql_where=sa.text("deleted_at IS NOT NULL"),
    )
    op.create_index(
        "ix_customer_email_folded",
        "customer",
        ["business_id", "email_folded"],
        unique=False,
    )
    op.create_index(
        "ix_customer_live",
        "customer",
        ["business_id", "id"],
        unique=False,
        sqlite_where=sa.text("deleted_at IS NULL"),
        postgresql_where=sa.text("deleted_at IS NULL"),
    )


def _make_external_id() -> None:
    op.create_table(
        "external_id",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=200), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.CheckConstraint(
            "kind IN ('external', 'fingerprint')", name=op.f("ck_external_id_kind")
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customer.business_id", "customer.id"],
            name="fk_external_id_business_id_customer_id_customer",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_external_id_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_external_id"),
        sa.UniqueConstraint("business_id", "id", name="uq_external_id_business_id_id"),
        sa.UniqueConstraint(
            "business_id",
            "source",
            "value",
            name="uq_external_id_business_id_source_value",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_external_id_customer_id",
        "external_id",
        ["business_id", "customer_id"],
        unique=False,
    )


def _make_counter() -> None:
    op.create_table(
        "counter",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_counter_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_counter"),
        sa.UniqueConstraint("business_id", "id", name="uq_counter_business_id_id"),
        sa.UniqueConstraint("business_id", "name", name="uq_counter_business_id_name"),
        sqlite_autoincrement=True,
    )
