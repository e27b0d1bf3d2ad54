"""Versions: every change that pages show moves them once, and nothing else does."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from customers import events
from customers.accounts.events import AccessRefused
from customers.directory import service as directory
from customers.directory.schemas import CustomerInput, ImportedCustomer
from customers.events import versions
from customers.events.versions import Version
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.membership.schemas import SwitchInput
from customers.membership.service import switching
from customers.notes import service as notes
from customers.notes.schemas import NoteInput
from customers.purchases import service as purchases
from customers.transfer.events import SalesExported
from tests.conftest import make_world
from tests.purchases.sold import sale
from tests.world import World


def kept() -> dict[tuple[str, int], int]:
    """All versions of the entered business."""
    return {
        (row.subject, row.subject_id): row.value
        for row in db.session.scalars(select(Version))
    }


def unit(action: Callable[[], Any]) -> Any:
    """What an action gives as a unit of work, and whose versions it moved."""
    before = kept()
    given = work.run(action)
    moved = {key: value for key, value in kept().items() if before.get(key) != value}
    return given, moved


def test_each_verb_moves_the_business_and_its_customer_once(world: World) -> None:
    bob, alice = world.actor(world.bob), world.actor(world.alice)
    anna, moved = unit(
        lambda: directory.add_customer(CustomerInput(name="Anna"), actor=bob).id
    )
    assert moved == {("business", 0): 1, ("customer", anna): 1}
    text = NoteInput(text="Likes red", kind="general", is_pinned=False)
    switched = SwitchInput(is_member=True, reason=None, hold_until=None)

    for count, action in enumerate(
        (
            lambda: notes.add_note(anna, values=text, actor=bob),
            lambda: switching.switch(anna, values=switched, actor=bob),
            lambda: purchases.record_purchases(
                [sale("1", customer_id=anna)], actor=bob
            ),
            lambda: directory.delete_customer(anna, actor=alice),
            lambda: directory.restore_customer(anna, actor=alice),
        ),
        start=2,
    ):
        _given, moved = unit(action)
        assert moved == {("business", 0): count, ("customer", anna): count}

    # The same once more changes nothing, and so it moves nothing.
    assert unit(lambda: switching.switch(anna, values=switched, actor=bob))[1] == {}
    assert versions.changed_since(count - 1, among=[anna, anna + 1]) == {anna}
    assert versions.changed_since(count, among=[anna]) == set()
    # Who was not changed since there are versions has none.
    assert versions.changed_since(0, among=[anna, anna + 1]) == {anna, anna + 1}


def test_a_unit_that_is_refused_moves_nothing(world: World) -> None:
    bob = world.actor(world.bob)

    def action() -> None:
        directory.add_customer(CustomerInput(name="Anna"), actor=bob)
        raise Invalid("No.")

    with pytest.raises(Invalid):
        work.run(action)
    _given, moved = unit(lambda: None)

    assert moved == kept() == {}


def test_what_no_page_shows_moves_nothing(world: World) -> None:
    bob = world.actor(world.bob)
    unseen = [AccessRefused(world.bob.id), SalesExported(bob.business_id)]

    _given, moved = unit(lambda: events.record(unseen, actor=bob))

    assert moved == {}


def test_many_customers_move_one_row_that_counts_for_all(world: World) -> None:
    alice = world.actor(world.alice)
    names = [f"Anna {number}" for number in range(101)]
    many = [
        ImportedCustomer(code=name.upper().replace(" ", ""), name=name)
        for name in names
    ]

    _given, moved = unit(
        lambda: directory.import_customers(many, source="test", actor=alice)
    )
    _nothing, by_statement = unit(versions.touch_everybody)

    assert moved == {("business", 0): 1, ("customer", versions.EVERYBODY): 1}
    assert by_statement == {("business", 0): 2, ("customer", versions.EVERYBODY): 2}
    assert versions.of_customer(7) == 2
    assert versions.changed_since(1, among=[7, 8]) == {7, 8}


def test_versions_are_of_one_business(world: World) -> None:
    unit(versions.touch_everybody)

    world.enter(world.bikes)

    assert (versions.of_business(), versions.of_customer(7)) == (0, 0)
    assert kept() == {}


def test_units_at_once_are_all_counted_and_none_waits_for_ever(
    real_app: Flask,
) -> None:
    world = make_world(real_app)

    def busy(number: int) -> None:
        ids = [1, 2, 3] if number % 2 else [3, 2, 1]
        with real_app.app_context():
            for _time in range(10):
                world.enter()
                work.run(lambda: versions.touch_customers(ids))
            db.session.remove()

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(busy, range(4))) == [None] * 4

    world.enter()
    assert versions.of_business() == 40
    assert {versions.of_customer(customer_id) for customer_id in (1, 2, 3)} == {40}
