"""A request that does not arrive whole in its time is cut off, on the real server."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from flask import Flask

from customers.ground.db import db
from tests.ground.wire import CONFIGURATION, WireBrowser, serving

TIME = 0.9
HEAD = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: here\r\n" + FORM
HALVES = {
    "header": HEAD,
    "body": POST + b"Content-Length: 5000\r\n\r\nemail=",
    "piece": POST + b"Transfer-Encoding: chunked\r\n\r\n2000\r\nemail=",
}
EACH_HALF = pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    """The file of the server's log."""
    return tmp_path / "log"


@pytest.fixture
def port(real_app: Flask, tmp_path: Path, log: Path) -> Iterator[int]:
    """The port of a server that gives a request less than a second to arrive."""
    impatient = tmp_path / "impatient.py"
    impatient.write_text(
        f"import runpy\nglobals().update(runpy.run_path({str(CONFIGURATION)!r}))\n"
        f"TimedSocket.REQUEST_SECONDS = {TIME}\n"
    )
    url = db.engine.url.render_as_string(hide_password=False)
    with serving(url, tmp_path, configuration=impatient, log=log) as port:
        WireBrowser(port).get("/healthz")  # The first page takes its time.
        yield port


def connect(port: int) -> socket.socket:
    """A connection to the server."""
    return socket.create_connection(("127.0.0.1", port), timeout=10)


@EACH_HALF
def test_half_a_request_is_cut_off_in_its_time(
    port: int, log: Path, half: bytes
) -> None:
    begun = time.monotonic()
    with connect(port) as line, suppress(ConnectionError):
        line.sendall(half)
        while line.recv(4096):
            pass
    seconds = time.monotonic() - begun

    assert TIME / 2 < seconds < TIME + 1
    assert "Traceback" not in log.read_text()


@EACH_HALF
def test_a_byte_now_and_then_gains_no_time(port: int, half: bytes) -> None:
    begun = time.monotonic()
    with connect(port) as line, suppress(ConnectionError):
        line.sendall(half)
        while time.monotonic() - begun < 5:
            line.sendall(b"x")
            time.sleep(0.1)
    seconds = time.monotonic() - begun

    assert seconds < TIME + 1


@EACH_HALF
def test_seventy_of_them_stop_a_page_no_longer(port: int, half: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(70):
            slow.enter_context(connect(port)).sendall(half)

        begun = time.monotonic()
        status = WireBrowser(port).get("/healthz").status
        seconds = time.monotonic() - begun

    assert status == 200
    assert seconds < TIME + 1


def test_each_request_of_a_connection_has_its_own_time(port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    line.connect()
    first = line.sock
    statuses = []

    for _ in range(4):
        time.sleep(TIME * 0.7)
        line.request("GET", "/healthz")
        answer = line.getresponse()
        answer.read()
        statuses.append(answer.status)

    assert statuses == [200] * 4
    assert line.sock is first
    line.close()


def test_a_request_in_two_halves_within_the_time_is_answered(port: int) -> None:
    with connect(port) as line:
        line.sendall(HEAD)
        time.sleep(TIME / 2)
        line.sendall(b"Connection: close\r\n\r\n")
        answer = http.client.HTTPResponse(line)
        answer.begin()

    assert answer.status == 200
