"""The database: engines and the declarative base.

SQLite is the embedded default and PostgreSQL serves several processes; both run the
same models and queries. What has to differ between them stands in this file.
"""

from __future__ import annotations

import os
import sqlite3
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar

from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Connection, Engine, MetaData, event, make_url
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, registry

from customers.ground import clock
from customers.ground.columns import Id, UtcDateTime
from customers.ground.guard import GuardedSession

WRITES = "regulars_writes"

_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    # Our own writers queue elsewhere; this is for others, such as a backup.
    "PRAGMA busy_timeout=2000",
    # Small, since each connection has its own; what is read often is mapped, and
    # shared by all of them.
    "PRAGMA cache_size=-8000",
    "PRAGMA mmap_size=2147418112",
)


_NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Every table: an `id` that is never given out twice, and named constraints."""

    registry: ClassVar[registry] = registry(
        metadata=MetaData(naming_convention=_NAMES),
        type_annotation_map={datetime: UtcDateTime},
    )
    __table_args__: Any = {"sqlite_autoincrement": True}  # noqa: RUF012

    id: Mapped[int] = mapped_column(Id, primary_key=True, sort_order=-10)


class Stamped:
    """When a row was made and last changed (UTC), and by which user.

    The user ids are None for what a command or the schedule did.
    """

    created_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=clock.now, sort_order=90
    )
    updated_at: Mapped[datetime] = mapped_column(
        UtcDateTime, default=clock.now, onupdate=clock.now, sort_order=91
    )
    created_by: Mapped[int | None] = mapped_column(Id, sort_order=92)
    updated_by: Mapped[int | None] = mapped_column(Id, sort_order=93)


db = SQLAlchemy(
    model_class=Base,
    disable_autonaming=True,
    session_options={"class_": GuardedSession, "expire_on_commit": False},
)

if TYPE_CHECKING:
    Model = Base
else:
    Model = db.Model


def engine_options(url: str) -> dict[str, Any]:
    """Pool sizes chosen on purpose for a process of 64 threads.

    SQLite connections cost little and the last used one has the warm cache;
    PostgreSQL's are few, and a thread waits ten seconds at most for one. Parameters
    stay out of errors, since logs carry no personal data.
    """
    if url.startswith("sqlite"):
        return {
            "pool_size": 16,
            "max_overflow": 64,
            "pool_use_lifo": True,
            "hide_parameters": True,
        }
    return {
        "pool_size": 8,
        "max_overflow": 16,
        "pool_timeout": 10,
        "pool_pre_ping": True,
        "hide_parameters": True,
        # Nothing is prepared on the server: one plan for a business of ten rows and one
        # of a million is wrong for both, and poolers between lose prepared statements.
        "connect_args": {"connect_timeout": 5, "prepare_threshold": None},
    }


def make_private(url: str) -> None:
    """Let a new SQLite file be read by its user alone; its neighbours follow it."""
    path = make_url(url).database
    if not url.startswith("sqlite") or not path or path == ":memory:":
        return
    if not os.path.exists(path):
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))


@event.listens_for(Engine, "connect")
def _set_up_sqlite(connection: Any, _record: Any) -> None:
    """Take transactions out of the driver's hands: its default loses updates."""
    if not isinstance(connection, sqlite3.Connection):
        return
    connection.isolation_level = None
    for pragma in _SQLITE_PRAGMAS:
        connection.execute(pragma)


@event.listens_for(Engine, "begin")
def _begin_sqlite(connection: Connection) -> None:
    """A unit of work takes the write lock first; a read never does."""
    if connection.dialect.name != "sqlite":
        return
    if connection.get_execution_options().get(WRITES, False):
        connection.exec_driver_sql("BEGIN IMMEDIATE")
        return
    # Of the driver itself: it waits for nothing, and each request asks it.
    driver: Any = connection.connection.dbapi_connection
    driver.execute("BEGIN")
