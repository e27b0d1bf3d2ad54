"""Two edit one customer: what does not overlap is merged, what does is told."""

from __future__ import annotations

import pytest

from customers.directory import service
from customers.directory.schemas import ImportedCustomer
from tests.directory.people import (
    added,
    edited,
    error_at,
    external_ids,
    fields_of,
    imported,
    row_of,
    text_of,
)
from tests.world import World


def url(customer_id: int) -> str:
    """Where a customer is edited."""
    return f"/customers/{customer_id}/edit"


def test_changes_of_different_fields_both_stay(world: World) -> None:
    anna = added(world, name="Anna", phone="123", town="York")
    bob = world.client(world.bob)
    form = fields_of(bob.get(url(anna)))
    edited(world, anna, town="Leeds", who="adam")

    answer = bob.post(url(anna), {**form, "phone": "456"}, raw=True)

    row = row_of(world, anna)
    assert answer.status_code == 303
    assert (row.town, row.phone, row.profile_version) == ("Leeds", "456", 3)


def test_the_same_change_made_twice_is_no_conflict(world: World) -> None:
    anna = added(world, name="Anna", town="York")
    edited(world, anna, town="Leeds", who="adam")

    edited(world, anna, version=1, town="Leeds")

    assert row_of(world, anna).profile_version == 2


def test_a_change_that_was_taken_back_is_no_conflict(world: World) -> None:
    anna = added(world, name="Anna", town="York")
    edited(world, anna, town="Leeds", who="adam")
    edited(world, anna, version=2, town="York", who="adam")

    edited(world, anna, version=1, town="Hull")

    assert row_of(world, anna).town == "Hull"


def test_the_second_of_two_hears_both_values_and_who_was_first(world: World) -> None:
    anna = added(world, name="Anna", town="York", status="active", phone="123")
    bob = world.client(world.bob)
    form = fields_of(bob.get(url(anna)))
    edited(world, anna, town="Leeds", phone="777", who="adam")
    edited(world, anna, version=2, status="inactive", who="alice")
    mine = {**form, "town": "Hull", "street": "1 High Street"}

    answer = bob.post(url(anna), mine, raw=True, headers={"HX-Request": "true"})

    sentence = "You wrote “Hull”; Adam changed it to “Leeds” meanwhile."
    told = text_of(answer, "form")
    assert answer.status_code == 409
    assert error_at(answer, "town") == sentence
    assert "Somebody changed this customer" in told
    assert "Yours: Hull" in told
    assert "Now kept: Leeds, by Adam" in told
    row = row_of(world, anna)
    assert (row.town, row.street, row.profile_version) == ("Leeds", None, 3)


def test_saving_again_keeps_ones_own_and_what_only_others_changed(
    world: World,
) -> None:
    ids = [{"source": "till", "value": "7"}]
    anna = added(world, name="Anna", town="York", status="active", phone="123")
    bob = world.client(world.bob)
    form = fields_of(bob.get(url(anna)))
    edited(
        world,
        anna,
        town="Leeds",
        phone="777",
        status="inactive",
        birthday="1990-12-31",
        external_ids=ids,
        who="adam",
    )
    mine = {**form, "town": "Hull", "street": "1 High Street"}

    refused = bob.post(url(anna), mine, raw=True)
    again = fields_of(refused)
    answer = bob.post(url(anna), again, raw=True)

    assert (refused.status_code, again["profile_version"]) == (409, "2")
    assert (again["town"], again["phone"], again["status"]) == (
        "Hull",
        "777",
        "inactive",
    )
    assert (again["birthday"], again["external_ids"]) == ("1990-12-31", "till: 7")
    assert answer.status_code == 303
    row = row_of(world, anna)
    assert (row.town, row.phone, row.street) == ("Hull", "777", "1 High Street")
    assert (row.status, row.profile_version) == ("inactive", 3)
    assert external_ids(world, anna) == [("till", "7", "external")]


def test_a_clash_names_shops_people_and_types_as_words(world: World) -> None:
    member = world.membership(world.bob).id
    anna = added(world, name="Anna")
    edited(
        world,
        anna,
        preferred_shop_id=world.book_shop.id,
        assigned_staff_member_id=member,
        customer_type="vip",
        country="PL",
        birthday="1990-12-31",
        external_ids=[{"source": "till", "value": "7"}],
        who="adam",
    )

    with pytest.raises(service.EditedMeanwhile) as refused:
        edited(
            world,
            anna,
            version=1,
            preferred_shop_id=world.book_shop.id + 1000,
            assigned_staff_member_id=world.membership(world.adam).id,
            customer_type="regular",
            country="GB",
            birthday="1991-12-31",
            external_ids=[{"source": "till", "value": "8"}],
        )

    told = {clash.field: clash for clash in refused.value.clashes}
    assert told["preferred_shop_id"].theirs == "High Street"
    assert told["assigned_staff_member_id"].theirs == "Bob"
    assert (told["customer_type"].yours, told["customer_type"].theirs) == (
        "Regular",
        "VIP",
    )
    assert (told["country"].yours, told["country"].theirs) == (
        "United Kingdom",
        "Poland",
    )
    assert told["birthday"].theirs == "Dec 31, 1990"
    assert told["external_ids"].theirs == "till: 7"
    assert {clash.by for clash in told.values()} == {"Adam"}


def test_a_clash_with_an_import_says_so(world: World) -> None:
    anna = added(world, name="Anna", code="A1", town="York")
    imported(world, [ImportedCustomer(code="A1", town="Leeds")])

    with pytest.raises(service.EditedMeanwhile) as refused:
        edited(world, anna, version=1, town="Hull")

    (clash,) = refused.value.clashes
    assert (clash.yours, clash.theirs, clash.by) == ("Hull", "Leeds", "Adam")


@pytest.mark.parametrize("version", ["2", "999999999999"])
def test_a_version_that_never_was_is_refused(world: World, version: str) -> None:
    anna = added(world, name="Anna")
    bob = world.client(world.bob)

    answer = bob.post(url(anna), {"name": "Bert", "profile_version": version})

    assert answer.status_code == 409
    assert row_of(world, anna).name == "Anna"


@pytest.mark.parametrize("version", ["", "x", "0", "-1", "9" * 30])
def test_a_version_that_is_none_is_refused(world: World, version: str) -> None:
    anna = added(world, name="Anna")
    bob = world.client(world.bob)

    answer = bob.post(url(anna), {"name": "Bert", "profile_version": version})

    assert answer.status_code == 422
    assert row_of(world, anna).name == "Anna"
