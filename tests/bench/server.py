"""Gunicorn as shipped over an application, from the outside: a port and a process."""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

from tests.bench.kept import ROOT

_START_SECONDS = 60
_KILOBYTES = re.compile(r"(\w+):\s+(\d+) kB")


class Server:
    """A gunicorn that ends with the context it is used as."""

    def __init__(
        self,
        application: str,
        *,
        config: str,
        log: Path,
        settings: Mapping[str, str],
        answers_at: str,
    ) -> None:
        self._command = [
            *(sys.executable, "-m", "gunicorn", "--config", str(ROOT / config)),
            *("--log-level", "warning", application),
        ]
        self._log = log
        self._settings = settings
        self._answers_at = answers_at
        self.port = _free_port()

    def __enter__(self) -> Server:
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(
                self._command,
                cwd=ROOT,
                env={**os.environ, **self._settings, "PORT": str(self.port)},
                stdout=log,
                stderr=log,
            )
        try:
            self._wait_until_it_answers()
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def cpu_seconds(self) -> float | None:
        """What all its processes have computed until now; None without a /proc."""
        try:
            ids = [str(self._process.pid), *self._children()]
            stats = [Path(f"/proc/{each}/stat").read_text() for each in ids]
        except OSError:
            return None
        # Of the fields behind the name, in brackets: time of its own and the system's.
        fields = [stat.rpartition(")")[2].split() for stat in stats]
        ticks = sum(int(each[11]) + int(each[12]) for each in fields)
        return ticks / os.sysconf("SC_CLK_TCK")

    def _children(self) -> list[str]:
        master = self._process.pid
        return Path(f"/proc/{master}/task/{master}/children").read_text().split()

    def memory(self) -> str:
        """The memory of the web process as it is now, in words."""
        try:
            status = Path(f"/proc/{self._children()[0]}/status").read_text()
        except OSError:
            return "unknown: there is no /proc"
        told = dict(_KILOBYTES.findall(status))
        whole, own = (int(told[name]) // 1_000 for name in ("VmRSS", "RssAnon"))
        return f"{whole} MB, of which {own} MB are its own and no file's"

    def _wait_until_it_answers(self) -> None:
        until = time.monotonic() + _START_SECONDS
        while self._process.poll() is None and time.monotonic() < until:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
            try:
                connection.request("GET", self._answers_at)
                if connection.getresponse().status == 200:
                    return
            except OSError:
                time.sleep(0.05)
            finally:
                connection.close()
        raise RuntimeError(f"The server did not start:\n{self._log.read_text()}")

    def _end(self) -> None:
        self._process.terminate()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
