"""Purchases, refunds and lines; the rollup by day; who has how many visits."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0008"
down_revision = "0007"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger()
REFERENCE = sa.String(100).with_variant(sa.String(100, collation="C"), "postgresql")
TABLES = ("purchase", "purchase_line", "purchase_day", "visit_tally")


def upgrade() -> None:
    """Make the tables and the customer's two new columns."""
    op.add_column(
        "customer", sa.Column("items", NUMBER, nullable=False, server_default="0")
    )
    op.add_column(
        "customer",
        sa.Column(
            "first_visit_on", sa.Date(), nullable=False, server_default="0001-01-01"
        ),
    )
    _make_purchases()
    _make_lines()
    _make_rollups()
    _make_indexes()
    for table in TABLES:
        raise_row_security(op, table)


def downgrade() -> None:
    """Take them away, and all that was bought with them: nobody came, or spent."""
    _forget_totals()
    for table in reversed(TABLES):
        op.drop_table(table)
    op.drop_column("customer", "first_visit_on")
    op.drop_column("customer", "items")


def _forget_totals() -> None:
    bind = op.get_bind()
    has_walls = bind.dialect.name == "postgresql"
    enter = sa.text("SELECT set_config('app.business_id', :id, true)")
    for (business_id,) in bind.execute(sa.text("SELECT id FROM business")).all():
        if has_walls:
            bind.execute(enter, {"id": str(business_id)})
        op.execute(
            "UPDATE customer SET visits = 0, spend_minor = 0, "
            f"last_visit_on = '0001-01-01' WHERE business_id = {int(business_id)}"
        )
    if has_walls:
        bind.execute(enter, {"id": ""})


def _column(name, type_, *, is_needed=True):
    return sa.Column(name, type_, nullable=not is_needed)


def _reference(table, column, target):
    return sa.ForeignKeyConstraint(
        ["business_id", column],
        [f"{target}.business_id", f"{target}.id"],
        name=f"fk_{table}_business_id_{column}_{target}",
        ondelete="RESTRICT",
    )


def _owned(table):
    return (
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name=f"fk_{table}_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
        sa.UniqueConstraint("business_id", "id", name=f"uq_{table}_business_id_id"),
    )


def _make_purchases() -> None:
    op.create_table(
        "purchase",
        _column("id", ID),
        _column("business_id", ID),
        _column("kind", sa.String(8)),
        _column("state", sa.String(7)),
        _column("source", sa.String(40)),
        _column("reference", REFERENCE),
        _column("fingerprint", sa.String(32)),
        _column("customer_id", ID, is_needed=False),
        _column("shop_id", ID, is_needed=False),
        _column("staff_member_id", ID, is_needed=False),
        _column("purchased_at", MOMENT),
        _column("purchased_on", sa.Date()),
        _column("counts_on", sa.Date()),
        _column("total_minor", NUMBER),
        _column("tax_minor", NUMBER, is_needed=False),
        _column("discount_minor", NUMBER),
        _column("refunded_minor", NUMBER),
        _column("items", NUMBER),
        _column("payment_method", sa.String(40), is_needed=False),
        _column("refund_of_id", ID, is_needed=False),
        _column("refund_of_reference", REFERENCE, is_needed=False),
        _column("customer_name", sa.Text(), is_needed=False),
        _column("customer_phone", sa.Text(), is_needed=False),
        _column("customer_address", sa.Text(), is_needed=False),
        sa.Column("has_said", sa.Boolean(), nullable=False, server_default=sa.false()),
        _column("created_at", MOMENT),
        _column("updated_at", MOMENT),
        _column("created_by", ID, is_needed=False),
        _column("updated_by", ID, is_needed=False),
        sa.CheckConstraint(
            "kind IN ('purchase', 'refund')", name=op.f("ck_purchase_kind")
        ),
        sa.CheckConstraint(
            "state IN ('counted', 'waiting', 'void')", name=op.f("ck_purchase_state")
        ),
        sa.CheckConstraint(
            "(kind = 'refund') = (total_minor < 0)", name=op.f("ck_purchase_sign")
        ),
        sa.CheckConstraint(
            "refunded_minor >= 0", name=op.f("ck_purchase_refunded_minor")
        ),
        _reference("purchase", "customer_id", "customer"),
        _reference("purchase", "shop_id", "shop"),
        _reference("purchase", "staff_member_id", "staff_member"),
        _reference("purchase", "refund_of_id", "purchase"),
        *_owned("purchase"),
        sa.UniqueConstraint(
            *("business_id", "source", "reference"),
            name="uq_purchase_business_id_source_reference",
        ),
        sqlite_autoincrement=True,
    )


