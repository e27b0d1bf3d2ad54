"""How many memberships began and ended on each day, filled from the entries."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0014"
down_revision = "0013"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
ENTRY, INDEX = "membership_entry", "ix_membership_entry_{}"
# An expiry tells of a membership that had lapsed, and so was none by then.
CHANGES = {
    "joined": "{is_none} AND until > on_day",
    "ended": "({was_member} OR cause = 'expiry') AND until <= on_day",
}


def upgrade() -> None:
    """Make the table, and an index of each kind of change; count those there are."""
    op.create_table(
        "membership_day",
        sa.Column("business_id", ID, nullable=False),
        sa.Column("on_day", sa.Date(), nullable=False),
        sa.Column("joined", ID, nullable=False),
        sa.Column("ended", ID, nullable=False),
        sa.PrimaryKeyConstraint("business_id", "on_day", name="pk_membership_day"),
        sqlite_with_rowid=False,
    )
    raise_row_security(op, "membership_day")
    for name, where in _changes().items():
        op.create_index(
            INDEX.format(name),
            ENTRY,
            ["business_id", "on_day", "id"],
            sqlite_where=sa.text(where),
            postgresql_where=sa.text(where),
        )
    _in_each_business(_count)


def downgrade() -> None:
    """Take them away."""
    for name in reversed(CHANGES):
        op.drop_index(INDEX.format(name), table_name=ENTRY)
    op.drop_table("membership_day")


def _changes() -> dict[str, str]:
    """Which entries joined, and which ended, as the database says it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    said = {
        "was_member": "was_member = 1" if is_sqlite else "was_member",
        "is_none": "was_member = 0" if is_sqlite else "NOT was_member",
    }
    return {name: where.format(**said) for name, where in CHANGES.items()}


def _count(business_id: int) -> None:
    joined, ended = _changes().values()
    op.execute(
        "INSERT INTO membership_day (business_id, on_day, joined, ended) "
        "SELECT business_id, on_day, "
        f"sum(CASE WHEN {joined} THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN {ended} THEN 1 ELSE 0 END) "
        f"FROM {ENTRY} WHERE business_id = {business_id} "
        f"AND (({joined}) OR ({ended})) GROUP BY business_id, on_day"
    )


def _in_each_business(action) -> None:
    bind = op.get_bind()
    has_walls = bind.dialect.name == "postgresql"
    enter = sa.text("SELECT set_config('app.business_id', :id, true)")
    for (business_id,) in bind.execute(sa.text("SELECT id FROM business")).all():
        if has_walls:
            bind.execute(enter, {"id": str(business_id)})
        action(int(business_id))
    if has_walls:
        bind.execute(enter, {"id": ""})
