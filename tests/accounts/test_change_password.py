"""Changing the own password: the old one is asked, and every other device is out."""

from __future__ import annotations

import pytest

from customers.accounts.service import password as verbs
from customers.ground import work
from customers.ground.errors import Conflict
from tests.accounts.told import drawn, facts, sessions_of
from tests.world import PASSWORD, World

NEW = "a rather new one"
FIELDS = {"current_password": PASSWORD, "new_password": NEW}


def can_sign_in(world: World, password: str) -> bool:
    """Whether Bob can sign in with the password."""
    answer = world.client().sign_in("bob@example.com", password)
    return answer.status_code == 303


def test_the_new_password_opens_and_the_old_no_more(world: World) -> None:
    answer = world.client(world.bob).post("/account/password", FIELDS)

    assert answer.location == "/account"
    assert can_sign_in(world, NEW)
    assert not can_sign_in(world, PASSWORD)


def test_every_other_device_is_signed_out_at_once(world: World) -> None:
    here, there = world.client(world.bob), world.client(world.bob)
    alice = world.client(world.alice)

    here.post("/account/password", FIELDS)

    assert here.get("/account").status_code == 200
    assert there.get("/account").status_code == 303
    assert alice.get("/account").status_code == 200


def test_a_copy_of_this_cookie_is_worth_nothing_afterwards(world: World) -> None:
    here, thief = world.client(world.bob), world.client()
    with here.client.session_transaction() as cookie:
        stolen = cookie["sign_in"]
    with thief.client.session_transaction() as cookie:
        cookie["sign_in"] = stolen
    assert thief.get("/account").status_code == 200

    here.post("/account/password", FIELDS)

    assert thief.get("/account").status_code == 303


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"current_password": "wrong"}, "This is not your password."),
        ({"current_password": ""}, "This is needed."),
        ({"new_password": "short"}, "Use at least 10 characters."),
        ({"new_password": "bob@example.com"}, "Do not use your own name"),
        ({"new_password": "x" * 129}, "Use at most 128 characters."),
        ({"new_password": "x" * 1001}, "Use at most 1000 characters."),
    ],
)
def test_what_is_wrong_is_said_in_the_form(
    world: World, fields: dict[str, str], words: str
) -> None:
    browser = world.client(world.bob)

    answer = browser.post("/account/password", {**FIELDS, **fields})

    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in page
    assert not any(value and value in page for value in (*FIELDS.values(),))
    assert can_sign_in(world, PASSWORD)


def test_the_part_is_what_the_page_includes(world: World) -> None:
    browser = world.client(world.bob)
    wrong = {**FIELDS, "current_password": "wrong"}

    part = browser.post("/account/password", wrong, htmx=True)
    page = browser.post("/account/password", wrong)

    assert part.status_code == 422
    assert drawn(part).strip() in drawn(page)


def test_by_htmx_the_page_changes(world: World) -> None:
    answer = world.client(world.bob).post("/account/password", FIELDS, htmx=True)

    assert answer.status_code == 200
    assert answer.headers["HX-Redirect"] == "/account"


def test_sent_twice_the_second_is_refused(world: World) -> None:
    browser = world.client(world.bob)
    browser.post("/account/password", FIELDS)

    answer = browser.post("/account/password", FIELDS)

    assert answer.status_code == 422
    assert len(facts(world, "PasswordChanged")) == 1


def test_a_change_from_elsewhere_is_not_overwritten(world: World) -> None:
    world.client(world.bob)
    (row,) = sessions_of(world.bob)
    person = verbs.Person(world.bob.id, row.id, "Bob", "bob@example.com")
    proved = verbs.prove_old_password(
        old=PASSWORD, new=NEW, person=person, address="::1"
    )
    work.run(lambda: verbs.set_password("bob@example.com", password_hash="other"))

    with pytest.raises(Conflict):
        work.run(lambda: verbs.change_password(proved, person=person, address="::1"))


def test_signed_out_nobody_changes_it(world: World) -> None:
    assert world.client().post("/account/password", FIELDS).status_code == 401
    assert world.client(world.bob).get("/account/password").status_code == 405


def test_it_is_written_down_without_the_password(world: World) -> None:
    world.hire(world.bob, world.bikes, "staff")
    browser = world.client(world.bob)
    world.client(world.bob)

    browser.post("/account/password", FIELDS)

    for business in (world.books, world.bikes):
        (fact,) = facts(world, "PasswordChanged", business)
        assert fact.user_id == world.bob.id
        assert fact.data == {"ended_sessions": 1}
        assert fact.personal is None


def test_a_wrong_old_password_is_written_down(world: World) -> None:
    browser = world.client(world.bob)

    browser.post("/account/password", {**FIELDS, "current_password": "wrong"})

    (fact,) = facts(world, "PasswordChangeRefused")
    assert fact.user_id == world.bob.id
    assert fact.personal == {"address": "127.0.0.1"}
