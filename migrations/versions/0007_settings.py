"""When visits make which frequency, and what purchases are paid with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

FIRST_VISITS = {"occasional_from": "2", "regular_from": "5", "frequent_from": "10"}
PAYMENT_METHODS = '["Cash", "Card", "Bank transfer", "Voucher", "Other"]'


def upgrade() -> None:
    """Add the settings, and give every business the usual ones."""
    for name, usual in FIRST_VISITS.items():
        op.add_column(
            "business",
            sa.Column(name, sa.Integer(), nullable=False, server_default=usual),
        )
    op.add_column(
        "business",
        sa.Column(
            "payment_methods", sa.JSON(), nullable=False, server_default=PAYMENT_METHODS
        ),
    )


def downgrade() -> None:
    """Take the settings away."""
    for name in ("payment_methods", *reversed(FIRST_VISITS)):
        op.drop_column("business", name)
