"""Editing a customer through the page: who may, and what stands between two edits."""

from __future__ import annotations

import pytest

from customers.directory.models import Customer
from customers.directory.service.profile import FIELDS
from customers.events.models import Event
from customers.ground import clock
from customers.ground.db import db
from tests.accounts.told import facts
from tests.directory.seen import (
    HTMX,
    ROLES_THAT_EDIT,
    add,
    delete,
    edit_form,
    faults,
    filled,
    row,
    soup,
    text_of,
    url_of,
    written,
)
from tests.world import World

CLASH = {"town": "You wrote “Hull”; Adam changed it to “Leeds” meanwhile."}


@pytest.mark.parametrize("who", ROLES_THAT_EDIT)
def test_owner_admin_and_staff_edit_a_customer(world: World, who: str) -> None:
    anna = add(world, town="York")
    person = getattr(world, who)
    browser = world.client(person)
    form = edit_form(browser, anna) | {"town": "Leeds", "status": "inactive"}

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    kept = row(world, anna)
    (fact,) = facts(world, "CustomerUpdated")
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert (kept.town, kept.status, kept.profile_version) == ("Leeds", "inactive", 2)
    assert (kept.updated_by, fact.user_id) == (person.id, person.id)
    assert fact.data == {"version": 2, "changes": {"status": ["active", "inactive"]}}
    assert fact.personal == {"town": ["York", "Leeds"]}


def test_fields_that_stay_are_not_written(world: World) -> None:
    anna = add(world, phone="020 7946 0018", town="York")
    before = {column: getattr(row(world, anna), column) for column in columns()}
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"town": "Leeds"}

    browser.post(url_of(anna, "/edit"), form, raw=True)

    now = row(world, anna)
    changed = {c for c in columns() if getattr(now, c) != before[c]}
    assert changed == {"town", "profile_version", "updated_at", "updated_by"}


def columns() -> list[str]:
    """The names of a customer's columns."""
    return [column.key for column in Customer.__table__.c]


def test_the_form_sent_twice_is_saved_once(world: World) -> None:
    anna = add(world, town="York")
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"town": "Leeds"}
    browser.post(url_of(anna, "/edit"), form, raw=True)

    again = browser.post(url_of(anna, "/edit"), form, raw=True)

    assert again.status_code == 303
    assert row(world, anna).profile_version == 2
    assert len(facts(world, "CustomerUpdated")) == 1


def test_what_is_no_part_of_the_profile_is_no_conflict(world: World) -> None:
    anna = add(world, town="York")
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"town": "Hull"}

    # A sale or a switch tells another kind of fact and writes other columns.
    def happen() -> None:
        told = {"data": {"changes": {"town": ["York", "Leeds"]}}, "user_id": None}
        about = {"subject": "customer", "subject_id": anna}
        db.session.add(Event(name="PurchaseRecorded", **about, **told))
        kept = db.session.get_one(Customer, anna)
        kept.updated_at, kept.updated_by = clock.now(), world.adam.id
        kept.sort_name = "z"

    written(world, happen)
    browser_of_adam = world.client(world.adam)
    browser_of_adam.post(url_of(anna, "/delete"))
    browser_of_adam.post(url_of(anna, "/restore"))

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    assert answer.status_code == 303
    assert (row(world, anna).town, row(world, anna).profile_version) == ("Hull", 2)


