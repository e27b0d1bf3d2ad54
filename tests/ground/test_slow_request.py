"""A request that does not arrive whole in its time is cut off, on the real server."""

from __future__ import annotations

import http.client
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from flask import Flask

from tests.ground.wire import CONFIGURATION, WireBrowser, connect, serving, url_of

TIME = 1.5
# More than the server has threads.
MANY = 70
HEAD = b"GET /healthz HTTP/1.1\r\nHost: here\r\n"
FORM = b"Content-Type: application/x-www-form-urlencoded\r\n"
POST = b"POST /login HTTP/1.1\r\nHost: here\r\n" + FORM
HALVES = {
    "header": HEAD + b"X: ",
    "body": POST + b"Content-Length: 5000\r\n\r\nemail=",
    "piece": POST + b"Transfer-Encoding: chunked\r\n\r\n2000\r\nemail=",
}
EACH_HALF = pytest.mark.parametrize("half", HALVES.values(), ids=HALVES)


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of the server's log."""
    return tmp_path_factory.mktemp("slow") / "log"


@pytest.fixture(scope="module")
def port(new_app: Callable[[str], Flask], log: Path) -> Iterator[int]:
    """The port of a server that gives a request little time to arrive.

    Its database is SQLite, since none has a part in this.
    """
    impatient = log.with_name("impatient.py")
    impatient.write_text(
        f"import runpy\nglobals().update(runpy.run_path({str(CONFIGURATION)!r}))\n"
        f"TimedSocket.REQUEST_SECONDS = {TIME}\n"
    )
    url = url_of(new_app("sqlite"))
    with serving(url, log.parent, configuration=impatient, log=log) as port:
        WireBrowser(port).get("/healthz")  # The first page takes its time.
        yield port


@EACH_HALF
def test_half_a_request_is_cut_off(port: int, log: Path, half: bytes) -> None:
    with connect(port) as line, suppress(ConnectionError):
        line.sendall(half)
        while line.recv(4096):
            pass

    assert "Traceback" not in log.read_text()


@EACH_HALF
def test_a_byte_now_and_then_gains_no_time(port: int, half: bytes) -> None:
    with connect(port) as line:
        line.sendall(half)

        with pytest.raises(ConnectionError):
            dribble(line)


def dribble(line: socket.socket) -> None:
    """Send a byte now and then, for far longer than a request may take."""
    for _ in range(200):
        line.sendall(b"x")
        time.sleep(0.1)


@EACH_HALF
def test_a_page_is_answered_while_many_stay_half(port: int, half: bytes) -> None:
    with ExitStack() as slow:
        for _ in range(MANY):
            slow.enter_context(connect(port)).sendall(half)

        status = WireBrowser(port).get("/healthz").status

    assert status == 200


def test_each_request_of_a_connection_has_its_own_time(port: int) -> None:
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    line.connect()
    first = line.sock
    statuses = []

    for pause in (0, TIME * 1.2):
        time.sleep(pause)
        line.request("GET", "/healthz")
        answer = line.getresponse()
        answer.read()
        statuses.append(answer.status)

    assert statuses == [200, 200]
    assert line.sock is first
    line.close()
