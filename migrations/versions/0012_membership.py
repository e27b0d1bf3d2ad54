"""Membership: on the customer; rules, entries, runs, whom they mean, the tally."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0012"
down_revision = "0011"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)
NUMBER = sa.BigInteger()
TABLES = (
    "membership_rule",
    "membership_run",
    "membership_entry",
    "membership_candidate",
    "membership_left_out",
    "spend_tally",
)
NEVER, FOREVER = "0001-01-01", "9999-12-31"
JOBS = (
    *("refresh_window_spend", "preview_membership_run", "apply_membership_run"),
    "undo_membership_run",
)
COUNTED = ("customer_id", "purchased_on", "kind", "total_minor", "items")
# Each index of the customer: its name, its columns, the rows that it has.
INDEXES = (
    ("ix_customer_by_member_until", "member_until", "deleted_at IS NULL"),
    (
        "ix_customer_members",
        "window_spend_minor",
        "deleted_at IS NULL AND {is_member}",
    ),
    (
        "ix_customer_joining",
        "window_spend_minor",
        "deleted_at IS NULL AND {is_none}",
    ),
    (
        "ix_customer_held",
        "held_until",
        f"deleted_at IS NULL AND held_until > '{NEVER}'",
    ),
    ("ix_customer_window_until", "window_until", f"window_until < '{FOREVER}'"),
)


def upgrade() -> None:
    """Make the columns and tables; what was spent counts for a lifetime."""
    for column in _customer_columns():
        op.add_column("customer", column)
    _make_rules()
    _make_runs()
    _make_entries()
    _make_keyed()
    for table in TABLES:
        raise_row_security(op, table)
    _in_each_business(_take_over_spend)
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    said = {
        "is_member": "is_member = 1" if is_sqlite else "is_member",
        "is_none": "is_member = 0" if is_sqlite else "NOT is_member",
    }
    for name, column, where in INDEXES:
        _index(name, "customer", column, "id", where=where.format(**said))
    _count_by(*COUNTED, "counts_on")


def downgrade() -> None:
    """Take them away: nobody is a member."""
    _count_by(*COUNTED)
    for name, _column, _where in reversed(INDEXES):
        op.drop_index(name, table_name="customer")
    for table in reversed(TABLES):
        op.drop_table(table)
    _in_each_business(_forget_facts)
    for column in reversed(_customer_columns()):
        op.drop_column("customer", column.name)


def _customer_columns():
    def needed(name, type_, usual):
        return sa.Column(name, type_, nullable=False, server_default=usual)

    return (
        needed("is_member", sa.Boolean(), sa.false()),
        needed("member_until", sa.Date(), NEVER),
        needed("held_until", sa.Date(), NEVER),
        sa.Column("membership_entry_id", ID, nullable=True),
        needed("window_spend_minor", NUMBER, "0"),
        needed("window_until", sa.Date(), FOREVER),
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


def _take_over_spend(business_id: int) -> None:
    op.execute(
        "UPDATE customer SET window_spend_minor = spend_minor "
        f"WHERE business_id = {business_id} AND spend_minor <> 0"
    )
    step = "CASE WHEN spend_minor < 0 THEN -1 WHEN spend_minor < 1000 THEN spend_minor"
    for digits in range(1, 16):
        most, cut = 10 ** (digits + 3), 10**digits
        step += f" WHEN spend_minor < {most} THEN spend_minor - spend_minor % {cut}"
    step += " ELSE spend_minor END"
    op.execute(
        "INSERT INTO spend_tally (business_id, state, from_minor, total) "
        f"SELECT business_id, 'none', {step}, count(*) FROM customer "
        f"WHERE business_id = {business_id} AND deleted_at IS NULL "
        "AND spend_minor <> 0 GROUP BY 1, 2, 3"
    )


def _forget_facts(business_id: int) -> None:
    op.execute(
        f"DELETE FROM tally WHERE business_id = {business_id} "
        "AND name LIKE 'membership:%'"
    )
    # Nobody would know what to do with these.
    kinds = ", ".join(f"'{kind}'" for kind in JOBS)
    jobs = f"FROM job WHERE business_id = {business_id} AND kind IN ({kinds})"
    op.execute(
        f"DELETE FROM job_file_part WHERE business_id = {business_id} "
        f"AND job_id IN (SELECT id {jobs})"
    )
    op.execute(f"DELETE {jobs}")


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


def _check(table, name, condition):
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _make_rules() -> None:
    op.create_table(
        "membership_rule",
        _column("id", ID),
        _column("business_id", ID),
        _column("number", sa.Integer()),
        _column("is_saved", sa.Boolean()),
        _column("threshold_minor", NUMBER),
        _column("window_months", sa.Integer(), is_needed=False),
        _column("is_automatic", sa.Boolean()),
        _column("period_months", sa.Integer(), is_needed=False),
        _column("is_renewed", sa.Boolean()),
        _column("grace_days", sa.Integer()),
        _column("on_refund", sa.String(5)),
        _column("on_window", sa.String(5)),
        _column("created_at", MOMENT),
        _column("created_by", ID, is_needed=False),
        _check("membership_rule", "threshold_minor", "threshold_minor > 0"),
        _check("membership_rule", "on_refund", "on_refund IN ('keep', 'grace', 'end')"),
        _check("membership_rule", "on_window", "on_window IN ('keep', 'grace', 'end')"),
        *_owned("membership_rule"),
        sa.UniqueConstraint(
            "business_id", "number", name="uq_membership_rule_business_id_number"
        ),
        sqlite_autoincrement=True,
    )


def _make_runs() -> None:
    counts = ("to_join", "to_leave", "held", "joined", "left")
    more = ("left_out", "undone", "skipped")
    op.create_table(
        "membership_run",
        _column("id", ID),
        _column("business_id", ID),
        _column("kind", sa.String(9)),
        _column("state", sa.String(10)),
        _column("rule_id", ID, is_needed=False),
        _column("job_id", ID, is_needed=False),
        _column("also_ends", sa.Boolean()),
        _column("to_member", sa.Boolean()),
        _column("reason", sa.Text(), is_needed=False),
        _column("hold_until", sa.Date()),
        *(_column(name, sa.Integer()) for name in (*counts, *more)),
        _column("bars", sa.Text(), is_needed=False),
        _column("applied_at", MOMENT, is_needed=False),
        _column("applied_by", ID, is_needed=False),
        _column("undone_at", MOMENT, is_needed=False),
        _column("undone_by", ID, is_needed=False),
        _column("created_at", MOMENT),
        _column("updated_at", MOMENT),
        _column("created_by", ID, is_needed=False),
        _column("updated_by", ID, is_needed=False),
        _check("membership_run", "kind", "kind IN ('threshold', 'switch')"),
        _check(
            "membership_run",
            "state",
            "state IN ('previewing', 'previewed', 'running', 'done', 'undoing', "
            "'undone', 'dropped')",
        ),
        _reference("membership_run", "rule_id", "membership_rule"),
        _reference("membership_run", "job_id", "job"),
        *_owned("membership_run"),
        sqlite_autoincrement=True,
    )
    _index("ix_membership_run_state", "membership_run", "state", "id")


def _make_entries() -> None:
    table = "membership_entry"
    op.create_table(
        table,
        _column("id", ID),
        _column("business_id", ID),
        _column("customer_id", ID),
        _column("at", MOMENT),
        _column("on_day", sa.Date()),
        _column("was_member", sa.Boolean()),
        _column("is_member", sa.Boolean()),
        _column("until", sa.Date()),
        _column("held_until", sa.Date()),
        _column("cause", sa.String(9)),
        _column("rule_id", ID, is_needed=False),
        _column("spend_minor", NUMBER),
        _column("period_from", sa.Date()),
        _column("reason", sa.Text(), is_needed=False),
        _column("purchase_id", ID, is_needed=False),
        _column("run_id", ID, is_needed=False),
        _column("undo_of_id", ID, is_needed=False),
        _column("before_id", ID, is_needed=False),
        _column("created_by", ID, is_needed=False),
        _check(
            table,
            "cause",
            "cause IN ('threshold', 'manual', 'run', 'import', 'undo', 'expiry')",
        ),
        _check(table, "until", f"is_member = (until > '{NEVER}')"),
        _reference(table, "customer_id", "customer"),
        _reference(table, "rule_id", "membership_rule"),
        _reference(table, "run_id", "membership_run"),
        *_owned(table),
        sqlite_autoincrement=True,
    )
    _index("ix_membership_entry_of_customer", table, "customer_id", "id")
    _index(
        "ix_membership_entry_of_run",
        table,
        *("run_id", "id"),
        where="run_id IS NOT NULL",
    )


def _make_keyed() -> None:
    op.create_table(
        "membership_candidate",
        _column("business_id", ID),
        _column("run_id", ID),
        _column("action", sa.String(5)),
        _column("customer_id", ID),
        _column("spend_minor", NUMBER),
        _column("until", sa.Date()),
        sa.PrimaryKeyConstraint(
            *("business_id", "run_id", "action", "customer_id"),
            name="pk_membership_candidate",
        ),
        sqlite_with_rowid=False,
    )
    _index(
        "ix_membership_candidate_by_spend",
        "membership_candidate",
        *("run_id", "action", "spend_minor", "customer_id"),
    )
    op.create_table(
        "membership_left_out",
        _column("business_id", ID),
        _column("run_id", ID),
        _column("of_undo", sa.Integer()),
        _column("customer_id", ID),
        _column("why", sa.String(12)),
        sa.PrimaryKeyConstraint(
            *("business_id", "run_id", "of_undo", "customer_id"),
            name="pk_membership_left_out",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "spend_tally",
        _column("business_id", ID),
        _column("state", sa.String(11)),
        _column("from_minor", NUMBER),
        _column("total", ID),
        sa.PrimaryKeyConstraint(
            *("business_id", "state", "from_minor"), name="pk_spend_tally"
        ),
        sqlite_with_rowid=False,
    )


def _count_by(*columns) -> None:
    op.drop_index("ix_purchase_counted", table_name="purchase")
    _index("ix_purchase_counted", "purchase", *columns, where="state = 'counted'")


def _index(name, table, *columns, where=None) -> None:
    condition = None if where is None else sa.text(where)
    op.create_index(
        name,
        table,
        ["business_id", *columns],
        sqlite_where=condition,
        postgresql_where=condition,
    )
