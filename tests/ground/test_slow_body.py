"""A body that takes its time to arrive delays nobody, on the real server."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.ground import work
from customers.ground.db import db
from tests.conftest import make_world
from tests.ground.wire import (
    WireBrowser,
    connect,
    is_answered,
    serving,
    status_of,
    url_of,
)
from tests.world import World


@pytest.fixture(scope="module")
def served(database: str, new_app: Callable[[str], Flask]) -> World:
    """The world whose database is served."""
    return make_world(new_app(database))


@pytest.fixture(scope="module")
def port(served: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a server over the world's database."""
    with serving(url_of(served.app), tmp_path_factory.mktemp("body")) as port:
        yield port


@pytest.fixture(autouse=True)
def looks_on(served: World) -> Iterator[None]:
    """Each test looks at Alice's business in the database."""
    with served.app.app_context():
        served.enter()
        yield
        db.session.remove()


def signed_in(port: int, email: str) -> WireBrowser:
    """A browser that has signed in."""
    browser = WireBrowser(port)
    assert browser.sign_in(email, World.PASSWORD) == 303
    return browser


def shop_form(browser: WireBrowser, name: str) -> dict[str, str]:
    """The form that adds a shop, filled."""
    return {**browser.secrets("/settings/shops/new"), "name": name}


def names() -> list[str]:
    """The shops that are kept."""
    work.end_read()
    return list(db.session.scalars(select(Shop.name)))


def test_a_slow_body_delays_nobody(port: int) -> None:
    slow = signed_in(port, "alice@example.com")
    quick = signed_in(port, "adam@example.com")
    line, rest = slow.begin("/settings/shops", shop_form(slow, "Slow " + "w" * 80))

    written = quick.post("/settings/shops", shop_form(quick, "Quick")).status
    read = quick.get("/settings/shops").status
    kept_meanwhile = names()
    slow_was_answered = is_answered(line)
    line.sendall(rest)
    finished = status_of(line)

    assert (written, read, finished) == (303, 200, 303)
    assert not slow_was_answered
    assert "Quick" in kept_meanwhile
    assert "Slow " + "w" * 80 in names()


def test_silent_bodies_leave_threads_for_others(port: int) -> None:
    slow = signed_in(port, "alice@example.com")
    quick = signed_in(port, "adam@example.com")
    form = shop_form(slow, "Silent")
    lines = [slow.begin("/settings/shops", form)[0] for _ in range(20)]

    status = quick.post("/settings/shops", shop_form(quick, "Still quick")).status
    answered = [is_answered(line) for line in lines]
    for line in lines:
        line.close()

    assert status == 303
    assert answered == [False] * 20
    assert "Silent" not in names()


def test_what_was_begun_and_left_is_not_kept(port: int) -> None:
    browser = signed_in(port, "alice@example.com")
    line, _ = browser.begin("/settings/shops", shop_form(browser, "Left alone"))
    line.close()

    status = browser.post("/settings/shops", shop_form(browser, "Next")).status

    assert status == 303
    assert "Left alone" not in names()


def test_half_a_head_delays_nobody_and_is_answered_once_whole(port: int) -> None:
    with connect(port) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: here\r\n")
        meanwhile = WireBrowser(port).get("/healthz").status
        slow_was_answered = is_answered(line)
        line.sendall(b"Connection: close\r\n\r\n")
        finished = status_of(line)

    assert (meanwhile, slow_was_answered, finished) == (200, False, 200)
