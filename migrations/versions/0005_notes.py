"""Notes on customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0005"
down_revision = "0004"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
LIVE = sa.text("deleted_at IS NULL")


def upgrade() -> None:
    """Make the table, and the second wall around it."""
    op.create_table(
        "note",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("customer_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("is_pinned", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("edited_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.Column("deleted_at", MOMENT, nullable=True),
        sa.CheckConstraint(
            "kind IN ('personal', 'preference', 'issue', 'feedback', 'general')",
            name=op.f("ck_note_kind"),
        ),
        sa.CheckConstraint("is_pinned IN (0, 1)", name=op.f("ck_note_is_pinned")),
        sa.ForeignKeyConstraint(
            ["business_id", "customer_id"],
            ["customer.business_id", "customer.id"],
            name="fk_note_business_id_customer_id_customer",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_note_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_note"),
        sa.UniqueConstraint("business_id", "id", name="uq_note_business_id_id"),
        sqlite_autoincrement=True,
    )
    _make_indexes()
    raise_row_security(op, "note")


def downgrade() -> None:
    """Take the table away."""
    op.drop_table("note")


def _make_indexes() -> None:
    op.create_index(
        "ix_note_listed",
        "note",
        ["business_id", "customer_id", "is_pinned", "id"],
        unique=False,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(
        "ix_note_listed_by_kind",
        "note",
        ["business_id", "customer_id", "kind", "is_pinned", "id"],
        unique=False,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
