"""Deleting a customer: hidden everywhere, kept, and taken back."""

from __future__ import annotations

import pytest

from customers.directory import queries, service
from customers.directory.models import Customer
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Forbidden, NotFound
from tests.accounts.told import facts
from tests.directory.seen import (
    HTMX,
    ROLES_THAT_DELETE,
    add,
    ask_to_delete,
    delete,
    names,
    row,
    soup,
    text_of,
    url_of,
)
from tests.world import World

MAY_NOT = ("bob", "vera")


@pytest.mark.parametrize("who", ROLES_THAT_DELETE)
def test_owner_and_admin_delete_a_customer(world: World, who: str) -> None:
    anna = add(world)
    person = getattr(world, who)
    browser = world.client(person)

    answer = browser.post(url_of(anna, "/delete"))

    kept = row(world, anna)
    (fact,) = facts(world, "CustomerDeleted")
    assert (answer.status_code, answer.location) == (303, "/customers")
    assert kept.deleted_at is not None
    assert (kept.name, kept.updated_by, kept.profile_version) == (
        *("Anna Müller", person.id, 1),
    )
    assert (fact.subject, fact.subject_id, fact.user_id) == (
        *("customer", anna, person.id),
    )
    assert (fact.data, fact.personal) == ({}, None)


def test_the_toast_takes_it_back(world: World) -> None:
    anna = add(world)
    browser = world.client(world.adam)
    browser.post(url_of(anna, "/delete"))

    page = soup(browser.get("/customers"))
    toast = page.select_one("#toasts .toast")
    assert toast is not None
    undo = toast.select_one("form")
    assert undo is not None
    sent = {str(i["name"]): str(i["value"]) for i in undo.select("input")}
    answer = browser.post(str(undo["action"]), sent, raw=True)

    assert "Anna Müller was deleted." in toast.get_text()
    assert "Undo" in undo.get_text()
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert row(world, anna).deleted_at is None


def test_a_deleted_customer_is_seen_nowhere(world: World) -> None:
    anna, berta = add(world), add(world, name="Berta")
    browser = world.client(world.bob)
    delete(world, anna)

    gone = [
        browser.get(url_of(anna)),
        browser.get(url_of(anna, "/edit")),
        browser.post(url_of(anna, "/edit"), {"name": "x", "profile_version": "1"}),
    ]

    assert [answer.status_code for answer in gone] == [404, 404, 409]
    assert names(browser.get("/customers")) == ["Berta"]
    world.enter()
    assert list(db.session.scalars(db.select(Customer.id))) == [berta]
    with pytest.raises(NotFound):
        queries.head(anna)


def test_deleting_twice_is_deleting_once(world: World) -> None:
    anna = add(world)
    browser = world.client(world.alice)
    browser.post(url_of(anna, "/delete"))
    first = row(world, anna).deleted_at

    with clock.later(minutes=1):
        again = browser.post(url_of(anna, "/delete"))

    assert (again.status_code, again.location) == (303, "/customers")
    assert row(world, anna).deleted_at == first
    assert len(facts(world, "CustomerDeleted")) == 1


def test_the_question_names_the_customer_and_changes_nothing(world: World) -> None:
    anna = add(world)
    browser = world.client(world.alice)

    page = browser.get(url_of(anna, "/delete"))
    part = browser.get(url_of(anna, "/delete"), headers=HTMX)

    whole, own = soup(page), soup(part)
    question, alone = whole.select_one("#confirm"), own.select_one("#confirm")
    assert question is not None
    assert alone is not None
    for form in (question, alone):
        form.select("[name=csrf_token]")[0]["value"] = ""
    assert "Delete Anna Müller?" in question.get_text()
    assert "<html" not in part.get_data(as_text=True)
    assert str(question) == str(alone) == str(own).strip()
    assert row(world, anna).deleted_at is None


def test_the_question_says_the_code_of_who_has_no_name(world: World) -> None:
    nameless = add(world, name=None, phone="123")

    page = world.client(world.alice).get(url_of(nameless, "/delete"))

    assert "Delete C-000001?" in text_of(page)


@pytest.mark.parametrize("who", MAY_NOT)
def test_staff_and_viewer_may_not(world: World, who: str) -> None:
    anna = add(world)
    browser = world.client(getattr(world, who))
    actor = world.actor(getattr(world, who))

    answers = [
        browser.get(url_of(anna, "/delete")),
        browser.post(url_of(anna, "/delete")),
    ]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Delete" not in text_of(browser.get(url_of(anna)))
    world.enter()
    with pytest.raises(Forbidden):
        work.run(lambda: service.delete_customer(anna, actor=actor))
    assert row(world, anna).deleted_at is None
    assert facts(world, "CustomerDeleted") == []


def test_an_outsider_finds_nobody(world: World) -> None:
    anna = add(world)
    browser = world.client(world.charlie)

    answers = [
        browser.get(url_of(anna, "/delete")),
        browser.post(url_of(anna, "/delete")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert row(world, anna).deleted_at is None


def test_signed_out_leads_to_the_sign_in(world: World) -> None:
    anna = add(world)
    browser = world.client()

    page, sent = (
        browser.get(url_of(anna, "/delete")),
        browser.post(url_of(anna, "/delete")),
    )

    assert page.location == f"/login?next=/customers/{anna}/delete"
    assert sent.status_code == 401
    assert row(world, anna).deleted_at is None


@pytest.mark.parametrize("unknown", [999_999, 2**63 - 1, 2**63, 10**30])
def test_a_customer_there_is_not_is_not_found(world: World, unknown: int) -> None:
    browser = world.client(world.alice)

    page, sent = ask_to_delete(browser, unknown)

    assert page.status_code == 404
    # What is past 64 bits is no address of ours, whatever the method.
    assert sent.status_code == 404 or unknown >= 2**63
    assert sent.status_code in (404, 405)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    anna = add(world)
    browser = world.client(world.alice)

    for address in (url_of(anna), url_of(anna, "/delete")):
        answer = getattr(browser.client, method)(address, data=browser.secrets())
        assert answer.status_code == 405
    assert row(world, anna).deleted_at is None


def test_without_a_token_nothing_is_deleted(world: World) -> None:
    anna = add(world)
    browser = world.client(world.alice)

    answer = browser.post(url_of(anna, "/delete"), raw=True)

    assert answer.status_code == 400
    assert row(world, anna).deleted_at is None


def test_a_question_of_another_business_is_refused(world: World) -> None:
    anna = add(world)
    browser = world.client(world.alice)
    foreign = {"business": str(world.bikes.id)}

    answer = browser.post(url_of(anna, "/delete"), foreign)

    assert answer.status_code == 409
    assert row(world, anna).deleted_at is None
