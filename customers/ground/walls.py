"""The second wall: what the database itself refuses, for migrations to put up.

Row-level security with FORCE holds for the tables' owner as well, so that one plain
role serves; superusers pass it, and the app must never be one.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Connection, text

_ENTERED = "NULLIF(current_setting('app.business_id', true), '')::bigint"


class CrossedReferences(RuntimeError):
    """A migration left rows that refer to rows that are not there."""


def raise_row_security(op: Operations, table: str) -> None:
    """Let PostgreSQL show and take only the entered business's rows of `table`."""
    if op.get_bind().dialect.name != "postgresql":
        return
    op.execute(f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY')
    op.execute(f'ALTER TABLE "{table}" FORCE ROW LEVEL SECURITY')
    op.execute(
        f'CREATE POLICY one_business ON "{table}" '
        f"USING (business_id = {_ENTERED}) WITH CHECK (business_id = {_ENTERED})"
    )


def check_references(connection: Connection) -> None:
    """Raise where SQLite finds a reference to a missing row."""
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise CrossedReferences(f"{len(broken)} broken, first in {broken[0][0]}.")
