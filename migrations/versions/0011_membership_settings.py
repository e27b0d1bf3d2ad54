"""The threshold of membership, who is near it, and whether staff may switch it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the settings, and give every business the usual ones."""
    op.add_column(
        "business",
        sa.Column("membership_threshold_minor", sa.BigInteger(), nullable=True),
    )
    op.add_column(
        "business",
        sa.Column("near_percent", sa.Integer(), nullable=False, server_default="20"),
    )
    op.add_column(
        "business",
        sa.Column(
            "is_switch_for_admins",
            sa.Boolean(),
            nullable=False,
            server_default=sa.false(),
        ),
    )
    op.add_column(
        "business",
        sa.Column(
            "counted_window_months", sa.Integer(), nullable=False, server_default="0"
        ),
    )


def downgrade() -> None:
    """Take the settings away."""
    op.drop_column("business", "counted_window_months")
    for name in ("is_switch_for_admins", "near_percent", "membership_threshold_minor"):
        op.drop_column("business", name)
