"""The day of a birthday in its year."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"

INDEX = "ix_customer_birthdays"


def upgrade() -> None:
    """Add the column with its index, and fill it from the birthdays that are there."""
    op.add_column(
        "customer",
        sa.Column(
            "birth_month_day", sa.SmallInteger(), nullable=False, server_default="0"
        ),
    )
    _fill()
    where = sa.text("deleted_at IS NULL AND birth_month_day > 0")
    op.create_index(
        INDEX,
        "customer",
        ["business_id", "birth_month_day", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    """Take both away; the birthdays stay."""
    op.drop_index(INDEX, table_name="customer")
    op.drop_column("customer", "birth_month_day")


def _fill() -> None:
    bind = op.get_bind()
    is_sqlite = bind.dialect.name == "sqlite"
    made = (
        "CAST(strftime('%m%d', birthday) AS INTEGER)"
        if is_sqlite
        else "EXTRACT(MONTH FROM birthday) * 100 + EXTRACT(DAY FROM birthday)"
    )
    enter = sa.text("SELECT set_config('app.business_id', :id, true)")
    for (business_id,) in bind.execute(sa.text("SELECT id FROM business")).all():
        if not is_sqlite:
            bind.execute(enter, {"id": str(business_id)})
        op.execute(
            f"UPDATE customer SET birth_month_day = {made} "
            f"WHERE business_id = {int(business_id)} AND birthday IS NOT NULL"
        )
    if not is_sqlite:
        bind.execute(enter, {"id": ""})
