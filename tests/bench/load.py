"""Loading, once: migrated databases with businesses, shops, customers and sales."""

from __future__ import annotations

import os
import shutil
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from flask import Flask
from flask_migrate import upgrade

from customers import create_app
from customers.ground import config, work
from customers.ground.db import db
from tests.bench import check, cluster, filling, kept, shards
from tests.bench.plans import settle

SQLITE, POSTGRESQL = "sqlite", "postgresql"
SECRET = "a key for measuring, which nobody needs to guess"
# One person asks here for what a hundred would.
SEARCHES_PER_MINUTE = 1_000_000
Say = Callable[[str], None]


class Loaded(NamedTuple):
    """A loaded database: its kind, its URL, and how it came about."""

    kind: str
    url: str
    folder: Path
    seconds: float
    megabytes: int
    version: str


def make_app(url: str, *, folder: Path) -> Flask:
    """The app over the database, as the server has it."""
    return create_app(
        config.Config(
            environment=config.EMBEDDED,
            database_url=url,
            migration_database_url=url,
            secret_key=SECRET,
            instance=folder / "instance",
            searches_per_minute=SEARCHES_PER_MINUTE,
        )
    )


def load(
    kind: str, *, size: int, folder: Path, server: cluster.KeptServer | None, say: Say
) -> Loaded:
    """The database of the kind in the folder; loaded now if it was not before."""
    known = kept.note(folder, kind)
    if known is None:
        say(f"Loading {size:,} customers into {kind}, only this once …")
        url = _empty(kind, folder, server)
        seconds = _fill(kind, url, size, folder, server)
        kept.write_down(folder, kind, told={"seconds": seconds})
        known = kept.note(folder, kind) or {}
    url = _url(kind, folder, server)
    megabytes, version = _measured(kind, folder, server)
    return Loaded(kind, url, folder, known["seconds"], megabytes, version)


def forget_rows(folder: Path) -> None:
    """Remove the files that the databases were filled from."""
    shutil.rmtree(folder / "rows", ignore_errors=True)


def _empty(kind: str, folder: Path, server: cluster.KeptServer | None) -> str:
    if kind == POSTGRESQL:
        assert server is not None
        return server.new_database()
    for path in folder.glob("regulars.db*"):
        path.unlink()
    return _url(kind, folder, server)


def _url(kind: str, folder: Path, server: cluster.KeptServer | None) -> str:
    if kind == SQLITE:
        return f"sqlite:///{folder / 'regulars.db'}"
    assert server is not None
    server.start()
    return server.url(cluster.DATABASE)


def _fill(
    kind: str, url: str, size: int, folder: Path, server: cluster.KeptServer | None
) -> float:
    """Fill the empty database; how many seconds it took, and the rows if made now."""
    began = time.monotonic()
    app = make_app(url, folder=folder)
    with app.app_context():
        upgrade()
        plans = work.run(lambda: settle(size))
        db.session.remove()
        db.engine.dispose()
    paths = shards.made(folder / "rows", size=size, plans=plans)
    if kind == SQLITE:
        filling.fill_sqlite(folder / "regulars.db", shards=paths)
    else:
        assert server is not None
        with server.superuser() as connection:
            filling.fill_postgresql(connection, shards=paths)
    seconds = time.monotonic() - began
    with app.app_context():
        check.refuse_what_is_wrong(plans)
        db.session.remove()
        db.engine.dispose()
    return round(seconds, 1)


def _measured(
    kind: str, folder: Path, server: cluster.KeptServer | None
) -> tuple[int, str]:
    """The size of the database in MB, and the version of the program."""
    if kind == SQLITE:
        size = os.stat(folder / "regulars.db").st_size
        return size // 1_000_000, f"SQLite {sqlite3.sqlite_version}"
    assert server is not None
    with server.superuser() as connection:
        found = connection.execute("SELECT pg_database_size(current_database())")
        size = (found.fetchone() or (0,))[0]
        version = connection.info.server_version
    return size // 1_000_000, f"PostgreSQL {version // 10_000}.{version % 10_000}"
