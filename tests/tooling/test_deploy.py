"""What serves Regulars: the port that is asked for, and a log that names nobody."""

from __future__ import annotations

import logging
import os
import re
import runpy
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION = str(ROOT / "deploy" / "gunicorn.conf.py")


def look_at_port(port: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, ROOT / "deploy" / "port.py"],
        env={**os.environ, "PORT": port},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_busy_port_is_told_with_the_remedy() -> None:
    with socket.socket() as busy:
        busy.bind(("127.0.0.1", 0))
        busy.listen()
        done = look_at_port(str(busy.getsockname()[1]))

    assert done.returncode == 1
    assert "make run PORT=9000" in done.stderr


def test_a_free_port_passes() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = str(probe.getsockname()[1])

    assert look_at_port(free).returncode == 0


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "８０"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = look_at_port(port)

    assert done.returncode == 1
    assert "from 1 to 65535" in done.stderr


def test_the_environment_sets_port_and_processes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("WEB_CONCURRENCY", "3")

    settings = runpy.run_path(CONFIGURATION)

    assert (settings["bind"], settings["workers"]) == ("127.0.0.1:8123", 3)


def test_without_an_environment_one_process_serves_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("PORT", raising=False)
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)

    settings = runpy.run_path(CONFIGURATION)

    assert (settings["bind"], settings["workers"]) == ("127.0.0.1:8000", 1)
    assert settings["forwarded_allow_ips"] == ""
    assert settings["accesslog"] is None
    assert settings["control_socket_disable"] is True


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("Error handling request %s %s", ("GET", "/customers?q=alice")),
        ("Error handling request %s", ("/customers?q=alice",)),
        ("Invalid request from ip=10.0.0.7: Invalid HTTP request: alice", ()),
    ],
)
def test_the_log_names_nobody(text: str, arguments: tuple[str, ...]) -> None:
    nameless = runpy.run_path(CONFIGURATION)["_nameless"]
    record = logging.LogRecord("", logging.ERROR, "", 0, text, arguments, None)

    assert nameless(record)
    assert "alice" not in record.getMessage()
    assert "10.0.0.7" not in record.getMessage()


@pytest.fixture
def address(tmp_path: Path) -> Iterator[tuple[str, int]]:
    """Serve one word with our settings, on a port that was free.

    Gunicorn's own wait for a first byte is an hour: where ours is not in its place,
    silent connections keep the threads for longer than any test waits.
    """
    (tmp_path / "configuration.py").write_text(
        f"import runpy\nglobals().update(runpy.run_path({CONFIGURATION!r}))\n"
        "bind = '127.0.0.1:0'\n"
        "post_worker_init = lambda worker: None\n"
        "import gunicorn.workers.gthread as own\n"
        "own.DEFAULT_WORKER_DATA_TIMEOUT = 3600\n"
    )
    (tmp_path / "word.py").write_text(
        "def app(environ, start_response):\n"
        "    start_response('200 OK', [('Content-Length', '4')])\n"
        "    return [b'here']\n"
    )
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "configuration.py", "word:app"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout is not None
    found = re.search(r"http://([\d.]+):(\d+)", server.stdout.readline())
    assert found
    yield found[1], int(found[2])
    server.terminate()
    assert server.wait(timeout=60) == 0


def test_hundreds_of_silent_connections_delay_nobody(address: tuple[str, int]) -> None:
    with ExitStack() as silent:
        for _ in range(300):
            silent.enter_context(socket.create_connection(address))

        answer = urllib.request.urlopen("http://{}:{}/".format(*address), timeout=30)
        word = answer.read()

    assert (word, answer.status) == (b"here", 200)


def test_a_connection_that_waited_is_answered(address: tuple[str, int]) -> None:
    with socket.create_connection(address) as connection:
        time.sleep(0.3)
        connection.sendall(b"GET / HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n")
        answer = b"".join(iter(lambda: connection.recv(1000), b""))

    assert answer.endswith(b"here")
