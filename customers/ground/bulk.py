"""Many rows in one statement: how each of the two databases takes them quickest.

Both get ids that were taken beforehand, since a statement that gives back those it made
goes row by row on SQLite and as one text of a megabyte on PostgreSQL. SQLite then takes
the rows one after the other without a round trip; PostgreSQL gets them as one JSON
value. Only `tenancy.write_many` calls this: it knows whose rows they are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import (
    JSON,
    Connection,
    FromClause,
    Table,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)
from sqlalchemy.types import TypeDecorator

Rows = Sequence[dict[str, Any]]

# Up to here one statement that gives back its ids is the shorter way.
_FEW = 50
_COUNTED = {"preserve_rowcount": True}
_SQLITE_LAST = text("SELECT seq FROM sqlite_sequence WHERE name = :name")
_POSTGRES_NEXT = text(
    "SELECT nextval(sequence) FROM generate_series(1, :count), "
    "(SELECT pg_get_serial_sequence(:name, 'id')::regclass AS sequence) AS found"
)


def insert_rows(connection: Connection, *, table: Table, rows: Rows) -> list[int]:
    """Insert the rows, which have the same keys, and give their ids in order."""
    if len(rows) <= _FEW:
        few = insert(table).returning(table.c.id, sort_by_parameter_order=True)
        return list(connection.execute(few, list(rows)).scalars())
    ids = _new_ids(connection, table, len(rows))
    numbered = [row | {"id": new_id} for row, new_id in zip(rows, ids, strict=True)]
    if connection.dialect.name == "sqlite":
        connection.execute(insert(table), numbered)
        return ids
    given = _given(table, numbered[0])
    source = select(*(given.c[name] for name in numbered[0]))
    statement = insert(table).from_select(list(numbered[0]), source)
    result = connection.execute(
        statement, _as_json(connection, table, numbered), execution_options=_COUNTED
    )
    return ids[: result.rowcount]


def update_rows(
    connection: Connection, *, table: Table, rows: Rows, keys: Collection[str]
) -> int:
    """Update the rows that have the same `keys`, and give how many there were.

    Nothing changes but what the rows name: a moment that would be stamped by itself
    stays as it is.
    """
    values = [name for name in rows[0] if name not in keys]
    kept = {c.name: c for c in table.c if c.onupdate and c.name not in rows[0]}
    if connection.dialect.name != "sqlite" and len(rows) > _FEW:
        given = _given(table, rows[0])
        changed: Any = {name: given.c[name] for name in values}
        statement = update(table).values(changed | kept)
        for name in sorted(keys):
            statement = statement.where(table.c[name] == given.c[name])
        return connection.execute(statement, _as_json(connection, table, rows)).rowcount
    news: Any = {name: bindparam(f"new_{name}") for name in values}
    statement = update(table).values(news | kept)
    for name in sorted(keys):
        statement = statement.where(table.c[name] == bindparam(f"key_{name}"))
    renamed = [
        {f"{'key' if name in keys else 'new'}_{name}": row[name] for name in row}
        for row in rows
    ]
    return connection.execute(statement, renamed).rowcount


def _new_ids(connection: Connection, table: Table, count: int) -> list[int]:
    """Take ids that no other row gets, rising.

    On SQLite the unit of work's write lock keeps them free until they are written.
    """
    if connection.dialect.name == "sqlite":
        last = connection.execute(_SQLITE_LAST, {"name": table.name}).scalar() or 0
        return list(range(last + 1, last + 1 + count))
    named = {"name": f'"{table.name}"', "count": count}
    return sorted(connection.execute(_POSTGRES_NEXT, named).scalars())


def _given(table: Table, names: Collection[str]) -> FromClause:
    """The rows of the one JSON parameter, with the table's own types."""
    shape: Any = literal_column(f'NULL::"{table.name}"')
    rows = cast(bindparam("rows", type_=Text()), JSON)
    columns = [column(name, table.c[name].type) for name in names]
    return func.json_populate_recordset(shape, rows).table_valued(
        *columns, name="given"
    )


def _as_json(connection: Connection, table: Table, rows: Rows) -> dict[str, str]:
    """The rows as that parameter, each value checked by its column's own type."""
    plain = [dict(row) for row in rows]
    for name in rows[0]:
        type_ = table.c[name].type
        if isinstance(type_, TypeDecorator):
            for row in plain:
                row[name] = type_.process_bind_param(row[name], connection.dialect)
    return {"rows": json.dumps(plain, default=_iso)}


def _iso(value: date) -> str:
    """A day as a day, and a moment (a kind of day to Python) as a moment."""
    return value.isoformat()
