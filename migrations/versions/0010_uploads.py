"""Uploads: files that were sent to be imported, in pieces."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from customers.ground.walls import raise_row_security

revision = "0010"
down_revision = "0009"

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the tables, and the second wall around them."""
    _make_upload()
    _make_part()
    for table in ("upload", "upload_part"):
        raise_row_security(op, table)


def downgrade() -> None:
    """Take the tables away, those that refer to others first."""
    op.drop_table("upload_part")
    op.drop_table("upload")


def _make_upload() -> None:
    op.create_table(
        "upload",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("source", sa.String(length=40), nullable=False),
        sa.Column("adds_customers", sa.Boolean(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("rows", sa.Integer(), nullable=False),
        sa.Column("encoding", sa.String(length=20), nullable=False),
        sa.Column("delimiter", sa.String(length=1), nullable=False),
        sa.Column("columns", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("trial_id", ID, nullable=True),
        sa.Column("import_id", ID, nullable=True),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("updated_at", MOMENT, nullable=False),
        sa.Column("created_by", ID, nullable=True),
        sa.Column("updated_by", ID, nullable=True),
        sa.CheckConstraint(
            "kind IN ('customers', 'purchases')", name=op.f("ck_upload_kind")
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_upload_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_upload"),
        sa.UniqueConstraint("business_id", "id", name="uq_upload_business_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_upload_created_at", "upload", ["business_id", "created_at"], unique=False
    )


def _make_part() -> None:
    op.create_table(
        "upload_part",
        sa.Column("id", ID, nullable=False),
        sa.Column("business_id", ID, nullable=False),
        sa.Column("upload_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["business_id", "upload_id"],
            ["upload.business_id", "upload.id"],
            name="fk_upload_part_business_id_upload_id_upload",
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["business_id"],
            ["business.id"],
            name="fk_upload_part_business_id_business",
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_upload_part"),
        sa.UniqueConstraint("business_id", "id", name="uq_upload_part_business_id_id"),
        sa.UniqueConstraint(
            "business_id",
            "upload_id",
            "number",
            name="uq_upload_part_business_id_upload_id_number",
        ),
        sqlite_autoincrement=True,
    )
