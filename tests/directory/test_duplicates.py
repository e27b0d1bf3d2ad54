"""Likely duplicates: who may be the same person, and why."""

from __future__ import annotations

from typing import Any

import pytest

from customers.directory import queries, service
from tests.directory.people import added, done
from tests.world import World


def reasons(world: World, **typed: Any) -> list[tuple[int, str]]:
    """Who is shown while this is typed, and why."""
    world.enter()
    actor = world.actor(world.bob)
    found = queries.likely_duplicates(**typed, actor=actor)
    return [(one.id, one.reason) for one in found]


@pytest.fixture
def anna(world: World) -> int:
    """Anna, with everything."""
    return added(
        world,
        name="Anna Müller",
        phone="07700 900123",
        email="Anna@Example.org",
        code="ANNA-1",
    )


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"phone": "+44 7700 900123"}, "Same phone"),
        ({"phone": "07700 900123"}, "Same phone"),
        ({"phone": "0770090012"}, "Similar phone"),
        ({"phone": "900123"}, "Similar phone"),
        ({"email": "anna@example.org"}, "Same email"),
        ({"code": "anna-1"}, "Same code"),
        ({"name": "anna muller"}, "Same name"),
        ({"name": "Mueller An"}, "Similar name"),
        ({"name": "Ann"}, "Similar name"),
    ],
    ids=str,
)
def test_each_likeness_is_a_reason(
    world: World, anna: int, typed: dict[str, str], reason: str
) -> None:
    assert reasons(world, **typed) == [(anna, reason)]


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"name": "An", "phone": "12", "email": "an", "code": "A"},
        {"name": " ", "phone": "()", "email": "@", "code": "Ä"},
        {"phone": "90012"},
        {"name": "Berta", "phone": "07700 900999", "email": "b@example.org"},
        {"name": "%", "email": "' OR 1=1 --", "code": "\x00"},
    ],
    ids=str,
)
def test_what_means_nobody_yet_is_no_reason(
    world: World, anna: int, typed: dict[str, str]
) -> None:
    assert reasons(world, **typed) == []


def test_the_surest_reason_is_told_and_stands_first(world: World, anna: int) -> None:
    namesake = added(world, name="Anna Müller")

    found = reasons(world, name="Anna Müller", phone="07700 900123")

    assert found == [(anna, "Same phone"), (namesake, "Same name")]


def test_five_are_enough(world: World) -> None:
    for _ in range(8):
        added(world, name="Anna Müller")

    assert len(reasons(world, name="Anna Müller")) == 5


def test_the_customer_that_is_edited_is_no_duplicate(world: World, anna: int) -> None:
    assert reasons(world, name="Anna Müller", except_id=anna) == []


def test_a_deleted_customer_is_no_duplicate(world: World, anna: int) -> None:
    done(world, service.delete_customer, anna)

    assert reasons(world, name="Anna Müller", phone="07700 900123") == []


def test_customers_of_another_business_are_none(world: World, anna: int) -> None:
    world.enter(world.bikes)

    found = queries.likely_duplicates(
        name="Anna Müller", code="ANNA-1", actor=world.actor(world.charlie)
    )

    assert found == []
    assert queries.code_owner("ANNA-1") is None
    world.enter()


def test_a_code_has_its_owner_even_deleted(world: World, anna: int) -> None:
    done(world, service.delete_customer, anna)
    world.enter()

    owner = queries.code_owner(" anna-1 ")

    assert owner is not None
    assert owner.id == anna
    assert queries.code_owner("anna-1", except_id=anna) is None
    assert queries.code_owner("no such code") is None
