"""The real server in a process of its own, and a browser that speaks to it slowly."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path
from urllib.parse import urlencode

from flask import Flask

from customers.ground.db import db

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "deploy" / "gunicorn.conf.py"
# Time for what must come however slow the machine is; only what hangs takes it.
SECONDS = 60


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def serving(
    url: str,
    instance: Path,
    *,
    configuration: Path | None = None,
    log: Path | None = None,
) -> Iterator[int]:
    """Serve the database by gunicorn, set up as for real; gives the port.

    `configuration` stands in for the shipped one; `log` gets what the server logs.
    """
    port = free_port()
    environ = {
        **os.environ,
        "DATABASE_URL": url,
        "REGULARS_INSTANCE": str(instance),
        "PORT": str(port),
    }
    command = [sys.executable, "-m", "gunicorn"]
    command += ["--config", str(configuration or CONFIGURATION)]
    command += ["--log-level", "warning", "app:app"]
    with nullcontext() if log is None else log.open("wb") as errors:
        server = subprocess.Popen(command, cwd=ROOT, env=environ, stderr=errors)
    try:
        _wait_for(port, server)
        yield port
    finally:
        # At once: for requests that are half there it would wait long.
        server.send_signal(signal.SIGQUIT)
        server.wait(timeout=SECONDS)


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("The server did not start.")


def url_of(app: Flask) -> str:
    """The address of an app's database."""
    with app.app_context():
        return db.engine.url.render_as_string(hide_password=False)


def connect(port: int) -> socket.socket:
    """A connection to the server, on which an answer is awaited for long."""
    return socket.create_connection(("127.0.0.1", port), timeout=SECONDS)


class WireBrowser:
    """A browser over a real connection, with one cookie and the page's secrets."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookie = ""

    def get(self, url: str) -> http.client.HTTPResponse:
        """GET a page."""
        return self._remember(self._ask("GET", url))

    def post(self, url: str, fields: Mapping[str, str]) -> http.client.HTTPResponse:
        """POST a form at once."""
        return self._remember(self._ask("POST", url, urlencode(fields)))

    def sign_in(self, email: str, password: str) -> int:
        """Sign in by the page; the status of the answer."""
        token = {"csrf_token": self.secrets("/login")["csrf_token"]}
        form = {**token, "email": email, "password": password}
        return self.post("/login", form).status

    def secrets(self, url: str) -> dict[str, str]:
        """The hidden fields of the forms on a page."""
        page = self.get(url).read().decode()
        names = ("csrf_token", "business", "request_key")
        found = {n: re.search(rf'name="{n}" value="([^"]*)"', page) for n in names}
        return {name: match.group(1) for name, match in found.items() if match}

    def begin(self, url: str, fields: Mapping[str, str]) -> tuple[socket.socket, bytes]:
        """Send the headers and half of a form; gives the rest, still to be sent."""
        body = urlencode(fields).encode()
        head = (
            f"POST {url} HTTP/1.1\r\nHost: 127.0.0.1:{self.port}\r\n"
            f"Cookie: {self.cookie}\r\nContent-Length: {len(body)}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        )
        line = connect(self.port)
        half = len(body) // 2
        line.sendall(head.encode() + body[:half])
        return line, body[half:]

    def _ask(self, method: str, url: str, body: str = "") -> http.client.HTTPResponse:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        headers = {"Cookie": self.cookie} if self.cookie else {}
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        line.request(method, url, body or None, headers)
        return line.getresponse()

    def _remember(self, answer: http.client.HTTPResponse) -> http.client.HTTPResponse:
        cookie = answer.headers.get("Set-Cookie")
        if cookie:
            self.cookie = cookie.partition(";")[0]
        return answer


def send_raw(port: int, request: bytes) -> int:
    """Send bytes as they are; the status of the answer."""
    with connect(port) as line:
        with suppress(ConnectionError):  # It may be refused before all was sent.
            line.sendall(request)
        return status_of(line)


def status_of(line: socket.socket) -> int:
    """The status of the answer that comes on a line."""
    answer = http.client.HTTPResponse(line)
    answer.begin()
    return answer.status


def is_answered(line: socket.socket) -> bool:
    """Whether anything has come on the line by now."""
    line.setblocking(False)
    try:
        return bool(line.recv(1, socket.MSG_PEEK))
    except BlockingIOError:
        return False
    finally:
        line.settimeout(SECONDS)
