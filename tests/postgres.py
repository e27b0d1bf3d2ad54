"""A PostgreSQL of the tests' own: the system's programs, a folder, a plain role.

It listens on a socket inside its folder alone, keeps nothing safe on disk, and ends
with the process that started it. Its databases sort as people do and its clock stands
far from UTC, as on a server that somebody else set up.
"""

from __future__ import annotations

import atexit
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any
from urllib.parse import quote

import psycopg
from psycopg import sql

MISSING = (
    "PostgreSQL is not installed: no initdb on the PATH or in /usr/lib/postgresql."
)
ROLE = "regulars"

_SETTINGS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "timezone": "Asia/Kathmandu",
}
_START_SECONDS = 30


def find() -> Server | None:
    """Give a server that can be started, or None where PostgreSQL is not installed."""
    folders = [
        Path(found).resolve().parent
        for program in ("initdb", "postgres")
        if (found := shutil.which(program))
    ]
    folders += sorted(
        Path("/usr/lib/postgresql").glob("*/bin"),
        key=lambda folder: float(folder.parent.name),
        reverse=True,
    )
    for folder in folders:
        if (folder / "initdb").exists() and (folder / "postgres").exists():
            return Server(folder)
    return None


class Server:
    """One PostgreSQL, started by the first database made in it.

    Use it as a context manager, or call `stop`; what was forgotten stops at exit.
    """

    def __init__(self, programs: Path) -> None:
        self._programs = programs
        self._folder = Path()
        self._process: subprocess.Popen[bytes] | None = None
        # The server refuses to run as root; who is not root runs it as themselves.
        self._user = _plain_user() if os.geteuid() == 0 else None

    def __enter__(self) -> Server:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Make the cluster and wait until it answers: about a second, only once.

        Raises: RuntimeError with the server's own words where it does not start.
        """
        if self._process is not None:
            return
        # A socket's whole path is held to some hundred bytes, so TMPDIR may not do.
        self._folder = Path(tempfile.mkdtemp(prefix="regulars-pg-", dir="/tmp"))
        atexit.register(self.stop)
        if self._user is not None:
            os.chown(self._folder, self._user.pw_uid, self._user.pw_gid)
        cluster = self._folder / "cluster"
        self._run_to_its_end(
            *("initdb", "--pgdata", str(cluster), "--username", "postgres"),
            *("--auth", "trust", "--encoding", "UTF8", "--locale", "C", "--no-sync"),
        )
        settings = {**_SETTINGS, "unix_socket_directories": str(self._folder)}
        options = [part for item in settings.items() for part in ("-c", "=".join(item))]
        with (self._folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [
                    *_ends_with_us(),
                    self._programs / "postgres",
                    "-D",
                    cluster,
                    *options,
                ],
                stdout=log,
                stderr=log,
                cwd=self._folder,
                **self._as_plain_user(),
            )
        self._wait_until_it_answers()
        role = sql.Identifier(ROLE)
        self._command(
            sql.SQL("CREATE ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS").format(role)
        )

    def stop(self) -> None:
        """End the server and remove all it had; harmless when already stopped."""
        atexit.unregister(self.stop)
        if self._process is not None:
            # "Immediate": nothing in it is worth a tidy end.
            self._process.send_signal(signal.SIGQUIT)
            self._process.wait()
            self._process = None
        if self._folder.name:
            shutil.rmtree(self._folder, ignore_errors=True)

    def create_database(self, name: str, *, template: str = "template0") -> str:
        """Make a database that the plain role owns and give its URL.

        With `template` it begins as a copy of that database, which nobody may be
        using just then.
        """
        self.start()
        options = "TEMPLATE {} OWNER {}"
        if template == "template0" and self._sorts_as_people_do():
            options += " LOCALE_PROVIDER icu ICU_LOCALE 'en-US'"
        self._command(
            sql.SQL("CREATE DATABASE {} " + options).format(
                sql.Identifier(name), sql.Identifier(template), sql.Identifier(ROLE)
            )
        )
        return self.url(name)

    def drop_database(self, name: str) -> None:
        """Remove a database, whoever is still connected to it."""
        statement = sql.SQL("DROP DATABASE {} WITH (FORCE)")
        self._command(statement.format(sql.Identifier(name)))

    def url(self, database: str) -> str:
        """Give the URL of a database under the plain role, as SQLAlchemy takes it."""
        host = quote(str(self._folder), safe="")
        return f"postgresql+psycopg://{ROLE}@/{database}?host={host}"

    def _as_plain_user(self) -> dict[str, Any]:
        if self._user is None:
            return {}
        return {
            "user": self._user.pw_uid,
            "group": self._user.pw_gid,
            "extra_groups": [],
        }

    def _run_to_its_end(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            [self._programs / program, *arguments],
            capture_output=True,
            text=True,
            cwd=self._folder,
            check=False,
            **self._as_plain_user(),
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed:\n{done.stdout}{done.stderr}")

    def _wait_until_it_answers(self) -> None:
        assert self._process is not None
        until = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            try:
                self._connect().close()
            except psycopg.OperationalError:
                time.sleep(0.02)
            else:
                return
        log = (self._folder / "log").read_text(errors="replace")
        raise RuntimeError(f"PostgreSQL did not start:\n{log}")

    def _connect(self) -> psycopg.Connection:
        return psycopg.connect(
            host=str(self._folder), user="postgres", dbname="postgres", autocommit=True
        )

    def _command(self, statement: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(statement)

    def _sorts_as_people_do(self) -> bool:
        """Whether this version (15 and later), built with ICU, offers its order."""
        with self._connect() as connection:
            if connection.info.server_version < 150000:
                return False
            found = connection.execute(
                "SELECT 1 FROM pg_collation WHERE collprovider = 'i' LIMIT 1"
            )
            return found.fetchone() is not None


def _plain_user() -> pwd.struct_passwd:
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise RuntimeError("PostgreSQL does not run as root, and no plain user was found.")


def _ends_with_us() -> list[str]:
    """Let the kernel (Linux) end the server even where this process is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "QUIT", "--"] if setpriv else []
