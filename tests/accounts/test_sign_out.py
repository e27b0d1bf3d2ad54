"""Signing out ends the sign-in on the server, not only the cookie."""

from __future__ import annotations

from flask import Flask

from tests.accounts.told import facts, sessions_of
from tests.world import World


def test_signing_out_ends_the_session_at_once(world: World) -> None:
    browser = world.client(world.bob)
    with browser.client.session_transaction() as cookie:
        kept = dict(cookie)

    answer = browser.post("/logout")

    assert answer.location == "/login"
    assert sessions_of(world.bob) == []
    with browser.client.session_transaction() as cookie:
        assert "sign_in" not in cookie
        cookie.update(kept)
    assert browser.get("/account").status_code == 303


def test_signing_out_leaves_other_browsers_alone(world: World) -> None:
    here, there = world.client(world.bob), world.client(world.bob)

    here.post("/logout")

    assert here.get("/account").status_code == 303
    assert there.get("/account").status_code == 200


def test_signing_out_needs_a_sign_in(world: World) -> None:
    answer = world.client().post("/logout")

    assert answer.status_code == 401


def test_looking_at_the_address_signs_nobody_out(world: World) -> None:
    browser = world.client(world.bob)

    assert browser.get("/logout").status_code == 405
    assert browser.get("/account").status_code == 200


def test_a_form_without_its_token_signs_nobody_out(world: World) -> None:
    browser = world.client(world.bob)

    assert browser.post("/logout", raw=True).status_code == 400
    assert len(sessions_of(world.bob)) == 1


def test_a_page_of_another_business_may_sign_out(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.post("/logout", {"business": str(world.bikes.id)})

    assert answer.status_code == 303


def test_it_is_written_down(world: World) -> None:
    world.client(world.bob).post("/logout")

    (fact,) = facts(world, "SignedOut")
    assert fact.user_id == world.bob.id


def test_other_methods_are_refused(app: Flask) -> None:
    assert app.test_client().delete("/logout").status_code in (400, 405)