def _make_lines() -> None:
    op.create_table(
        "purchase_line",
        _column("id", ID),
        _column("business_id", ID),
        _column("purchase_id", ID),
        _column("position", sa.Integer()),
        _column("sku", sa.String(60), is_needed=False),
        _column("description", sa.Text(), is_needed=False),
        _column("category", sa.String(100), is_needed=False),
        _column("quantity", NUMBER),
        _column("unit_price_e4", NUMBER, is_needed=False),
        _column("discount_minor", NUMBER),
        _column("total_minor", NUMBER),
        _column("refund_of_line_id", ID, is_needed=False),
        _reference("purchase_line", "purchase_id", "purchase"),
        _reference("purchase_line", "refund_of_line_id", "purchase_line"),
        *_owned("purchase_line"),
        sa.UniqueConstraint(
            *("business_id", "purchase_id", "position"),
            name="uq_purchase_line_business_id_purchase_id_position",
        ),
        sqlite_autoincrement=True,
    )


def _make_rollups() -> None:
    op.create_table(
        "purchase_day",
        _column("business_id", ID),
        _column("on_day", sa.Date()),
        _column("shop_id", ID),
        _column("is_attached", sa.Integer()),
        _column("purchases", ID),
        _column("refunds", ID),
        _column("sales_minor", NUMBER),
        _column("refunded_minor", NUMBER),
        _column("items", NUMBER),
        sa.PrimaryKeyConstraint(
            *("business_id", "on_day", "shop_id", "is_attached"),
            name="pk_purchase_day",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "visit_tally",
        _column("business_id", ID),
        _column("visits", sa.Integer()),
        _column("total", ID),
        sa.PrimaryKeyConstraint("business_id", "visits", name="pk_visit_tally"),
        sqlite_with_rowid=False,
    )


def _make_indexes() -> None:
    _index("ix_purchase_by_time", "purchased_at", "id")
    _index("ix_purchase_of_customer", "customer_id", "purchased_at", "id")
    _index(
        "ix_purchase_counted",
        *("customer_id", "purchased_on", "kind", "total_minor", "items"),
        where="state = 'counted'",
    )
    _index(
        "ix_purchase_unattached",
        *("purchased_at", "id"),
        where="customer_id IS NULL",
    )
    for name in ("shop_id", "staff_member_id"):
        _index(
            f"ix_purchase_of_{name}",
            *(name, "purchased_at", "id"),
            where=f"{name} IS NOT NULL",
        )
    _index("ix_purchase_refunds", "purchased_at", "id", where="kind = 'refund'")
    _index("ix_purchase_refund_of", "refund_of_id", where="refund_of_id IS NOT NULL")
    _index(
        "ix_purchase_waiting",
        *("source", "refund_of_reference"),
        where="state = 'waiting'",
    )
    _index(
        "ix_purchase_line_refund_of",
        "refund_of_line_id",
        where="refund_of_line_id IS NOT NULL",
        table="purchase_line",
    )


def _index(name, *columns, where=None, table="purchase") -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(
        name,
        table,
        ["business_id", *columns],
        sqlite_where=condition,
        postgresql_where=condition,
    )
