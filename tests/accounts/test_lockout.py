"""Lockout as a browser meets it: never later than the twentieth try."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask

from customers.ground import clock
from tests.accounts.told import token_of
from tests.world import Browser, World

RIGHT = {"email": "bob@example.com", "password": World.PASSWORD}
WRONG = {"email": "bob@example.com", "password": "wrong"}


def statuses(browser: Browser, emails: list[str], **options: object) -> list[int]:
    """What wrong passwords for these addresses are answered, in turn."""
    return [
        browser.post(
            "/login", {"email": email, "password": "wrong"}, **options
        ).status_code
        for email in emails
    ]


@pytest.mark.parametrize("email", ["bob@example.com", "nobody@example.com"])
def test_guessing_one_account_ends_at_the_sixth_try(world: World, email: str) -> None:
    answers = statuses(world.client(), [email] * 7)

    assert answers == [422] * 5 + [429] * 2


def test_guessing_many_accounts_ends_before_the_twentieth_try(world: World) -> None:
    answers = statuses(world.client(), [f"{n}@example.com" for n in range(20)])

    assert answers == [422] * 15 + [429] * 5


def test_it_is_said_when_to_try_again(world: World) -> None:
    browser = world.client()
    statuses(browser, ["bob@example.com"] * 5)

    answer = browser.post("/login", RIGHT)

    assert answer.status_code == 429
    assert 1 <= int(answer.headers["Retry-After"]) <= 31
    assert "Wait" in answer.get_data(as_text=True)
    assert 'value="bob@example.com"' in answer.get_data(as_text=True)


def test_after_the_wait_the_right_password_opens(world: World) -> None:
    browser = world.client()
    statuses(browser, ["bob@example.com"] * 5)

    with clock.later(seconds=31):
        answer = browser.post("/login", RIGHT)

    assert answer.status_code == 303


def test_x_forwarded_for_fools_nobody(world: World) -> None:
    browser = world.client()

    answers = [
        browser.client.post(
            "/login",
            data={**browser.secrets(), "email": f"{n}@example.com", "password": "x"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        ).status_code
        for n in range(20)
    ]

    assert 429 in answers


def test_another_cookie_starts_nothing_anew(world: World) -> None:
    answers = [
        world.client().post("/login", WRONG).status_code for _browser in range(7)
    ]

    assert answers == [422] * 5 + [429] * 2


def test_signing_in_rightly_is_never_too_often(world: World) -> None:
    answers = [world.client().post("/login", RIGHT).status_code for _day in range(25)]

    assert answers == [303] * 25


def test_the_old_password_cannot_be_guessed_from_a_stolen_browser(
    world: World,
) -> None:
    browser = world.client(world.bob)
    fields = {"current_password": "guess", "new_password": "long enough now"}

    answers = [
        browser.post("/account/password", fields).status_code for _guess in range(7)
    ]

    assert answers == [422] * 5 + [429] * 2


def test_guesses_sent_side_by_side_are_all_counted(real_app: Flask) -> None:
    def guess(_number: int) -> int:
        client = real_app.test_client()
        fields = {"csrf_token": token_of(client.get("/setup")), **WRONG}
        return client.post("/login", data=fields).status_code

    with ThreadPoolExecutor(8) as pool:
        answers = sorted(pool.map(guess, range(16)))

    assert answers == [422] * 5 + [429] * 11


def test_too_often_is_a_toast_where_htmx_asks(world: World) -> None:
    browser = world.client(world.bob)
    fields = {"current_password": "guess", "new_password": "long enough now"}

    for _guess in range(6):
        answer = browser.post("/account/password", fields, htmx=True)

    assert answer.status_code == 429
    assert "hx-partial" in answer.get_data(as_text=True)
