"""What other rooms read of people and shops: the entered business's alone."""

from __future__ import annotations

import pytest

from customers.accounts import queries, sessions
from customers.ground import tenancy
from customers.ground.db import db
from tests.world import World


def test_choices_are_those_of_the_entered_business(world: World) -> None:
    world.enter()
    staff = [name for _id, name in queries.staff_choices()]
    shops = queries.shop_choices()
    world.enter(world.bikes)

    assert staff == ["Adam", "Alice", "Bob", "Vera"]
    assert shops == [(world.book_shop.id, "High Street")]
    assert [name for _id, name in queries.staff_choices()] == ["Charlie"]
    assert queries.shop_choices() == [(world.bike_shop.id, "Dockside")]


def test_also_reaches_nobody_elsewhere(world: World) -> None:
    world.enter()
    charlie = world.membership(world.charlie)

    assert "Charlie" not in dict(queries.staff_choices(also=charlie.id)).values()
    assert len(queries.shop_choices(also=world.bike_shop.id)) == 1


def test_without_a_business_nothing_is_listed(world: World) -> None:
    tenancy.leave(db.session())

    with pytest.raises(tenancy.TenancyError):
        queries.staff_choices()
    with pytest.raises(tenancy.TenancyError):
        queries.shop_choices()
    with pytest.raises(tenancy.TenancyError):
        queries.open_invitations()


def test_people_have_names_and_commands_none(world: World) -> None:
    found = queries.people_names([world.bob.id, None, world.bob.id, 999_999])

    assert found == {world.bob.id: "Bob"}
    assert queries.people_names([None]) == {}


def test_businesses_of_a_person_are_listed_by_name(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")

    assert sessions.businesses_of(world.bob.id) == [world.books.id, world.bikes.id]
    assert sessions.businesses_of(world.alice.id) == [world.books.id]


def test_one_staff_member_is_read_as_in_the_list_of_all(world: World) -> None:
    world.hire(world.bob, world.bikes, "viewer")
    world.enter()

    listed = queries.staff_of_business()

    assert listed
    for row in listed:
        assert queries.staff_row(row.id) == row


def test_staff_of_another_business_are_not_there(world: World) -> None:
    theirs = world.hire(world.bob, world.bikes, "viewer")
    world.enter()

    assert queries.staff_row(theirs.id) is None
    assert queries.staff_row(999_999) is None
