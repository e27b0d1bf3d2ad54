"""Emails: shared as couples do, or unique where the business says so."""

from __future__ import annotations

import pytest

from customers.accounts.models import Business
from customers.directory import service
from customers.directory.models import Customer
from customers.directory.schemas import CustomerInput
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Conflict
from tests.accounts.told import facts
from tests.directory.seen import (
    NEW,
    add,
    delete,
    edit_form,
    faults,
    filled,
    row,
    rows,
    shown,
    soup,
    text_of,
    url_of,
    written,
)
from tests.world import World

EMAIL = "us@example.com"
TAKEN = {"email": "US@example.com already belongs to Anna Müller."}


@pytest.fixture
def unique(world: World) -> World:
    """The world in which Alice's business takes each email once."""

    def say() -> None:
        business = db.session.get_one(Business, world.books.id)
        business.is_email_unique = True

    written(world, say)
    world.books.is_email_unique = True  # Verbs hear of it by their actor.
    return world


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_couples_share_an_email(world: World, who: str) -> None:
    add(world, email=EMAIL)
    browser = world.client(getattr(world, who))

    answer = browser.post(NEW, {"name": "Berta", "email": EMAIL})

    assert answer.status_code == 303
    assert [each.email for each in rows(world)] == [EMAIL, EMAIL]


def test_a_unique_email_is_refused_however_it_is_written(unique: World) -> None:
    add(unique, email=EMAIL)
    browser = unique.client(unique.bob)

    typed = {"name": "Berta", "town": "Ulm", "email": "US@example.com"}
    answer = browser.post(NEW, typed)

    page = soup(answer)
    assert answer.status_code == 409
    assert faults(page) == TAKEN
    assert {name: filled(page)[name] for name in typed} == typed
    assert len(rows(unique)) == 1


def test_an_edit_cannot_take_a_unique_email_and_may_rewrite_its_own(
    unique: World,
) -> None:
    add(unique, email=EMAIL)
    berta = add(unique, name="Berta", email="berta@example.com")
    browser = unique.client(unique.bob)
    form = edit_form(browser, berta)
    url = url_of(berta, "/edit")

    refused = browser.post(url, form | {"email": "US@example.com"}, raw=True)
    rewritten = browser.post(url, form | {"email": "Berta@Example.com"}, raw=True)

    assert (refused.status_code, rewritten.status_code) == (409, 303)
    assert faults(soup(refused)) == TAKEN
    assert row(unique, berta).email == "Berta@Example.com"
    (fact,) = facts(unique, "CustomerUpdated")
    assert fact.personal == {"email": ["berta@example.com", "Berta@Example.com"]}


def test_two_who_share_one_from_before_may_both_be_edited(unique: World) -> None:
    shared = [add(unique, name=name, email=f"{name}@example.com") for name in "ab"]

    def share() -> None:
        kept = db.session.get_one(Customer, shared[1])
        kept.email = kept.sort_email = "a@example.com"

    written(unique, share)
    browser = unique.client(unique.bob)

    form = edit_form(browser, shared[1]) | {"town": "Ulm"}
    answer = browser.post(url_of(shared[1], "/edit"), form, raw=True)

    assert answer.status_code == 303
    assert [each.sort_email for each in rows(unique)] == ["a@example.com"] * 2
    assert row(unique, shared[1]).town == "Ulm"


def test_a_deleted_customer_leaves_the_email_to_others(unique: World) -> None:
    anna = add(unique, email=EMAIL)
    delete(unique, anna)

    berta = add(unique, name="Berta", email=EMAIL)

    assert row(unique, berta).email == EMAIL


def test_who_comes_back_to_a_taken_email_is_refused_in_words(unique: World) -> None:
    anna = add(unique, email=EMAIL)
    delete(unique, anna)
    add(unique, name="Berta", email="US@example.com")
    browser = unique.client(unique.alice)

    answer = browser.post(url_of(anna, "/restore"))

    assert answer.status_code == 409
    assert "us@example.com already belongs to Berta." in text_of(answer)
    assert row(unique, anna).deleted_at is not None
    assert facts(unique, "CustomerRestored") == []


def test_customers_without_an_email_are_many(unique: World) -> None:
    for name in ("Anna", "Berta"):
        add(unique, name=name)

    assert [each.sort_email for each in rows(unique)] == ["", ""]


def test_another_business_may_have_the_same(unique: World) -> None:
    add(unique, email=EMAIL, by=unique.charlie)

    assert row(unique, add(unique, email=EMAIL)).email == EMAIL


def test_the_verb_refuses_a_taken_email_too(unique: World) -> None:
    add(unique, email=EMAIL)
    actor = unique.actor(unique.bob)
    values = CustomerInput(name="Berta", email=EMAIL)
    unique.enter()

    with pytest.raises(Conflict) as refused:
        work.run(lambda: service.add_customer(values, actor=actor))

    assert refused.value.details.keys() == {"email"}


@pytest.mark.parametrize(
    "typed",
    [
        *("o'neil@example.com", "a+b@example.co.uk", "ANNA@EXAMPLE.COM"),
        *("用户@例子.广告", "jörg@müller.example.com", "a.b-c_d@x.museum"),
    ],
)
def test_an_email_is_kept_and_shown_as_typed(world: World, typed: str) -> None:
    browser = world.client(world.bob)

    answer = browser.post(NEW, {"email": f"  {typed} "})

    (added,) = rows(world)
    assert added.email == typed
    assert shown(browser.get(answer.location))["Email"] == typed
