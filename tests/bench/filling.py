"""Rows from files into a migrated, empty database, in the order of its indexes.

Indexes that can be made afterwards are taken away meanwhile. At the end the planner's
figures are taken: PostgreSQL's autovacuum does that by itself, on SQLite an operator.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from tests.bench.shards import PARTS, TABLES

# Rows of these have ids; of the first three they come by rising id already.
_IN_ORDER = ("customer", "external_id", "membership_entry")
_BY_ID = (*_IN_ORDER, *PARTS)
_LINES = 20_000


def fill_sqlite(database: Path, *, shards: Sequence[Path]) -> None:
    """Fill the file; nobody else may have it open."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in (
        *("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF"),
        *("cache_size=-500000", "threads=2", "foreign_keys=OFF"),
    ):
        connection.execute(f"PRAGMA {pragma}")
    _attach(connection, shards)
    tables = ", ".join(f"'{table}'" for table in _BY_ID)
    later = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        f"AND tbl_name IN ({tables})"
    ).fetchall()
    for name, _made_by in later:
        connection.execute(f"DROP INDEX {name}")
    for table, columns in TABLES.items():
        names = ", ".join(columns)
        for rows in _reads(table, count=len(shards)):
            connection.execute(f"INSERT INTO main.{table} ({names}) {rows}")
    for _name, made_by in later:
        connection.execute(made_by)
    crossed = connection.execute("PRAGMA foreign_key_check").fetchone()
    assert crossed is None, crossed
    connection.execute("ANALYZE main")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _attach(connection: sqlite3.Connection, shards: Sequence[Path]) -> None:
    for number, shard in enumerate(shards):
        connection.execute(f"ATTACH ? AS shard_{number}", (str(shard),))


def _reads(table: str, *, count: int) -> Iterator[str]:
    """The queries that give a table's rows in the order of its key."""
    columns = TABLES[table]
    names = ", ".join(columns)
    if table in _IN_ORDER:
        for number in range(count):
            yield f"SELECT {names} FROM shard_{number}.{table}"
        return
    key = ", ".join(name for name in columns if name not in ("words", "phones"))
    for part in PARTS.get(table, [table]):
        reads = (f"SELECT {names} FROM shard_{n}.{part}" for n in range(count))
        order = "id" if table in PARTS else key
        yield f"{' UNION ALL '.join(reads)} ORDER BY {order}"


def fill_postgresql(connection: psycopg.Connection, *, shards: Sequence[Path]) -> None:
    """Fill the database by a superuser's connection, which nothing walls in."""
    connection.autocommit = True
    for setting in (
        *("timezone = 'UTC'", "maintenance_work_mem = '512MB'"),
        # References are right as they were made; tried row by row they cost minutes.
        "session_replication_role = replica",
    ):
        connection.execute(f"SET {setting}".encode())
    later = [*_dropped_keys(connection), *_dropped_indexes(connection)]
    source = sqlite3.connect(":memory:")
    source.execute("PRAGMA cache_size=-500000")
    _attach(source, shards)
    for table in TABLES:
        for rows in _reads(table, count=len(shards)):
            _copy(connection, table, source, rows)
    source.close()
    for statement in later:
        connection.execute(statement.encode())
    for table in _BY_ID:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT max(id) FROM {table}))".encode()
        )
    connection.execute("VACUUM ANALYZE")


def _dropped_keys(connection: psycopg.Connection) -> list[str]:
    """Take away the keys that nothing refers to; how they are made again."""
    found = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint AS made WHERE contype IN ('p', 'u') "
        "AND conrelid::regclass::text = ANY(%s) AND NOT EXISTS (SELECT 1 FROM "
        "pg_constraint WHERE contype = 'f' AND conindid = made.conindid)",
        [list(TABLES)],
    ).fetchall()
    for table, name, _made_by in found:
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}".encode())
    return [f"ALTER TABLE {t} ADD CONSTRAINT {n} {made}" for t, n, made in found]


def _dropped_indexes(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s) "
        "AND indexname LIKE 'ix_%%'",
        [list(_BY_ID)],
    ).fetchall()
    for name, _made_by in found:
        connection.execute(f"DROP INDEX {name}".encode())
    return [made_by for _name, made_by in found]


def _copy(
    connection: psycopg.Connection, table: str, source: sqlite3.Connection, rows: str
) -> None:
    """Send rows as lines that SQLite has put together; no text has a tab."""
    columns = TABLES[table]
    line = " || char(9) || ".join(f"ifnull({name}, '\\N')" for name in columns)
    lines = source.execute(f"SELECT {line} FROM ({rows})")
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        while batch := lines.fetchmany(_LINES):
            copy.write("\n".join([text for (text,) in batch]) + "\n")
