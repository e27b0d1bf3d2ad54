"""Setting a password from the command line: for whoever cannot sign in any more."""

from __future__ import annotations

import pytest

from customers.accounts import service
from customers.accounts.passwords import hash_password
from customers.ground import work
from customers.ground.errors import NotFound
from tests.accounts.told import facts, sessions_of
from tests.world import World

NEW = "a rather new one"


def set_to_new(email: str) -> None:
    """Set the password of whoever has the address."""
    password_hash = hash_password(NEW)
    work.run(lambda: service.set_password(email, password_hash=password_hash))


def test_all_sessions_end_and_the_new_password_opens(world: World) -> None:
    browser = world.client(world.bob)

    set_to_new(" BOB@example.com")

    assert sessions_of(world.bob) == []
    assert browser.get("/account").status_code == 303
    assert world.client().sign_in("bob@example.com", NEW).status_code == 303


def test_it_ends_a_lockout_of_the_account(world: World) -> None:
    browser = world.client()
    for _guess in range(6):
        browser.sign_in("bob@example.com", "wrong")

    set_to_new("bob@example.com")

    assert browser.sign_in("bob@example.com", NEW).status_code == 303


def test_an_unknown_address_is_refused(world: World) -> None:
    with pytest.raises(NotFound):
        set_to_new("nobody@example.com")


def test_it_is_written_down_as_done_by_nobody(world: World) -> None:
    set_to_new("bob@example.com")

    (fact,) = facts(world, "PasswordChanged")
    assert fact.subject_id == world.bob.id
    assert fact.user_id is None
