"""A body that takes its time to arrive delays nobody, on the real server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.ground import work
from customers.ground.db import db
from tests.ground.wire import WireBrowser, is_answered, serving, status_of
from tests.world import World


@pytest.fixture
def port(real_app: Flask, tmp_path: Path) -> Iterator[int]:
    """The port of a server over the world's database."""
    world = work.run(lambda: World(real_app))
    world.enter()
    work.end_read()
    url = db.engine.url.render_as_string(hide_password=False)
    with serving(url, tmp_path) as port:
        yield port


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
