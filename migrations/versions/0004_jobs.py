"""Long work: jobs, the files they make, and the days whose daily work is done."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0004"
down_revision = "0003"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the second wall around them."""
    _make_job()
    _make_file_part()
    _make_daily_work()
    for table in ("job", "job_file_part", "daily_work"):
        raise_row_security(op, table)


def downgrade() -> None:
    """Take the tables away, those that refer to others first."""
    op.drop_table("daily_work")
    op.drop_table("job_file_part")
    op.drop_table("job")


def _make_job() -> None:
    op.create_table(
        "job",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=20), nullable=False),
        sa.Column("given", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("of", sa.Integer(), nullable=True),
        sa.Column("place", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("result", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("fault", sa.Text(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("claimed_by", sa.String(length=40), nullable=True),
        sa.Column("claimed_until", MOMENT, nullable=False),
        sa.Column("started_at", MOMENT, nullable=True),
        sa.Column("ended_at", MOMENT, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.CheckConstraint(
            "state IN ('waiting', 'running', 'done', 'failed', 'stopped')",
            name=op.f("ck_job_state"),
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_job_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_job"),
        sa.UniqueConstraint("business_id", "id", name="uq_job_business_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_job_state", "job", ["business_id", "state", "id"], unique=False)
    op.create_index(
        "ix_job_created_by", "job", ["business_id", "created_by", "id"], unique=False
    )


def _make_file_part() -> None:
    op.create_table(
        "job_file_part",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("job_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "job_id"],
            ["job.business_id", "job.id"],
            name="fk_job_file_part_business_id_job_id_job",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_job_file_part_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_job_file_part"),
        sa.UniqueConstraint(
            "business_id", "id", name="uq_job_file_part_business_id_id"
        ),
        sa.UniqueConstraint(
            "business_id",
            "job_id",
            "number",
            name="uq_job_file_part_business_id_job_id_number",
        ),
        sqlite_autoincrement=True,
    )


def _make_daily_work() -> None:
    op.create_table(
        "daily_work",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_daily_work_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_daily_work"),
        sa.UniqueConstraint("business_id", "id", name="uq_daily_work_business_id_id"),
        sa.UniqueConstraint(
            "business_id", "name", name="uq_daily_work_business_id_name"
        ),
        sqlite_autoincrement=True,
    )
