"""Joining by a one-time link: with the login one has, or with a new one."""

from __future__ import annotations

from typing import Any

import pytest

from customers.accounts import service
from customers.accounts.actors import Person
from customers.accounts.passwords import verify_password
from customers.ground.errors import Conflict
from tests.accounts.seen import invited, joined, member_row, toast_of, user_row
from tests.accounts.told import facts, sessions_of
from tests.world import PASSWORD, World

NEW = "new@example.com"


def new_member(world: World, email: str = NEW) -> Any:
    """The row of somebody in Alice's business."""
    return member_row(user_row(email), world.books)


def test_a_new_address_sets_name_and_password_and_is_signed_in(world: World) -> None:
    link = invited(world.client(world.alice), role="admin")

    browser, answer = joined(world, link, name="  Nadia  New ")
    toast = toast_of(browser, "/account")

    nadia = user_row(NEW)
    (fact,) = facts(world, "StaffJoined")
    assert (answer.status_code, answer.location) == (303, "/")
    assert nadia.name == "Nadia  New"
    assert verify_password(PASSWORD, nadia.password_hash)
    assert new_member(world).role == "admin"
    assert browser.get("/settings/shops").status_code == 200
    assert "Welcome to Alice's Books." in toast
    assert fact.data == {"role": "admin", "is_return": False}
    assert fact.user_id == nadia.id


def test_a_link_works_once(world: World) -> None:
    link = invited(world.client(world.alice))
    joined(world, link)

    again, answer = joined(world, link, name="Second")

    assert answer.status_code == 404
    assert again.get(link).status_code == 404
    assert user_row(NEW).name == "Nadia New"
    assert len(facts(world, "StaffJoined")) == 1


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "This is needed."),
        ({"password": ""}, "This is needed."),
        ({"password": "short"}, "Use at least 10 characters."),
        ({"password": NEW}, "Do not use your own name or email"),
        ({"name": "x" * 201}, "Use at most 200 characters."),
    ],
)
def test_a_poor_name_or_password_comes_back(
    world: World, changes: dict[str, str], sentence: str
) -> None:
    link = invited(world.client(world.alice))

    browser, answer = joined(world, link, **changes)

    assert answer.status_code == 422
    assert sentence in answer.get_data(as_text=True)
    assert user_row(NEW) is None
    assert browser.get(link).status_code == 200


def test_an_address_with_a_login_is_asked_for_that(world: World) -> None:
    link = invited(world.client(world.alice), email="charlie@example.com")

    browser = world.client()
    page = browser.get(link).get_data(as_text=True)

    assert f'href="/login?next={link}"' in page.replace("%2F", "/")
    assert 'name="password"' not in page


def test_signing_in_leads_back_to_the_invitation(world: World) -> None:
    link = invited(world.client(world.alice), email="charlie@example.com")
    browser = world.client()
    fields = {"email": "charlie@example.com", "password": PASSWORD, "next": link}

    signed_in = browser.post("/login", fields)
    browser._secrets.clear()
    page = browser.get(signed_in.location).get_data(as_text=True)
    answer = browser.post(link)

    assert signed_in.location == link
    assert ">Join</button>" in page
    assert 'name="password"' not in page
    assert answer.status_code == 303
    assert new_member(world, "charlie@example.com").role == "staff"
    assert "Alice&#39;s Books" in browser.get("/account").get_data(as_text=True)
    assert sessions_of(world.charlie)[0].business_id == world.books.id


def test_an_invitation_never_sets_the_password_of_a_login(world: World) -> None:
    link = invited(world.client(world.alice), email="charlie@example.com")
    before = user_row("charlie@example.com")

    _browser, answer = joined(world, link, name="Mallory", password="another password")

    after = user_row("charlie@example.com")
    assert answer.status_code == 409
    assert (after.name, after.password_hash) == (before.name, before.password_hash)
    assert sessions_of(world.charlie) == []
    assert new_member(world, "charlie@example.com") is None


@pytest.mark.parametrize("email", [NEW, "charlie@example.com"])
def test_somebody_else_signed_in_is_told_so(world: World, email: str) -> None:
    link = invited(world.client(world.alice), email=email)
    browser = world.client(world.bob)

    page = browser.get(link).get_data(as_text=True)
    answer = browser.post(link, {"name": "Bob", "password": PASSWORD})

    assert "You are signed in as bob@example.com" in page
    assert f"this invitation is for {email}" in page
    assert answer.status_code == 409
    assert member_row(world.bob, world.books).role == "staff"
    assert len(facts(world, "StaffJoined")) == 0
    assert world.client().get(link).status_code == 200


def test_a_returning_person_gets_their_row_back(world: World) -> None:
    browser = world.client(world.alice)
    before = member_row(world.bob, world.books)
    browser.post(f"/settings/staff/{before.id}/remove")
    link = invited(browser, email="bob@example.com", role="viewer")

    bobs = world.client(world.bob)
    answer = bobs.post(link)

    after = member_row(world.bob, world.books)
    (fact,) = facts(world, "StaffJoined")
    assert answer.status_code == 303
    assert (after.id, after.role, after.removed_at) == (before.id, "viewer", None)
    assert fact.data == {"role": "viewer", "is_return": True}
    assert bobs.get("/customers").status_code == 200


@pytest.mark.parametrize("token", ["x", "x" * 43, "%00", "ü" * 20, "x" * 3000])
def test_a_token_there_is_not_is_not_found(world: World, token: str) -> None:
    browser = world.client()

    assert browser.get(f"/invitation/{token}").status_code == 404
    assert browser.post(f"/invitation/{token}", {}).status_code == 404


@pytest.mark.parametrize("method", ["get", "post"])
def test_guessing_links_is_stopped(world: World, method: str) -> None:
    browser = world.client()
    secrets = browser.secrets()

    codes = [
        browser.client.open(
            f"/invitation/guess{number}", method=method.upper(), data=secrets
        ).status_code
        for number in range(20)
    ]

    assert codes[:14] == [404] * 14
    assert codes[-1] == 429


def test_joining_gives_the_try_back(world: World) -> None:
    alices = world.client(world.alice)

    codes = [
        joined(world, invited(alices, email=f"new{number}@example.com"))[1].status_code
        for number in range(20)
    ]

    assert codes == [303] * 20


def test_who_works_there_already_does_not_join_again(world: World) -> None:
    link = invited(world.client(world.alice), email="charlie@example.com")
    world.hire(world.charlie, world.books, "staff")

    answer = world.client(world.charlie).post(link)

    assert answer.status_code == 409
    assert "You work for this business already." in answer.get_data(as_text=True)
    assert member_row(world.charlie, world.books).role == "staff"


def test_the_verbs_look_again_at_who_joins(world: World) -> None:
    """The door looked before the unit of work began; what it saw may be over."""
    alices = world.client(world.alice)
    bob = Person(world.bob.id, session_id=0, name="Bob", email="bob@example.com")
    for_charlie = invited(alices, email="charlie@example.com").rpartition("/")[2]

    with pytest.raises(Conflict, match="this invitation is for charlie@example"):
        service.join(for_charlie, person=bob)
    with pytest.raises(Conflict, match="has a login by now"):
        service.join_as_new(for_charlie, name="Mallory", password_hash="another")

    assert user_row("charlie@example.com").password_hash != "another"
