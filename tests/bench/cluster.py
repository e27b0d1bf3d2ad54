"""A PostgreSQL whose folder is kept, with the settings it comes with.

The tests' own keeps nothing safe on disk; here a commit waits for the disk as it does
for a shop.
"""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql

from tests import postgres

DATABASE = "bench"


@contextmanager
def kept_in(folder: Path) -> Iterator[KeptServer | None]:
    """The server over the cluster in the folder, None where PostgreSQL is missing.

    It starts when it is first asked for anything, and ends with the context.
    """
    found = postgres.find()
    server = KeptServer(found._programs, folder) if found else None
    try:
        yield server
    finally:
        if server is not None:
            server.stop()


class KeptServer(postgres.Server):
    """The tests' server over a cluster that outlives it."""

    def __init__(self, programs: Path, cluster: Path) -> None:
        super().__init__(programs)
        self._cluster = cluster

    def start(self) -> None:
        """Make the cluster if there is none, and wait until it answers."""
        if self._process is not None:
            return
        self._folder = Path(tempfile.mkdtemp(prefix="regulars-pg-", dir="/tmp"))
        atexit.register(self.stop)
        self._give_away(self._folder)
        is_new = not (self._cluster / "PG_VERSION").exists()
        if is_new:
            shutil.rmtree(self._cluster, ignore_errors=True)
            self._cluster.mkdir(mode=0o700)
            self._give_away(self._cluster)
            self._refuse_a_hidden_place()
            self._run_to_its_end(
                *("initdb", "--pgdata", str(self._cluster), "--username", "postgres"),
                *("--auth", "trust", "--encoding", "UTF8", "--locale", "C"),
            )
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *postgres._ends_with_us(),
                    *(self._programs / "postgres", "-D", self._cluster),
                    *("-c", "listen_addresses="),
                    *("-c", f"unix_socket_directories={self._folder}"),
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._as_plain_user(),
            )
        self._wait_until_it_answers()
        if is_new:
            role = sql.Identifier(postgres.ROLE)
            make = sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS")
            self._command(make.format(role))

    def stop(self) -> None:
        """End the server tidily; its cluster stays."""
        atexit.unregister(self.stop)
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait()
            self._process = None
        if self._folder.name:
            shutil.rmtree(self._folder, ignore_errors=True)

    def new_database(self) -> str:
        """Make the database anew, empty, and give its URL under the plain role."""
        self.start()
        drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)")
        self._command(drop.format(sql.Identifier(DATABASE)))
        return self.create_database(DATABASE)

    def superuser(self) -> psycopg.Connection:
        """A connection to the database that no wall holds: for loading and sizes."""
        self.start()
        return psycopg.connect(
            host=str(self._folder), user="postgres", dbname=DATABASE, autocommit=True
        )

    def _give_away(self, path: Path) -> None:
        if self._user is not None:
            os.chown(path, self._user.pw_uid, self._user.pw_gid)

    def _refuse_a_hidden_place(self) -> None:
        """Raises: SystemExit where the server's user cannot come to its folder."""
        seen = subprocess.run(
            ["test", "-w", self._cluster], check=False, **self._as_plain_user()
        )
        if seen.returncode:
            raise SystemExit(
                f"PostgreSQL runs as {self._user and self._user.pw_name}, who cannot "
                f"reach {self._cluster}. Name a place that everybody may enter: "
                "make bench BENCH_DIR=/var/tmp/regulars-bench"
            )
