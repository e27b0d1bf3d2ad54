"""How migrations run: one transaction, under the role that owns the tables.

SQLite rebuilds a table to change it, and dropping the old one would cascade: foreign
keys are off meanwhile and checked before the end.
"""

from __future__ import annotations

from alembic import context
from flask import current_app
from sqlalchemy import Connection, create_engine, pool
from sqlalchemy.exc import OperationalError

from customers.ground import walls
from customers.ground.db import db


def run() -> None:
    """Migrate the database of the settings, or the connection that was given."""
    given = context.config.attributes.get("connection")
    if given is not None:
        _migrate(given)
        return
    url = current_app.extensions["regulars"].migration_database_url
    engine = create_engine(url, poolclass=pool.NullPool, hide_parameters=True)
    try:
        connection = engine.connect()
    except OperationalError as error:
        raise SystemExit(f"The database does not answer: {error.orig}") from None
    with connection:
        _migrate(connection)


def _migrate(connection: Connection) -> None:
    is_sqlite = connection.dialect.name == "sqlite"
    if is_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")
    context.configure(
        connection=connection,
        target_metadata=db.metadata,
        render_as_batch=is_sqlite,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
        if is_sqlite:
            walls.check_references(connection)
    if is_sqlite:
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=ON")


run()
