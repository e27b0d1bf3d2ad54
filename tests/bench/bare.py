"""The measure of everything else: what Flask costs when it does nothing, or one INSERT.

The INSERT is committed into a table of its own of the database that is measured, with
the settings that the product has there.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from typing import Any

import psycopg
from flask import Flask, request

TABLE = "bench_insert"
_MADE = f"CREATE TABLE IF NOT EXISTS {TABLE} (id {{}}, text text)"

app = Flask("bare")
_of_thread = threading.local()


@app.get("/")
def bare() -> str:
    """Answer two letters."""
    return "ok"


@app.post("/")
def insert() -> str:
    """Insert what was sent, wait until it is safe, and answer two letters."""
    connection, mark = _connection()
    statement = f"INSERT INTO {TABLE} (text) VALUES ({mark})"
    connection.execute(statement, (request.form["text"],))
    connection.commit()
    return "ok"


def _connection() -> tuple[Any, str]:
    """The thread's connection, kept open, and how it marks a value."""
    if not hasattr(_of_thread, "made"):
        _of_thread.made = _connected(os.environ["BENCH_INSERTS"])
    made: tuple[Any, str] = _of_thread.made
    return made


def _connected(url: str) -> tuple[Any, str]:
    kind, _, place = url.partition("://")
    if kind == "sqlite":
        connection: Any = sqlite3.connect(place.removeprefix("/"))
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=2000"):
            connection.execute(f"PRAGMA {pragma}")
        connection.execute(_MADE.format("INTEGER PRIMARY KEY"))
        return connection, "?"
    connection = psycopg.connect(f"postgresql://{place}")
    connection.execute(_MADE.format("bigserial PRIMARY KEY").encode())
    connection.commit()
    return connection, "%s"
