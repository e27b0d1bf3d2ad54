"""The browser's cookie is part of the unit: it tells of nothing but what was saved."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.ground.answers import MAX_TOAST
from customers.ground.db import db
from tests.world import Browser, World

URL = "/tiny/says"


def notes_of(browser: Browser) -> list[str] | None:
    """What the view noted in the cookie."""
    with browser.client.session_transaction() as cookie:
        return cookie.get("notes")


def toasts_of(browser: Browser) -> list[str]:
    """The toasts that wait in the cookie."""
    with browser.client.session_transaction() as cookie:
        return [toast["text"] for _category, toast in cookie.get("_flashes", [])]


def kept(world: World) -> list[Any]:
    """The shops of Alice's business."""
    db.session.rollback()
    world.enter()
    return list(db.session.scalars(select(Shop.name)))


@pytest.mark.parametrize("htmx", [False, True])
def test_what_fails_at_commit_leaves_no_toast_and_no_change(
    world: World, htmx: bool
) -> None:
    browser = world.client(world.bob)
    taken = world.book_shop.name

    answer = browser.post(URL, {"names": f"{taken},{taken}"}, htmx=htmx)

    assert answer.status_code == 409
    assert toasts_of(browser) == []
    assert notes_of(browser) is None
    assert "Said" not in browser.get("/tiny/page").text


@pytest.mark.parametrize(
    ("how", "status"),
    [("surprise", 500), ("taken", 409), ("invalid", 422), ("away", 503)],
)
def test_what_is_refused_leaves_the_cookie_as_it_was(
    world: World, how: str, status: int
) -> None:
    browser = world.client(world.bob)
    browser.post(URL, {"names": "Before"})

    answer = browser.post(URL, {"names": "After", "how": how})

    # The page of the refusal shows the toast that waited already.
    assert answer.status_code == status
    assert "Said Before." in answer.text
    assert "After" not in answer.text
    assert toasts_of(browser) == []
    assert notes_of(browser) == ["Before"]
    assert "After" not in kept(world)


def test_a_unit_that_is_run_twice_leaves_one_toast_and_one_note(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post(URL, {"names": f"{world.book_shop.name},Free"})

    assert answer.status_code == 303
    assert toasts_of(browser) == ["Said Free."]
    assert notes_of(browser) == ["Free"]
    assert "Free" in kept(world)


def test_a_refusal_signs_nobody_out(world: World) -> None:
    browser = world.client(world.bob)

    browser.post(URL, {"names": "Gone", "how": "surprise"})

    assert browser.get("/tiny/mine").status_code == 200


def test_the_last_three_toasts_wait_and_no_more(world: World) -> None:
    browser = world.client(world.bob)

    for number in range(6):
        browser.post(URL, {"names": f"Shop {number}"})

    assert toasts_of(browser) == ["Said Shop 3.", "Said Shop 4.", "Said Shop 5."]


def test_a_toast_is_cut_at_its_length(world: World) -> None:
    browser = world.client(world.bob)

    browser.post(URL, {"names": "x" * 119})
    browser.post("/tiny/long-toast")

    short, long = toasts_of(browser)
    assert short == f"Said {'x' * 119}."
    assert len(long) == MAX_TOAST == 160
