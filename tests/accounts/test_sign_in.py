"""Signing in: who may, what it leaves behind, and what it never tells."""

from __future__ import annotations

import pytest
from flask import Flask

from customers.accounts import passwords, tokens
from customers.accounts.models import Session, User
from customers.accounts.service.sign_in import prove, sign_in
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Invalid
from tests.accounts.told import drawn, facts, sessions_of
from tests.world import World

BOB = {"email": "bob@example.com", "password": World.PASSWORD}


def test_a_staff_member_signs_in_and_sees_the_customers(world: World) -> None:
    browser = world.client()

    answer = browser.post("/login", BOB)

    assert answer.status_code == 303
    assert answer.location == "/"
    assert browser.get("/account").status_code == 200


def test_the_address_may_be_typed_in_capitals_and_blanks(world: World) -> None:
    typed = {**BOB, "email": "  Bob@EXAMPLE.com "}

    answer = world.client().post("/login", typed)

    assert answer.status_code == 303


def test_the_cookie_is_hidden_from_scripts_and_other_sites(world: World) -> None:
    answer = world.client().post("/login", BOB)

    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_only_a_hash_of_the_token_is_kept(world: World) -> None:
    browser = world.client()

    browser.post("/login", BOB)

    with browser.client.session_transaction() as cookie:
        token = cookie["sign_in"]
    (row,) = sessions_of(world.bob)
    assert row.token_hash == tokens.hash_of(token)
    assert token not in row.token_hash
    assert len(token) >= 43


def test_signing_in_makes_a_new_cookie(world: World) -> None:
    """A cookie planted beforehand is worth nothing afterwards (session fixation)."""
    browser = world.client()
    browser.get("/login")
    with browser.client.session_transaction() as planted:
        planted["sign_in"] = "known to the attacker"
        planted["planted"] = "yes"
        before = planted["csrf_token"]

    browser.post("/login", BOB)

    with browser.client.session_transaction() as cookie:
        assert cookie["sign_in"] != "known to the attacker"
        assert "planted" not in cookie
        assert cookie.get("csrf_token") != before


def test_signing_in_again_ends_the_sign_in_before(world: World) -> None:
    browser = world.client()
    browser.post("/login", BOB)
    (first,) = sessions_of(world.bob)

    browser._secrets.clear()
    with browser.client.session_transaction() as cookie:
        token = cookie["sign_in"]
    other = world.client()
    with other.client.session_transaction() as cookie:
        cookie["sign_in"] = token
    proof = prove("bob@example.com", password=World.PASSWORD, address="::1")
    work.run(lambda: sign_in(proof, address="::1", browser="", replaces=token))

    (second,) = sessions_of(world.bob)
    assert second.id != first.id
    assert other.get("/account").status_code == 303


@pytest.mark.parametrize("email", ["bob@example.com", "nobody@example.com"])
def test_a_wrong_password_is_told_in_the_same_words(world: World, email: str) -> None:
    typed = {"email": email, "password": "wrong wrong wrong"}

    answer = world.client().post("/login", typed)

    page = answer.get_data(as_text=True).replace(email, "…")
    assert answer.status_code == 422
    assert "This email and this password do not belong together." in page
    assert "wrong wrong wrong" not in page


def test_known_and_unknown_addresses_get_the_same_page(world: World) -> None:
    pages = []
    for email in ("bob@example.com", "foo@example.com"):
        fields = {"email": email, "password": "wrong"}
        answer = world.client().post("/login", fields)
        pages.append(drawn(answer).replace(email, "…"))

    assert pages[0] == pages[1]


