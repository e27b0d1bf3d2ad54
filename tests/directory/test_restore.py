"""Bringing a deleted customer back."""

from __future__ import annotations

import pytest

from customers.directory import service
from customers.directory.schemas import CustomerInput
from customers.ground import work
from customers.ground.errors import Forbidden
from tests.accounts.told import facts
from tests.directory.seen import (
    ROLES_THAT_DELETE,
    add,
    delete,
    names,
    row,
    shown,
    text_of,
    url_of,
)
from tests.world import World


@pytest.fixture
def gone(world: World) -> int:
    """A deleted customer of Alice's, with all that they are known by."""
    ids = ({"source": "till", "value": "7"},)
    customer_id = add(world, code="VIP-1", town="London", external_ids=ids)
    delete(world, customer_id)
    return customer_id


@pytest.mark.parametrize("who", ROLES_THAT_DELETE)
def test_owner_and_admin_bring_a_customer_back(
    world: World, gone: int, who: str
) -> None:
    person = getattr(world, who)
    browser = world.client(person)

    answer = browser.post(url_of(gone, "/restore"))

    kept = row(world, gone)
    (fact,) = facts(world, "CustomerRestored")
    page = browser.get(url_of(gone))
    assert (answer.status_code, answer.location) == (303, url_of(gone))
    assert (kept.deleted_at, kept.updated_by) == (None, person.id)
    assert (fact.subject, fact.subject_id, fact.user_id) == (
        *("customer", gone, person.id),
    )
    assert (fact.data, fact.personal) == ({}, None)
    assert "Anna Müller is back." in text_of(page)
    told = shown(browser.get(url_of(gone, "/details")))
    assert told == {"Name": "Anna Müller", "Town": "London", "till": "7"}
    assert names(world.client(world.vera).get("/customers")) == ["Anna Müller"]


def test_restoring_twice_is_restoring_once(world: World, gone: int) -> None:
    browser = world.client(world.adam)
    browser.post(url_of(gone, "/restore"))

    again = browser.post(url_of(gone, "/restore"))

    assert (again.status_code, again.location) == (303, url_of(gone))
    assert len(facts(world, "CustomerRestored")) == 1


def test_who_was_never_deleted_stays_as_they_are(world: World) -> None:
    anna = add(world)

    answer = world.client(world.adam).post(url_of(anna, "/restore"))

    assert answer.status_code == 303
    assert row(world, anna).updated_by == world.alice.id
    assert facts(world, "CustomerRestored") == []


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_staff_and_viewer_may_not(world: World, gone: int, who: str) -> None:
    person = getattr(world, who)
    actor = world.actor(person)

    answer = world.client(person).post(url_of(gone, "/restore"))

    assert answer.status_code == 403
    world.enter()
    with pytest.raises(Forbidden):
        work.run(lambda: service.restore_customer(gone, actor=actor))
    assert row(world, gone).deleted_at is not None
    assert facts(world, "CustomerRestored") == []


def test_an_outsider_finds_nobody(world: World, gone: int) -> None:
    answer = world.client(world.charlie).post(url_of(gone, "/restore"))

    assert answer.status_code == 404
    assert row(world, gone).deleted_at is not None


def test_signed_out_restores_nobody(world: World, gone: int) -> None:
    answer = world.client().post(url_of(gone, "/restore"))

    assert answer.status_code == 401
    assert row(world, gone).deleted_at is not None


@pytest.mark.parametrize("unknown", [999_999, 2**63 - 1, 10**30])
def test_a_customer_there_is_not_is_not_found(world: World, unknown: int) -> None:
    answer = world.client(world.alice).post(url_of(unknown, "/restore"))

    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_the_address_takes_no_other_method(
    world: World, gone: int, method: str
) -> None:
    browser = world.client(world.alice)

    answer = getattr(browser.client, method)(url_of(gone, "/restore"))

    assert answer.status_code == 405
    assert row(world, gone).deleted_at is not None


def test_edits_go_on_where_they_were(world: World, gone: int) -> None:
    browser = world.client(world.alice)
    browser.post(url_of(gone, "/restore"))
    actor = world.actor(world.alice)
    values = CustomerInput(town="Leeds")
    world.enter()

    work.run(lambda: service.edit_customer(gone, values=values, version=1, actor=actor))

    assert (row(world, gone).town, row(world, gone).profile_version) == ("Leeds", 2)
