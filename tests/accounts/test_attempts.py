"""Lockout with back-off: who has to wait, how long, and what is forgotten."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from flask import Flask

from customers.accounts import attempts
from customers.accounts.models import Attempt
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import TooMany

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def wait_of(**keys: str) -> int:
    """The seconds one has to wait, 0 where a try is counted instead."""
    try:
        attempts.reserve("sign_in", **keys)
    except TooMany as refused:
        return refused.retry_after
    return 0


def test_five_tries_of_an_account_are_free(app: Flask) -> None:
    with clock.set_to(NOON):
        waits = [wait_of(account="bob", address=f"192.0.2.{n}") for n in range(6)]

    assert waits == [0, 0, 0, 0, 0, 31]


def test_fifteen_tries_of_an_address_are_free(app: Flask) -> None:
    with clock.set_to(NOON):
        waits = [wait_of(account=f"{n}", address="192.0.2.1") for n in range(16)]

    assert waits == [0] * 15 + [31]


def test_the_wait_doubles_up_to_a_quarter_of_an_hour(app: Flask) -> None:
    waits = []
    with clock.set_to(NOON):
        for _try in range(4):
            wait_of(account="bob")
        for _try in range(8):
            assert wait_of(account="bob") == 0
            waits.append(wait_of(account="bob") - 1)
            clock._set_to.set(clock.now() + attempts.LONGEST_WAIT)

    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]


def test_the_wait_ends(app: Flask) -> None:
    with clock.set_to(NOON):
        for _try in range(5):
            wait_of(account="bob")
        with clock.later(seconds=29):
            assert wait_of(account="bob") == 2
        with clock.later(seconds=30):
            assert wait_of(account="bob") == 0


def test_what_is_refused_is_not_counted(app: Flask) -> None:
    with clock.set_to(NOON):
        for _try in range(50):
            wait_of(account="bob", address="192.0.2.1")
        counts = {row.key: row.count for row in db.session.scalars(db.select(Attempt))}

    assert sorted(counts.values()) == [5, 5]


def test_a_quiet_day_forgets(app: Flask) -> None:
    with clock.set_to(NOON):
        for _try in range(5):
            wait_of(account="bob")
        with clock.later(days=1, seconds=1):
            waits = [wait_of(account="bob") for _try in range(6)]

    assert waits == [0, 0, 0, 0, 0, 31]


def test_a_success_clears_the_account(app: Flask) -> None:
    with clock.set_to(NOON):
        for _try in range(5):
            wait_of(account="bob", address="192.0.2.1")
        keys = {"account": "bob", "address": "192.0.2.1"}
        work.run(lambda: attempts.succeeded("sign_in", **keys))
        waits = [wait_of(account="bob") for _try in range(6)]

    assert waits == [0, 0, 0, 0, 0, 31]


def test_a_success_of_ones_own_does_not_clear_the_address(app: Flask) -> None:
    """A guesser with an account here gains nothing by signing in between."""
    with clock.set_to(NOON):
        guesses = 0
        for number in range(40):
            keys = {"account": f"victim {number}", "address": "192.0.2.1"}
            guesses += wait_of(**keys) == 0
            own = {"account": "mallory", "address": "192.0.2.1"}
            if wait_of(**own) == 0:
                work.run(lambda own=own: attempts.succeeded("sign_in", **own))

    assert guesses <= 15


def test_a_purpose_counts_for_itself(app: Flask) -> None:
    with clock.set_to(NOON):
        for _try in range(6):
            wait_of(account="bob")

        attempts.reserve("setup", account="bob")


def test_no_key_holds_the_address_it_is_for(app: Flask) -> None:
    attempts.reserve("sign_in", account="bob@example.com")

    (row,) = db.session.scalars(db.select(Attempt))
    assert "bob" not in row.key
    assert len(row.key) <= 120


def test_guesses_side_by_side_cannot_pass(real_app: Flask) -> None:
    """Each is counted before its secret is looked at, whoever comes first."""

    def guess(_number: int) -> bool:
        with real_app.app_context():
            return wait_of(account="bob", address="192.0.2.1") == 0

    with ThreadPoolExecutor(12) as pool:
        passed = list(pool.map(guess, range(60)))

    assert sum(passed) == 5


def test_first_tries_side_by_side_are_all_counted(real_app: Flask) -> None:
    def guess(number: int) -> bool:
        with real_app.app_context():
            return wait_of(account=f"{number}", address="192.0.2.1") == 0

    with ThreadPoolExecutor(12) as pool:
        passed = list(pool.map(guess, range(60)))

    assert sum(passed) == 15


@pytest.mark.parametrize(
    ("seconds", "words"), [(30, "31 seconds"), (59, "60 seconds"), (60, "2 minutes")]
)
def test_the_wait_is_said_in_words(app: Flask, seconds: int, words: str) -> None:
    with app.test_request_context():
        refused = attempts._too_many(attempts.timedelta(seconds=seconds))

    assert words in refused.message
