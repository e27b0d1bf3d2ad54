"""What counts the changes of a business and its customers."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0016"
down_revision = "0015"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table; nothing was counted yet."""
    op.create_table(
        "version",
        sa.Column("business_id", ID, nullable=False),
        sa.Column("subject", sa.String(8), nullable=False),
        sa.Column("subject_id", ID, nullable=False),
        sa.Column("value", ID, nullable=False),
        sa.PrimaryKeyConstraint(
            "business_id", "subject", "subject_id", name="pk_version"
        ),
        sqlite_with_rowid=False,
    )
    raise_row_security(op, "version")


def downgrade() -> None:
    """Take it away: pages no longer follow."""
    op.drop_table("version")