@pytest.mark.parametrize("email", ["bob@example.com", "nobody@example.com"])
def test_every_refusal_verifies_one_hash(
    world: World, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """The slow step happens once whether the address is known or not."""
    verified: list[str] = []
    real = type(passwords._hasher).verify

    def counting(self: object, password_hash: str, password: bytes) -> bool:
        verified.append(password_hash)
        return bool(real(self, password_hash, password))

    monkeypatch.setattr(type(passwords._hasher), "verify", counting)

    with pytest.raises(Invalid):
        prove(email, password="wrong", address="192.0.2.1")

    assert len(verified) == 1
    # As slow for nobody as for somebody.
    assert not passwords.needs_rehash(verified[0])


def test_nobodys_hash_opens_nothing(world: World) -> None:
    with pytest.raises(Invalid):
        prove("nobody@example.com", password="nobody", address="192.0.2.1")


@pytest.mark.parametrize("missing", ["email", "password"])
def test_both_fields_are_needed(world: World, missing: str) -> None:
    answer = world.client().post("/login", {**BOB, missing: ""})

    assert answer.status_code == 422
    assert "This is needed." in answer.get_data(as_text=True)


def test_a_form_without_its_token_is_refused(world: World) -> None:
    answer = world.client().post("/login", BOB, raw=True)

    assert answer.status_code == 400
    assert sessions_of(world.bob) == []


def test_whoever_is_signed_in_is_led_on(world: World) -> None:
    browser = world.client(world.bob)

    answer = browser.get("/login?next=/account")

    assert answer.location == "/account"


def test_it_is_written_down_in_every_business_of_the_person(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")
    browser = world.client()

    browser.post("/login", BOB, headers={"User-Agent": "Till 1\x7f"})

    for business in (world.books, world.bikes):
        (fact,) = facts(world, "SignedIn", business)
        assert fact.user_id == fact.subject_id == world.bob.id
        assert fact.personal == {"address": "127.0.0.1", "browser": "Till 1"}
        assert "Till" not in str(fact.data)


def test_a_refusal_is_written_down_by_nobody(world: World) -> None:
    world.client().post("/login", {**BOB, "password": "wrong"})

    (fact,) = facts(world, "SignInRefused")
    assert fact.subject_id == world.bob.id
    assert fact.user_id is None
    assert facts(world, "SignInRefused", world.bikes) == []


def test_a_refusal_of_an_unknown_address_is_nobodys_business(world: World) -> None:
    world.client().post("/login", {**BOB, "email": "nobody@example.com"})

    assert facts(world, "SignInRefused") == []
    assert facts(world, "SignInRefused", world.bikes) == []


def test_a_password_changed_meanwhile_is_not_good_any_more(world: World) -> None:
    proof = prove("bob@example.com", password=World.PASSWORD, address="::1")
    world.bob.password_hash = passwords.hash_password("another password")
    work.run(lambda: db.session.merge(world.bob))

    with pytest.raises(Invalid):
        work.run(lambda: sign_in(proof, address="::1", browser=""))

    assert sessions_of(world.bob) == []


def test_an_old_hash_is_renewed(world: World) -> None:
    old = passwords.PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1)

    def age() -> None:
        user = db.session.get(User, world.bob.id)
        user.password_hash = old.hash(World.PASSWORD)

    work.run(age)

    answer = world.client().post("/login", BOB)

    user = db.session.get(User, world.bob.id, populate_existing=True)
    assert answer.status_code == 303
    assert not passwords.needs_rehash(user.password_hash)
    assert world.client().post("/login", BOB).status_code == 303


def test_one_goes_on_in_the_business_one_worked_in(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")
    browser = world.client(world.bob)
    (first,) = sessions_of(world.bob)
    assert first.business_id == world.books.id

    def switch() -> None:
        row = db.session.get(Session, first.id)
        row.business_id = world.bikes.id

    work.run(switch)
    browser._secrets.clear()
    browser.post("/logout")
    browser._secrets.clear()
    browser.post("/login", BOB)

    (second,) = sessions_of(world.bob)
    assert second.business_id == world.bikes.id


def test_a_sign_in_unused_for_a_month_is_over(world: World) -> None:
    browser = world.client(world.bob)

    with clock.later(days=30, seconds=1):
        answer = browser.get("/account")

    assert answer.status_code == 303


def test_signing_in_sweeps_up_what_is_over(world: World) -> None:
    world.client(world.bob)
    (old,) = sessions_of(world.bob)

    with clock.later(days=31):
        world.client(world.bob)

    (new,) = sessions_of(world.bob)
    assert new.id != old.id


def test_other_methods_are_refused(app: Flask) -> None:
    assert app.test_client().put("/login").status_code in (400, 405)