def test_a_clash_tells_both_values_and_who_was_first_on_page_and_part(
    world: World,
) -> None:
    anna = add(world, town="York")
    bob, adam = world.client(world.bob), world.client(world.adam)
    mine = edit_form(bob, anna) | {"town": "Hull", "street": "1 High Street"}
    theirs = edit_form(adam, anna) | {"town": "Leeds", "status": "inactive"}
    adam.post(url_of(anna, "/edit"), theirs, raw=True)

    page = bob.post(url_of(anna, "/edit"), mine, raw=True)
    part = bob.post(url_of(anna, "/edit"), mine, raw=True, htmx=True)

    assert (page.status_code, part.status_code) == (409, 409)
    assert faults(soup(page)) == faults(soup(part)) == CLASH
    for answer in (page, part):
        alert = soup(answer).select_one('.alert[data-tone="warn"]')
        assert alert is not None
        said = " ".join(alert.get_text(" ").split())
        assert "Town Yours: Hull Now kept: Leeds, by Adam" in said
        again = filled(soup(answer))
        assert (again["town"], again["street"]) == ("Hull", "1 High Street")
        assert (again["status"], again["profile_version"]) == ("inactive", "2")
    assert (row(world, anna).town, row(world, anna).street) == ("Leeds", None)
    assert len(facts(world, "CustomerUpdated")) == 1


def test_saving_again_after_a_clash_keeps_ones_own(world: World) -> None:
    anna = add(world, town="York")
    bob, adam = world.client(world.bob), world.client(world.adam)
    mine = edit_form(bob, anna) | {"town": "Hull"}
    theirs = edit_form(adam, anna) | {"town": "Leeds", "status": "inactive"}
    adam.post(url_of(anna, "/edit"), theirs, raw=True)
    refused = bob.post(url_of(anna, "/edit"), mine, raw=True)

    answer = bob.post(url_of(anna, "/edit"), filled(soup(refused)), raw=True)

    kept = row(world, anna)
    assert answer.status_code == 303
    assert (kept.town, kept.status, kept.profile_version) == ("Hull", "inactive", 3)
    assert facts(world, "CustomerUpdated")[-1].personal == {"town": ["Leeds", "Hull"]}


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("email", "anna", "This is no email address."),
        ("birthday", "soon", "Write a date, such as 1990-12-31."),
        ("code", "a b", "A code has 1 to 32 of A to Z"),
        ("name", "a\x07", "There is an invisible control character"),
        ("external_ids", "7", "Write each id as “source: id”"),
    ],
)
def test_a_poor_field_comes_back_as_typed(
    world: World, field: str, value: str, sentence: str
) -> None:
    anna = add(world, town="York")
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"town": "Hull", field: value}

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    page = soup(answer)
    (said,) = faults(page).values()
    assert answer.status_code == 422
    assert faults(page).keys() == {field}
    assert said.startswith(sentence)
    again = filled(page)
    again["csrf_token"] = form["csrf_token"]
    assert again == form
    assert (row(world, anna).town, row(world, anna).profile_version) == ("York", 1)
    assert facts(world, "CustomerUpdated") == []


def test_fields_that_no_form_has_change_nothing(world: World) -> None:
    anna = add(world)
    more = {"deleted_at": "x", "business_id": "9", "created_by": "9", "id": "9"}
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | more

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    assert answer.status_code == 303
    assert row(world, anna).profile_version == 1


def test_the_page_contains_its_part(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)

    page = soup(browser.get(url_of(anna, "/edit"))).select_one("#customer-form")
    part = soup(browser.get(url_of(anna, "/edit"), headers=HTMX))

    assert page is not None
    for form in (page, part):
        form.select("[name=csrf_token]")[0]["value"] = ""
    assert str(part).strip() == str(page)
    assert {*FIELDS, "external_ids", "profile_version"} <= filled(part).keys()
    assert "request_key" not in filled(part)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_the_address_takes_no_other_method(world: World, method: str) -> None:
    anna = add(world)
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(url_of(anna, "/edit"))

    assert answer.status_code == 405


def test_signed_out_saves_nothing(world: World) -> None:
    anna = add(world)

    answer = world.client().post(url_of(anna, "/edit"), {"name": "x"})

    assert answer.status_code == 401
    assert row(world, anna).name == "Anna Müller"


def test_who_was_deleted_while_one_typed_is_not_saved(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    form = edit_form(browser, anna) | {"town": "Hull"}
    delete(world, anna)

    answer = browser.post(url_of(anna, "/edit"), form, raw=True)

    assert answer.status_code == 409
    assert "Alice deleted this customer on" in text_of(answer)
    assert row(world, anna).town is None
