"""Creating a business: its owner, its first shop, and whose password that takes."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from customers.accounts import queries, service
from customers.accounts.models import Business
from customers.accounts.passwords import verify_password
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid, Refused
from tests.accounts.seen import member_row, user_row
from tests.accounts.told import facts
from tests.world import PASSWORD, World

FIELDS: dict[str, Any] = {
    "name": "Dora's Deli",
    "slug": "doras-deli",
    "country": "de",
    "currency": "eur",
    "timezone": "Europe/Berlin",
    "owner_name": "Dora",
    "owner_email": " Dora@Example.com ",
    "password_hash": "a hash",
}


def create(**changes: Any) -> Business:
    """Create the business above, but for the changes."""
    return work.run(lambda: service.create_business(**{**FIELDS, **changes}))


def test_a_business_has_an_owner_and_a_first_shop(app: Flask) -> None:
    business = create()

    owner = user_row("dora@example.com")
    assert tenancy.entered(db.session()) == business.id
    assert (business.country, business.currency) == ("DE", "EUR")
    assert (owner.name, owner.password_hash) == ("Dora", "a hash")
    assert [row.role for row in queries.staff_of_business()] == ["owner"]
    assert [row.name for row in queries.shops_of_business()] == ["Dora's Deli"]
    assert queries.business_by_slug("doras-deli") is business


def test_it_is_written_down_in_the_new_business(world: World) -> None:
    business = create()

    (fact,) = facts(world, "BusinessCreated", business)
    assert (fact.subject_id, fact.data["slug"]) == (business.id, "doras-deli")
    assert "dora@example.com" not in str(fact.data)
    assert facts(world, "BusinessCreated") == []


def test_an_address_with_a_login_keeps_its_password(world: World) -> None:
    business = create(owner_email="BOB@example.com", owner_name="Somebody")

    bob = user_row("bob@example.com")
    assert bob.name == "Bob"
    assert verify_password(PASSWORD, bob.password_hash)
    assert member_row(world.bob, business).role == "owner"
    assert member_row(world.bob, world.books).role == "staff"


def test_a_new_address_needs_a_password(app: Flask) -> None:
    with pytest.raises(Invalid) as refused:
        create(password_hash=None)

    assert list(refused.value.details) == ["owner_password"]
    assert user_row("dora@example.com") is None


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", " "),
        ("slug", "Dora"),
        ("slug", "-dora"),
        ("slug", "do--ra"),
        ("slug", "d" * 61),
        ("slug", "dörä"),
        ("slug", ""),
        ("country", "Germany"),
        ("country", "ZZ"),
        ("currency", "XXX"),
        ("timezone", "Berlin"),
        ("owner_email", "dora"),
        ("owner_email", "dora@@example.com"),
        ("owner_email", ""),
    ],
)
def test_what_breaks_a_rule_is_refused_by_field(
    app: Flask, field: str, value: str
) -> None:
    with pytest.raises(Invalid) as refused:
        create(**{field: value})

    assert list(refused.value.details) == [field]
    assert refused.value.details[field]


def test_a_slug_is_taken_once(app: Flask) -> None:
    create()

    with pytest.raises(Conflict) as refused:
        create(owner_email="other@example.com")

    assert list(refused.value.details) == ["slug"]
    assert user_row("other@example.com") is None


def test_nothing_is_left_of_a_refused_one(app: Flask) -> None:
    with pytest.raises(Refused):
        create(timezone="Nowhere/Land")

    assert db.session.scalars(db.select(Business)).all() == []


@pytest.mark.parametrize("is_by_owner", [False, True])
def test_owner_and_shop_are_written_down_with_whoever_did_it(
    world: World, is_by_owner: bool
) -> None:
    business = create(is_by_owner=is_by_owner)

    owner = user_row("dora@example.com")
    member = member_row(owner, business)
    by = owner.id if is_by_owner else None
    names = ("BusinessCreated", "StaffJoined", "ShopAdded")
    written = [facts(world, name, business) for name in names]
    assert [[fact.user_id for fact in kind] for kind in written] == [[by]] * 3
    (_created,), (joined,), (added,) = written
    assert (joined.subject_id, joined.data) == (member.id, {"role": "owner"})
    assert added.data == {"name": "Dora's Deli"}
    assert (business.created_by, member.created_by, member.updated_by) == (by, by, by)
