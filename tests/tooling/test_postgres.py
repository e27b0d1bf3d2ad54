"""The starter of PostgreSQL: a plain role, an order of people, no trace left."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import psycopg
import pytest

from tests import postgres

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def server() -> Iterator[postgres.Server]:
    found = postgres.find()
    if found is None and os.environ.get("REQUIRE_POSTGRES") == "1":
        pytest.fail(postgres.MISSING)
    if found is None:
        pytest.skip(postgres.MISSING)
    with found:
        yield found


def connect(url: str) -> psycopg.Connection:
    return psycopg.connect(url.replace("+psycopg", ""))


def test_the_role_is_plain_and_owns_what_it_makes(server: postgres.Server) -> None:
    with connect(server.create_database("plain")) as connection:
        role = connection.execute(
            "SELECT rolname, rolsuper, rolbypassrls, rolcreaterole FROM pg_roles "
            "WHERE rolname = current_user"
        ).fetchone()
        connection.execute("CREATE TABLE shelf (id int)")

    assert role == ("regulars", False, False, False)


def test_row_level_security_binds_the_role(server: postgres.Server) -> None:
    with connect(server.create_database("walled")) as connection:
        connection.execute("CREATE TABLE shelf (id int)")
        connection.execute("INSERT INTO shelf VALUES (1), (2)")
        connection.execute("CREATE POLICY odd ON shelf USING (id % 2 = 1)")
        connection.execute("ALTER TABLE shelf ENABLE ROW LEVEL SECURITY")
        connection.execute("ALTER TABLE shelf FORCE ROW LEVEL SECURITY")

        seen = connection.execute("SELECT id FROM shelf").fetchall()

    assert seen == [(1,)]


def test_a_copy_of_a_database_has_its_tables(server: postgres.Server) -> None:
    with connect(server.create_database("pattern")) as connection:
        connection.execute("CREATE TABLE shelf (id int)")

    with connect(server.create_database("copy", template="pattern")) as connection:
        rows = connection.execute("SELECT count(*) FROM shelf").fetchone()

    assert rows == (0,)


def test_a_dropped_database_is_gone(server: postgres.Server) -> None:
    url = server.create_database("brief")

    with connect(url):
        server.drop_database("brief")

    with pytest.raises(psycopg.OperationalError, match="brief"):
        connect(url)


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_it_ends_with_the_process_that_started_it(
    server: postgres.Server, end: signal.Signals
) -> None:
    script = (
        "import time; from tests import postgres; server = postgres.find(); "
        "server.start(); print(server.url('postgres'), flush=True); time.sleep(60)"
    )
    starter = subprocess.Popen(
        [sys.executable, "-c", script],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert starter.stdout is not None
    url = starter.stdout.readline().strip()
    connect(url).close()

    starter.send_signal(end)
    starter.wait()

    assert _is_silent(url, seconds=5)
    # Whoever is killed leaves files behind.
    shutil.rmtree(parse_qs(urlsplit(url).query)["host"][0], ignore_errors=True)


def _is_silent(url: str, *, seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            connect(url).close()
        except psycopg.OperationalError:
            return True
        time.sleep(0.05)
    return False
