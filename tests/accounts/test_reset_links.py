"""Reset links: an owner lets one of their staff set a new password, once."""

from __future__ import annotations

import pytest

from customers.accounts import service
from customers.accounts.passwords import verify_password
from customers.ground import clock
from customers.ground.errors import Conflict, Forbidden
from tests.accounts.seen import one_time_link, user_row
from tests.accounts.told import facts, sessions_of
from tests.world import PASSWORD, Browser, World

NEW_PASSWORD = "an entirely other one"


def reset_url(world: World, who: str) -> str:
    """Where a link for one of this world is made."""
    return f"/settings/staff/{world.membership(getattr(world, who)).id}/reset"


def made(world: World, who: str = "bob", browser: Browser | None = None) -> str:
    """Make a link for one of this world and give its path."""
    browser = browser or world.client(world.alice)
    assert browser.post(reset_url(world, who)).status_code == 303
    link = one_time_link(browser)
    assert link is not None
    return link


def password_of(email: str, password: str) -> bool:
    """Whether this is the password of the address now."""
    return verify_password(password, user_row(email).password_hash)


def test_a_link_is_shown_once(world: World) -> None:
    browser = world.client(world.alice)

    link = made(world, browser=browser)

    (fact,) = facts(world, "ResetLinkMade")
    assert link.startswith("/reset/")
    assert one_time_link(browser) is None
    assert fact.subject_id == world.membership(world.bob).id
    assert fact.user_id == world.alice.id
    assert link.rpartition("/")[2] not in str((fact.data, fact.personal))


def test_the_new_password_ends_all_sign_ins(world: World) -> None:
    bobs = world.client(world.bob)
    link = made(world)
    browser = world.client()
    assert "Bob" in browser.get(link).get_data(as_text=True)

    answer = browser.post(link, {"password": NEW_PASSWORD})

    assert (answer.status_code, answer.location) == (303, "/login")
    assert password_of("bob@example.com", NEW_PASSWORD)
    assert sessions_of(world.bob) == []
    assert bobs.get("/account").status_code == 303
    assert len(facts(world, "PasswordChanged")) == 1
    signed_in = world.client().sign_in("bob@example.com", NEW_PASSWORD)
    assert signed_in.status_code == 303


def test_a_link_works_once(world: World) -> None:
    link = made(world)
    world.client().post(link, {"password": NEW_PASSWORD})

    answer = world.client().post(link, {"password": "yet another one"})

    assert answer.status_code == 404
    assert world.client().get(link).status_code == 404
    assert password_of("bob@example.com", NEW_PASSWORD)


def test_a_link_works_for_a_day(world: World) -> None:
    link = made(world)

    with clock.later(hours=23):
        assert world.client().get(link).status_code == 200
    with clock.later(hours=24, seconds=1):
        assert world.client().get(link).status_code == 404
        assert world.client().post(link, {"password": NEW_PASSWORD}).status_code == 404
    assert password_of("bob@example.com", PASSWORD)


def test_a_newer_link_ends_the_older(world: World) -> None:
    older, newer = made(world), made(world)

    assert world.client().get(older).status_code == 404
    assert world.client().get(newer).status_code == 200


@pytest.mark.parametrize("password", ["", "short", "bob@example.com", "x" * 129])
def test_a_poor_password_comes_back(world: World, password: str) -> None:
    link = made(world)

    answer = world.client().post(link, {"password": password})

    assert answer.status_code == 422
    assert "Set a new password" in answer.get_data(as_text=True)
    assert password_of("bob@example.com", PASSWORD)
    assert world.client().get(link).status_code == 200


def test_an_owner_gets_none(world: World) -> None:
    role_url = reset_url(world, "bob").replace("/reset", "/role")
    browser = world.client(world.alice)
    browser.post(role_url, {"role": "owner"})

    for who in ("alice", "bob"):
        answer = browser.post(reset_url(world, who))
        assert answer.status_code == 409
        assert f"set-password {who}@example.com" in answer.get_data(as_text=True)
    assert one_time_link(browser) is None
    assert facts(world, "ResetLinkMade") == []


def test_who_works_elsewhere_too_gets_none(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")
    browser = world.client(world.alice)

    answer = browser.post(reset_url(world, "bob"))

    assert answer.status_code == 409
    assert "set-password bob@example.com" in answer.get_data(as_text=True)


def test_who_worked_elsewhere_gets_one(world: World) -> None:
    member = world.hire(world.bob, world.bikes, "viewer")
    world.client(world.charlie).post(f"/settings/staff/{member.id}/remove")

    assert made(world).startswith("/reset/")


def test_a_link_ends_when_the_person_becomes_more(world: World) -> None:
    browser = world.client(world.alice)
    link = made(world, browser=browser)
    role_url = reset_url(world, "bob").replace("/reset", "/role")

    browser.post(role_url, {"role": "owner"})

    assert world.client().post(link, {"password": NEW_PASSWORD}).status_code == 404
    assert password_of("bob@example.com", PASSWORD)


def test_a_link_ends_when_the_person_works_elsewhere_too(world: World) -> None:
    link = made(world)

    world.hire(world.bob, world.bikes, "viewer")

    assert world.client().post(link, {"password": NEW_PASSWORD}).status_code == 404


def test_a_link_ends_when_the_person_is_removed(world: World) -> None:
    browser = world.client(world.alice)
    link = made(world, browser=browser)

    browser.post(reset_url(world, "bob").replace("/reset", "/remove"))

    assert world.client().get(link).status_code == 404
    assert browser.post(reset_url(world, "bob")).status_code == 404


def test_a_link_ends_when_the_password_is_changed_otherwise(world: World) -> None:
    link = made(world)
    fields = {"current_password": PASSWORD, "new_password": NEW_PASSWORD}

    world.client(world.bob).post("/account/password", fields)

    assert password_of("bob@example.com", NEW_PASSWORD)
    assert world.client().get(link).status_code == 404


@pytest.mark.parametrize("who", ["adam", "bob", "vera"])
def test_nobody_but_an_owner_makes_one(world: World, who: str) -> None:
    user = getattr(world, who)

    assert world.client(user).post(reset_url(world, "bob")).status_code == 403
    with pytest.raises(Forbidden):
        service.make_reset_link(world.membership(world.bob).id, actor=world.actor(user))


def test_an_outsider_finds_nobody(world: World) -> None:
    assert world.client(world.charlie).post(reset_url(world, "bob")).status_code == 404
    assert facts(world, "ResetLinkMade") == []


def test_signed_out_makes_none(world: World) -> None:
    assert world.client().post(reset_url(world, "bob")).status_code == 401


def test_the_verb_says_which_command_helps(world: World) -> None:
    with pytest.raises(Conflict, match="flask set-password alice@"):
        service.make_reset_link(
            world.membership(world.alice).id, actor=world.actor(world.alice)
        )


def test_guessing_is_stopped(world: World) -> None:
    browser = world.client()
    secrets = browser.secrets()

    codes = [
        browser.client.post(f"/reset/guess{number}", data=secrets).status_code
        for number in range(20)
    ]

    assert codes[0] == 404
    assert codes[-1] == 429
