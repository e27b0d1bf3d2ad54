"""The same request sent twice has one effect and gets the same answer."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select
from werkzeug.test import TestResponse

from customers.accounts.models import Shop
from customers.ground import clock, requests, work
from customers.ground.db import db
from customers.ground.requests import RequestKey
from tests.world import Browser, World


def key() -> dict[str, str]:
    """A request key of a form."""
    return {"request_key": secrets.token_urlsafe(24)}


def shops(world: World, name: str) -> int:
    """How many shops of this name Alice's business has."""
    db.session.rollback()
    world.enter()
    return len(db.session.scalars(select(Shop).where(Shop.name == name)).all())


def meaning(answer: TestResponse) -> tuple[int, str | None, str | None]:
    """What an answer tells a browser to do."""
    return (
        answer.status_code,
        answer.headers.get("Location"),
        answer.headers.get("HX-Redirect"),
    )


@pytest.mark.parametrize("htmx", [False, True])
def test_sent_twice_it_has_one_effect_and_one_answer(world: World, htmx: bool) -> None:
    browser = world.client(world.bob)
    form = {"name": "Twice", **key()}

    first = browser.post("/tiny/shops", form, htmx=htmx)
    second = browser.post("/tiny/shops", form, htmx=htmx)

    assert meaning(first) == meaning(second)
    assert first.status_code == (200 if htmx else 303)
    assert shops(world, "Twice") == 1


def test_other_content_under_the_same_key_is_a_conflict(world: World) -> None:
    browser = world.client(world.bob)
    same = key()
    browser.post("/tiny/shops", {"name": "First", **same})

    answer = browser.post("/tiny/shops", {"name": "Second", **same})

    assert answer.status_code == 409
    assert "Load the page again" in answer.text
    assert shops(world, "Second") == 0


@pytest.mark.parametrize(("name", "status"), [("", 422), ("no", 409)])
def test_a_refused_form_proceeds_once_corrected(
    world: World, name: str, status: int
) -> None:
    browser = world.client(world.bob)
    same = key()

    refused = browser.post("/tiny/shops", {"name": name, **same})
    corrected = browser.post("/tiny/shops", {"name": "Corrected", **same})

    assert refused.status_code == status
    assert same["request_key"] in refused.text
    assert corrected.status_code == 303
    assert shops(world, "Corrected") == 1


ODD = "\0 \n\t\x1b'\"<>;%/\\.:é٣\u202e😀"


@pytest.mark.parametrize(
    "wrong",
    ["", "short", "x" * 65, *(f"{'x' * 20}{odd}" for odd in ODD), "\0" * 20, "é" * 20],
)
def test_a_form_without_its_key_is_refused(world: World, wrong: str) -> None:
    form = {"name": "Keyless", "request_key": wrong}

    answer = world.client(world.bob).post("/tiny/shops", form)

    assert answer.status_code == 422
    assert shops(world, "Keyless") == 0


def test_a_key_belongs_to_one_person(world: World) -> None:
    same = key()

    first = world.client(world.bob).post("/tiny/shops", {"name": "Bob's", **same})
    second = world.client(world.adam).post("/tiny/shops", {"name": "Adam's", **same})

    assert (first.status_code, second.status_code) == (303, 303)
    assert (shops(world, "Bob's"), shops(world, "Adam's")) == (1, 1)


def test_a_key_belongs_to_one_business(world: World) -> None:
    same = key()

    first = world.client(world.bob).post("/tiny/shops", {"name": "Same", **same})
    second = world.client(world.charlie).post("/tiny/shops", {"name": "Same", **same})

    assert first.status_code == second.status_code == 303
    assert first.location != second.location
    assert shops(world, "Same") == 1


def test_keys_are_forgotten_after_a_week(world: World) -> None:
    browser = world.client(world.bob)
    old, recent = {"name": "Old", **key()}, {"name": "Recent", **key()}
    with clock.later(days=-8):
        browser.post("/tiny/shops", old)
    with clock.later(days=-6):
        browser.post("/tiny/shops", recent)

    browser.post("/tiny/shops", {"name": "Now", **key()})

    world.enter()
    kept = db.session.scalars(select(RequestKey.key)).all()
    assert old["request_key"] not in kept
    assert recent["request_key"] in kept
    assert timedelta(days=7) == requests.KEPT


@pytest.fixture
def real_world(real_app: Flask) -> Iterator[World]:
    """The world, kept, for several connections."""
    yield work.run(lambda: World(real_app))
    work.end_read()


def double_of(browser: Browser) -> Browser:
    """Another connection of the same signed-in browser."""
    cookie = browser.client.get_cookie("regulars")
    assert cookie is not None
    double = Browser(browser.app)
    double.client.set_cookie("regulars", cookie.value)
    return double


def test_sent_at_the_same_moment_it_has_one_effect(real_world: World) -> None:
    browser = real_world.client(real_world.bob)
    form = {"name": "At once", **browser.secrets(), **key()}

    def send(_: int) -> TestResponse:
        return double_of(browser).post("/tiny/shops", form, raw=True)

    with ThreadPoolExecutor(8) as threads:
        answers = list(threads.map(send, range(8)))

    assert len({meaning(answer) for answer in answers}) == 1
    assert answers[0].status_code == 303
    assert shops(real_world, "At once") == 1


def test_many_keys_sent_many_times_have_as_many_effects(real_world: World) -> None:
    browser = real_world.client(real_world.bob)
    forms = [
        {"name": f"Many {number}", **browser.secrets(), **key()} for number in range(12)
    ]

    def send(number: int) -> int:
        double = double_of(browser)
        return double.post("/tiny/shops", forms[number % 12], raw=True).status_code

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(send, range(48)))

    assert set(statuses) == {303}
    assert [shops(real_world, f"Many {number}") for number in range(12)] == [1] * 12
