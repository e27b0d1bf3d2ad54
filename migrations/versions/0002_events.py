"""The event table and the keys of requests."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0002"
down_revision = "0001"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the second wall around the owned ones."""
    _make_event()
    _make_request_key()
    raise_row_security(op, "event")
    raise_row_security(op, "request_key")


def downgrade() -> None:
    """Take the tables away, those that refer to others first."""
    op.drop_table("request_key")
    op.drop_table("event")


def _make_event() -> None:
    op.create_table(
        "event",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.String(length=40), nullable=False),
        sa.Column("subject_id", ID, nullable=True),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("personal", sa.JSON(none_as_null=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_event_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(["user_id"], ["user.id"], name="fk_event_user_id_user"),
        sa.PrimaryKeyConstraint("id", name="pk_event"),
        sa.UniqueConstraint("business_id", "id", name="uq_event_business_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_event_name", "event", ["business_id", "name", "id"], unique=False
    )
    op.create_index(
        "ix_event_subject",
        "event",
        ["business_id", "subject", "subject_id", "id"],
        unique=False,
    )


def _make_request_key() -> None:
    op.create_table(
        "request_key",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("fingerprint", sa.String(length=64), nullable=False),
        sa.Column("location", sa.String(length=500), nullable=True),
        sa.Column("row_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_request_key_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_request_key_user_id_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_request_key"),
        sa.UniqueConstraint("business_id", "id", name="uq_request_key_business_id_id"),
        sa.UniqueConstraint(
            "business_id",
            "user_id",
            "key",
            name="uq_request_key_business_id_user_id_key",
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_request_key_business_id_created_at",
        "request_key",
        ["business_id", "created_at"],
        unique=False,
    )
