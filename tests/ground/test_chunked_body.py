"""A body sent in pieces is read whole or refused in words, on the real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.ground import work
from customers.ground.db import db
from tests.conftest import make_world
from tests.ground.wire import WireBrowser, send_raw, serving, url_of
from tests.world import World

HEAD = (
    "POST {url} HTTP/1.1\r\nHost: here\r\nCookie: {cookie}\r\n"
    "Content-Type: application/x-www-form-urlencoded\r\n"
    "Transfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
)


@dataclass(frozen=True)
class Server:
    """A real server and the file of its log."""

    port: int
    log: Path

    def post(self, body: bytes, *, url: str = "/login", cookie: str = "") -> int:
        """Send a body in pieces, as given; the status of the answer."""
        head = HEAD.format(url=url, cookie=cookie).encode()
        return send_raw(self.port, head + body)

    def logged(self) -> str:
        """What stands in the log by now."""
        return self.log.read_text()


@pytest.fixture(scope="module")
def served(database: str, new_app: Callable[[str], Flask]) -> World:
    """The world whose database is served."""
    return make_world(new_app(database))


@pytest.fixture(scope="module")
def server(served: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server over the world's database."""
    folder = tmp_path_factory.mktemp("chunked")
    with serving(url_of(served.app), folder, log=folder / "log") as port:
        yield Server(port, folder / "log")


@pytest.fixture(autouse=True)
def looks_on(served: World) -> Iterator[None]:
    """Each test looks at Alice's business in the database."""
    with served.app.app_context():
        served.enter()
        yield
        db.session.remove()


def pieces(body: bytes, size: int) -> bytes:
    """The body as pieces of a size, and the end."""
    cut = [body[at : at + size] for at in range(0, len(body), size)]
    sent = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in cut)
    return sent + b"0\r\n\r\n"


def test_a_form_in_pieces_is_taken(server: Server) -> None:
    browser = WireBrowser(server.port)
    assert browser.sign_in("alice@example.com", World.PASSWORD) == 303
    form = {**browser.secrets("/settings/shops/new"), "name": "In pieces"}
    body = pieces(urlencode(form).encode(), 7)

    status = server.post(body, url="/settings/shops", cookie=browser.cookie)

    work.end_read()
    assert status == 303
    assert "In pieces" in db.session.scalars(select(Shop.name)).all()


BROKEN = {
    "size of no number": b"zz\r\nab\r\n0\r\n\r\n",
    "size below nothing": b"-5\r\nab\r\n0\r\n\r\n",
    "size too small": b"1\r\nabcdef\r\n0\r\n\r\n",
    "no size": b"\r\nab\r\n0\r\n\r\n",
    "second is broken": b"3\r\na=b\r\nzz\r\nc\r\n0\r\n\r\n",
    "no pieces at all": b"name=value&other=value\r\n\r\n",
}


def test_pieces_that_make_no_body_are_a_400(server: Server) -> None:
    statuses = {name: server.post(body) for name, body in BROKEN.items()}

    assert statuses == dict.fromkeys(BROKEN, 400)
    assert "Traceback" not in server.logged()
    assert "Unexpected" not in server.logged()


def test_three_million_bytes_in_pieces_are_a_413(server: Server) -> None:
    body = pieces(b"name=" + b"x" * 3_000_000, 60_000)

    statuses = {server.post(body, url=url) for url in ("/login", "/customers/new")}

    assert statuses == {413}
    assert "Traceback" not in server.logged()
    assert WireBrowser(server.port).get("/healthz").status == 200
