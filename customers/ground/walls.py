"""The second wall: what the database itself refuses, for migrations to put up.

Row-level security with FORCE holds for the tables' owner as well, so that one plain
role serves; superusers pass it, and the app must never be one.
"""

from __future__ import annotations

from alembic.operations import Operations
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

_ENTERED = "NULLIF(current_setting('app.business_id', true), '')::bigint"


class SuperuserError(RuntimeError):
    """The app was given a role that row-level security does not hold."""


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


def refuse_superuser(session: Session) -> None:
    """Refuse a role of PostgreSQL that passes row-level security.

    Raises: SuperuserError, with the remedy.
    """
    if session.get_bind().dialect.name != "postgresql":
        return
    passes = session.connection().execute(
        text(
            "SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
    )
    if passes.scalar():
        raise SuperuserError(
            "DATABASE_URL names a superuser or a role with BYPASSRLS, which passes the "
            "wall between businesses. Make a plain role (README, PostgreSQL)."
        )


def check_references(connection: Connection) -> None:
    """Raise where SQLite finds a reference to a missing row."""
    broken = connection.execute(text("PRAGMA foreign_key_check")).all()
    if broken:
        raise CrossedReferences(f"{len(broken)} broken, first in {broken[0][0]}.")
