"""Editing a customer: only what changed is saved, by whoever may."""

from __future__ import annotations

import pytest

from customers.directory import service
from customers.directory.schemas import CustomerInput, ImportedCustomer
from customers.ground.errors import Conflict, Forbidden, Invalid, NotFound
from tests.directory.people import (
    added,
    done,
    edited,
    error_at,
    external_ids,
    facts,
    fields_of,
    imported,
    row_of,
    text_of,
)
from tests.world import World


def url(customer_id: int) -> str:
    """Where a customer is edited."""
    return f"/customers/{customer_id}/edit"


def test_the_form_holds_what_is_kept_and_saving_it_changes_nothing(
    world: World,
) -> None:
    anna = added(
        world,
        name="Anna",
        birthday="1990-12-31",
        country="GB",
        external_ids=[{"source": "till", "value": "7"}],
        preferred_shop_id=world.book_shop.id,
    )
    before = row_of(world, anna)
    bob = world.client(world.bob)

    form = fields_of(bob.get(url(anna)))
    answer = bob.post(url(anna), form, raw=True)

    assert (form["name"], form["birthday"], form["country"]) == (
        "Anna",
        "1990-12-31",
        "GB",
    )
    assert form["external_ids"] == "till: 7"
    assert (answer.status_code, answer.location) == (303, f"/customers/{anna}")
    assert row_of(world, anna) == before
    assert facts(world, "CustomerUpdated") == []


def test_what_changed_is_saved_and_told(world: World) -> None:
    anna = added(world, name="Anna", email="a@example.com", status="active")
    adam = world.client(world.adam)
    form = fields_of(adam.get(url(anna)))
    changes = {"email": "b@example.com", "status": "inactive", "town": "Leeds"}

    adam.post(url(anna), {**form, **changes}, raw=True)

    row = row_of(world, anna)
    assert (row.name, row.email, row.sort_email) == (
        "Anna",
        "b@example.com",
        "b@example.com",
    )
    assert (row.town, row.status, row.profile_version) == ("Leeds", "inactive", 2)
    assert (row.created_by, row.updated_by) == (world.bob.id, world.adam.id)
    (fact,) = facts(world, "CustomerUpdated")
    assert fact.data == {"version": 2, "changes": {"status": ["active", "inactive"]}}
    assert fact.personal == {
        "email": ["a@example.com", "b@example.com"],
        "town": [None, "Leeds"],
    }
    assert (fact.subject_id, fact.user_id) == (anna, world.adam.id)


def test_the_columns_that_follow_a_field_change_with_it(world: World) -> None:
    anna = added(world, name="Anna", phone="601 234 567", code="C-000009")
    assert row_of(world, anna).phone_e164 != "+48601234567"

    edited(world, anna, country="PL", name="Żaneta", code="X")

    row = row_of(world, anna)
    assert (row.phone_e164, row.sort_name) == ("+48601234567", "zaneta")
    assert (row.code, row.code_number) == ("X", None)


def test_an_emptied_field_is_emptied_and_one_always_filled_stays(
    world: World,
) -> None:
    anna = added(world, name="Anna", phone="123", code="A1", customer_type="vip")

    edited(world, anna, phone=None, code=None, customer_type=None, since=None)

    row = row_of(world, anna)
    assert (row.phone, row.phone_e164) == (None, None)
    assert (row.code, row.customer_type) == ("A1", "vip")


def test_the_last_of_name_phone_and_email_stays(world: World) -> None:
    anna = added(world, name="Anna")
    (known,) = imported(world, [ImportedCustomer(code="B1")])
    bob = world.client(world.bob)

    answer = bob.post(url(anna), {"name": "", "profile_version": "1"}, htmx=True)

    assert answer.status_code == 422
    assert error_at(answer, "name") == "Write a name, a phone or an email."
    assert known.customer_id is not None
    edited(world, known.customer_id, town="Leeds")
    assert row_of(world, known.customer_id).town == "Leeds"


def test_external_ids_come_and_go(world: World) -> None:
    ids = [{"source": "till", "value": "7"}, {"source": "web", "value": "8"}]
    anna = added(world, name="Anna", external_ids=ids)
    bob = world.client(world.bob)

    answer = bob.post(
        url(anna),
        {"external_ids": "web: 8\r\ntill: 9\r\ntill: 9", "profile_version": "1"},
    )

    assert answer.status_code == 303
    assert external_ids(world, anna) == [
        ("till", "9", "external"),
        ("web", "8", "external"),
    ]
    (fact,) = facts(world, "CustomerUpdated")
    assert fact.personal["external_ids"] == [
        [["till", "7"], ["web", "8"]],
        [["till", "9"], ["web", "8"]],
    ]


