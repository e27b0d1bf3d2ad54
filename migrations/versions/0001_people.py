"""People, their sign-ins, the businesses they work for, and shops."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0001"
down_revision = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the second wall around the owned ones."""
    _make_user()
    _make_business()
    _make_staff_member()
    _make_session()
    _make_invitation()
    _make_attempt()
    _make_shop()
    raise_row_security(op, "shop")


def downgrade() -> None:
    """Take the tables away, those that refer to others first."""
    op.drop_table("shop")
    op.drop_table("attempt")
    op.drop_table("invitation")
    op.drop_table("session")
    op.drop_table("staff_member")
    op.drop_table("business")
    op.drop_table("user")


def _make_user() -> None:
    op.create_table(
        "user",
        sa.Column("id", ID, nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_user"),
        sa.UniqueConstraint("email", name="uq_user_email"),
        sqlite_autoincrement=True,
    )


def _make_business() -> None:
    op.create_table(
        "business",
        sa.Column("id", ID, nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("timezone", sa.String(length=64), nullable=False),
        sa.Column("is_email_unique", sa.Boolean(), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_business"),
        sa.UniqueConstraint("slug", name="uq_business_slug"),
        sqlite_autoincrement=True,
    )


def _make_staff_member() -> None:
    op.create_table(
        "staff_member",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("removed_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'admin', 'staff', 'viewer')",
            name=op.f("ck_staff_member_role"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_staff_member_business_id_business",
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_staff_member_user_id_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_staff_member"),
        sa.UniqueConstraint("business_id", "id", name="uq_staff_member_business_id_id"),
        sa.UniqueConstraint(
            "business_id", "user_id", name="uq_staff_member_business_id_user_id"
        ),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_staff_member_user_id", "staff_member", ["user_id"], unique=False
    )


def _make_session() -> None:
    op.create_table(
        "session",
        sa.Column("id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("address", sa.String(length=45), nullable=False),
        sa.Column("browser", sa.String(length=200), nullable=False),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name="fk_session_business_id_business"
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["user.id"], name="fk_session_user_id_user"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_session"),
        sa.UniqueConstraint("token_hash", name="uq_session_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_session_user_id", "session", ["user_id"], unique=False)


def _make_invitation() -> None:
    op.create_table(
        "invitation",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=True),
        sa.Column("staff_member_id", ID, nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.CheckConstraint(
            "kind IN ('join', 'reset')", name=op.f("ck_invitation_kind")
        ),
        sa.CheckConstraint(
            "role IN ('owner', 'admin', 'staff', 'viewer')",
            name=op.f("ck_invitation_role"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id", "staff_member_id"],
            ["staff_member.business_id", "staff_member.id"],
            name="fk_invitation_business_id_staff_member_id_staff_member",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"], ["business.id"], name="fk_invitation_business_id_business"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_invitation"),
        sa.UniqueConstraint("token_hash", name="uq_invitation_token_hash"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_invitation_business_id", "invitation", ["business_id", "id"], unique=False
    )


def _make_attempt() -> None:
    op.create_table(
        "attempt",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
        sa.Column("blocked_until", MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_attempt"),
        sa.UniqueConstraint("key", name="uq_attempt_key"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_attempt_last_at", "attempt", ["last_at"])


def _make_shop() -> None:
    op.create_table(
        "shop",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("closed_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_shop_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_shop"),
        sa.UniqueConstraint("business_id", "id", name="uq_shop_business_id_id"),
        sa.UniqueConstraint("business_id", "name", name="uq_shop_business_id_name"),
        sqlite_autoincrement=True,
    )
