"""A file that comes over a slow line, on the real server: in time, or cut off."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask

from customers.ground import work
from customers.ground.db import db
from tests.ground.wire import CONFIGURATION, SECONDS, WireBrowser, serving, status_of
from tests.transfer.uploading import IMPORT
from tests.world import World

HEAD = (
    "POST {url} HTTP/1.1\r\nHost: here\r\nCookie: {cookie}\r\n"
    "Content-Length: {size}\r\n"
    "Content-Type: multipart/form-data; boundary=B\r\n\r\n"
)
FIELD = '--B\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
FILE = '--B\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
# At the slowest line that is let through, this many bytes have three seconds.
CONTENT = b"Code,Name\r\n" + b"A-1,Anna Berg\r\n" * 20_000


@pytest.fixture
def port(real_app: Flask, tmp_path: Path) -> Iterator[int]:
    """The port of a server that gives a form less than a second to arrive."""
    world = work.run(lambda: World(real_app))
    world.enter()
    work.end_read()
    impatient = tmp_path / "impatient.py"
    impatient.write_text(
        f"import runpy\nglobals().update(runpy.run_path({str(CONFIGURATION)!r}))\n"
        "TimedSocket.REQUEST_SECONDS = 0.9\n"
    )
    url = db.engine.url.render_as_string(hide_password=False)
    with serving(url, tmp_path, configuration=impatient) as port:
        yield port


def send_slowly(browser: WireBrowser, *, url: str, person: str) -> int:
    """Send a file with a pause in its middle; the status of the answer."""
    assert browser.sign_in(f"{person}@example.com", World.PASSWORD) == 303
    fields = {**browser.secrets("/customers/new"), "kind": "customers"}
    form = "".join(FIELD.format(*field) for field in {**fields, "source": "x"}.items())
    body = (form + FILE).encode() + CONTENT + b"\r\n--B--\r\n"
    head = HEAD.format(url=url, cookie=browser.cookie, size=len(body)).encode()
    address = ("127.0.0.1", browser.port)
    with socket.create_connection(address, timeout=SECONDS) as line:
        line.sendall(head + body[:9_000])
        time.sleep(1.5)
        with suppress(OSError):  # It may be refused before all was sent.
            line.sendall(body[9_000:])
        return status_of(line)


def test_a_file_has_the_time_it_needs_from_whoever_may_send_it(port: int) -> None:
    statuses = {
        (url, person): send_slowly(WireBrowser(port), url=url, person=person)
        for url, person in (
            (IMPORT, "alice"),
            (IMPORT, "bob"),
            ("/customers/new", "alice"),
        )
    }

    assert statuses == {
        (IMPORT, "alice"): 303,
        (IMPORT, "bob"): 403,
        ("/customers/new", "alice"): 400,
    }