def test_what_is_taken_is_refused_beside_its_field(world: World) -> None:
    added(world, name="Bert", code="B1", external_ids=[{"source": "s", "value": "1"}])
    anna = added(world, name="Anna", code="A1")
    bob = world.client(world.bob)

    answer = bob.post(
        url(anna),
        {"code": "b1", "external_ids": "s: 1", "profile_version": "1"},
        htmx=True,
    )

    assert answer.status_code == 409
    assert error_at(answer, "code") == "B1 already belongs to Bert."
    assert error_at(answer, "external_ids") == "s: 1 already belongs to Bert."
    assert row_of(world, anna).code == "A1"


def test_a_unique_email_may_stay_and_cannot_be_taken(world: World) -> None:
    world.books.is_email_unique = True
    anna = added(world, name="Anna", email="a@example.com")
    added(world, name="Bert", email="b@example.com")

    edited(world, anna, name="Anne", email="A@example.com")
    with pytest.raises(Conflict) as refused:
        edited(world, anna, version=2, email="b@example.com")

    assert set(refused.value.details) == {"email"}


def test_a_shop_that_closed_stays_until_another_is_chosen(world: World) -> None:
    anna = added(world, name="Anna", preferred_shop_id=world.book_shop.id)
    world.client(world.alice).post(f"/settings/shops/{world.book_shop.id}/close")
    bob = world.client(world.bob)

    form = fields_of(bob.get(url(anna)))
    answer = bob.post(url(anna), {**form, "name": "Anne"}, raw=True)

    row = row_of(world, anna)
    assert form["preferred_shop_id"] == str(world.book_shop.id)
    assert answer.status_code == 303
    assert (row.name, row.preferred_shop_id) == ("Anne", world.book_shop.id)


def test_the_part_is_the_form_of_the_page(world: World) -> None:
    anna = added(world, name="Anna")
    bob = world.client(world.bob)
    typed = {"phone": "n/a", "profile_version": "1"}

    page = bob.post(url(anna), typed)
    part = bob.post(url(anna), typed, htmx=True)

    assert page.status_code == part.status_code == 422
    drawn = [fields_of(each) | {"csrf_token": ""} for each in (page, part)]
    assert drawn[0] == drawn[1]
    assert "<html" not in part.get_data(as_text=True)


def test_saving_leads_back_to_the_profile_with_scripts_too(world: World) -> None:
    anna = added(world, name="Anna")
    bob = world.client(world.bob)

    answer = bob.post(url(anna), {"name": "Anne", "profile_version": "1"}, htmx=True)

    assert answer.headers["HX-Redirect"] == f"/customers/{anna}"
    assert "Saved." in text_of(bob.get(f"/customers/{anna}"), "#toasts")


def test_an_outsider_finds_nobody(world: World) -> None:
    anna = added(world, name="Anna")
    charlie = world.client(world.charlie)

    assert charlie.get(url(anna)).status_code == 404
    assert charlie.post(url(anna), {"name": "x"}).status_code == 404
    assert charlie.get(url(10**17)).status_code == 404
    assert row_of(world, anna).name == "Anna"


def test_a_deleted_customer_cannot_be_edited(world: World) -> None:
    anna = added(world, name="Anna")
    done(world, service.delete_customer, anna)
    alice = world.client(world.alice)

    assert alice.get(url(anna)).status_code == 404
    assert alice.post(url(anna), {"name": "x"}).status_code == 409
    with pytest.raises(NotFound):
        edited(world, anna, name="x")


def test_a_viewer_is_not_let_in(world: World) -> None:
    anna = added(world, name="Anna")
    vera = world.client(world.vera)

    assert vera.get(url(anna)).status_code == 403
    assert vera.post(url(anna), {"name": "x"}).status_code == 403
    with pytest.raises(Forbidden):
        edited(world, anna, name="x", who="vera")


def test_who_is_signed_out_is_led_to_the_sign_in(world: World) -> None:
    anna = added(world, name="Anna")

    assert "/login" in world.client().get(url(anna)).location


def test_the_verb_judges_days_and_references_that_change(world: World) -> None:
    anna = added(world, name="Anna")

    with pytest.raises(Invalid) as refused:
        done(
            world,
            service.edit_customer,
            anna,
            values=CustomerInput(
                birthday="2199-01-01",  # type: ignore[arg-type]
                preferred_shop_id=world.bike_shop.id,
            ),
            version=1,
        )

    assert set(refused.value.details) == {"birthday", "preferred_shop_id"}
