"""Rows from files into a migrated, empty database, in the order of its indexes.

Indexes that can be made afterwards are taken away meanwhile. At the end the planner's
figures are taken: PostgreSQL's autovacuum does that by itself, on SQLite an operator.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path

import psycopg

from tests.bench.shards import TABLES

# Rows of these come by rising id already; others are sorted by their key.
_BY_ID = ("customer", "external_id")
_KEYED = ("customer_word", "customer_suffix", "customer_search", "tally")
_LINES = 20_000


def fill_sqlite(database: Path, *, shards: Sequence[Path]) -> None:
    """Fill the file; nobody else may have it open."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in (
        *("journal_mode=DELETE", "journal_mode=OFF", "synchronous=OFF"),
        *("cache_size=-500000", "threads=2", "foreign_keys=OFF"),
    ):
        connection.execute(f"PRAGMA {pragma}")
    for number, shard in enumerate(shards):
        connection.execute(f"ATTACH ? AS shard_{number}", (str(shard),))
    later = connection.execute(
        "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
        "AND tbl_name IN ('customer', 'external_id')"
    ).fetchall()
    for name, _made_by in later:
        connection.execute(f"DROP INDEX {name}")
    for table, columns in TABLES.items():
        for statement in _inserts(table, columns, len(shards)):
            connection.execute(statement)
    for _name, made_by in later:
        connection.execute(made_by)
    crossed = connection.execute("PRAGMA foreign_key_check").fetchone()
    assert crossed is None, crossed
    connection.execute("ANALYZE main")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _inserts(table: str, columns: Sequence[str], count: int) -> Iterator[str]:
    names = ", ".join(columns)
    reads = [f"SELECT {names} FROM shard_{number}.{table}" for number in range(count)]
    insert = f"INSERT INTO main.{table} ({names})"
    if table in _BY_ID:
        yield from (f"{insert} {read}" for read in reads)
        return
    key = ", ".join(name for name in columns if name not in ("words", "phones"))
    yield f"{insert} {' UNION ALL '.join(reads)} ORDER BY {key}"


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
    for table in TABLES:
        for shard in shards:
            _copy(connection, table, shard)
    for statement in later:
        connection.execute(statement.encode())
    for table in _BY_ID:
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), "
            f"(SELECT max(id) FROM {table}))".encode()
        )
    connection.execute("VACUUM ANALYZE")


def _dropped_keys(connection: psycopg.Connection) -> list[str]:
    found = connection.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) "
        "FROM pg_constraint WHERE contype = 'p' AND conrelid::regclass::text = ANY(%s)",
        [list(_KEYED)],
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


def _copy(connection: psycopg.Connection, table: str, shard: Path) -> None:
    """Send a file's rows as lines that SQLite has put together; no text has a tab."""
    columns = TABLES[table]
    line = " || char(9) || ".join(f"ifnull({name}, '\\N')" for name in columns)
    source = sqlite3.connect(shard)
    lines = source.execute(f"SELECT {line} FROM {table}")
    statement = f"COPY {table} ({', '.join(columns)}) FROM STDIN"
    with connection.cursor() as cursor, cursor.copy(statement.encode()) as copy:
        while batch := lines.fetchmany(_LINES):
            copy.write("\n".join([text for (text,) in batch]) + "\n")
    source.close()
