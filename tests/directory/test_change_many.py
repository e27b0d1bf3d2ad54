"""One change to many customers: type, status or shop."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from customers.directory import queries, service
from customers.directory.models import Customer
from customers.directory.rules import Selection
from customers.directory.service import bulk
from customers.events.models import Event
from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, Invalid
from tests.directory.people import added, done
from tests.world import World


@pytest.fixture
def ids(world: World) -> list[int]:
    """Three of Alice's customers, the last of them a VIP."""
    kinds = ("walk_in", "regular", "vip")
    return [added(world, name=f"A {kind}", customer_type=kind) for kind in kinds]


def changed(world: World, ids: list[int], **given: Any) -> int:
    """Let Bob change them."""
    given = {"field": "customer_type", "value": "vip", "who": "bob", **given}
    return done(world, service.change_customers, ids, **given)


def types(world: World) -> list[str]:
    """The types of Alice's customers, oldest first."""
    world.enter()
    wanted = select(Customer.customer_type).order_by(Customer.id)
    return list(db.session.scalars(wanted))


def facts(world: World) -> list[Event]:
    """The changes that were told."""
    world.enter()
    wanted = select(Event).where(Event.name == "CustomerUpdated").order_by(Event.id)
    return list(db.session.scalars(wanted))


def test_those_with_another_value_are_changed_and_told(
    world: World, ids: list[int]
) -> None:
    assert changed(world, ids) == 2

    assert types(world) == ["vip"] * 3
    told = facts(world)
    assert [event.subject_id for event in told] == ids[:2]
    assert told[0].data == {
        "version": 2,
        "changes": {"customer_type": ["walk_in", "vip"]},
    }
    assert {event.user_id for event in told} == {world.bob.id}
    assert queries.counts()["type:vip"] == 3


def test_twice_is_once(world: World, ids: list[int]) -> None:
    changed(world, ids)

    assert changed(world, ids) == 0
    assert len(facts(world)) == 2


def test_a_change_moves_the_customer_to_the_top_of_the_last_changed(
    world: World, ids: list[int]
) -> None:
    with clock.later(hours=1):
        changed(world, ids[:1])

    page = queries.listed(
        Selection(sort="changed"), size=25, actor=world.actor(world.bob)
    )
    assert page.rows[0].id == ids[0]


def test_the_shop_can_be_taken_away(world: World, ids: list[int]) -> None:
    shop = world.book_shop.id
    assert changed(world, ids, field="preferred_shop_id", value=shop) == 3
    assert queries.counts()[f"shop:{shop}"] == 3

    assert changed(world, ids, field="preferred_shop_id", value=None) == 3

    assert queries.counts()[f"shop:{shop}"] == 0


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "Everybody"),
        ("customer_type", "emperor"),
        ("status", None),
        ("status", "deleted"),
        ("preferred_shop_id", 10**15),
    ],
)
def test_what_cannot_be_set_is_refused(
    world: World, ids: list[int], field: str, value: object
) -> None:
    with pytest.raises(Invalid):
        changed(world, ids, field=field, value=value)

    assert types(world) == ["walk_in", "regular", "vip"]


def test_the_shop_of_another_business_is_no_shop(world: World, ids: list[int]) -> None:
    with pytest.raises(Invalid):
        changed(world, ids, field="preferred_shop_id", value=world.bike_shop.id)


def test_more_than_a_thousand_are_refused(world: World) -> None:
    with pytest.raises(Invalid, match="1000"):
        changed(world, list(range(1, 1_002)))


def test_a_viewer_changes_nobody(world: World, ids: list[int]) -> None:
    with pytest.raises(Forbidden):
        changed(world, ids, who="vera")

    assert types(world) == ["walk_in", "regular", "vip"]


def test_customers_of_another_business_and_deleted_ones_are_passed_by(
    world: World, ids: list[int]
) -> None:
    done(world, service.delete_customer, ids[0])

    assert changed(world, [*ids, 10**12]) == 1

    actor = world.actor(world.charlie)
    world.enter(world.bikes)
    assert work.run(lambda: _by_charlie(world, ids, actor)) == 0
    world.enter()


def _by_charlie(world: World, ids: list[int], actor: Any) -> int:
    world.enter(world.bikes)
    return service.change_customers(ids, field="status", value="inactive", actor=actor)


def test_a_whole_selection_is_changed_in_the_background(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "CHUNK", 2)
    for number in range(5):
        added(world, name=f"Walker {number}")
    added(world, name="Regular", customer_type="regular")
    wanted = Selection(type="walk_in")

    job = done(
        world,
        service.change_selected,
        wanted,
        field="customer_type",
        value="vip",
        title="Make them VIPs",
        who="bob",
    )
    task = jobs.Task.of_job(job, actor=world.actor(world.bob))
    kind = jobs.kind_named(bulk.CHANGE_CUSTOMERS)
    assert kind is not None
    steps = 0
    while True:
        prepared = kind.prepare(task)
        progress = work.run(lambda p=prepared, t=task: kind.step(t, p))
        steps += 1
        if progress.is_finished:
            break
        job.place, job.done, job.result = (
            progress.place,
            progress.done,
            progress.result,
        )
        task = jobs.Task.of_job(job, actor=world.actor(world.bob))

    assert steps == 3
    assert progress.result == {"changed": 5}
    assert types(world) == ["vip"] * 5 + ["regular"]


def test_two_changes_of_many_are_not_under_way_at_once(world: World) -> None:
    added(world, name="Walker")

    def ask(who: str) -> jobs.Job:
        return done(
            world,
            service.change_selected,
            Selection(),
            field="status",
            value="inactive",
            title="All of them",
            who=who,
        )

    first = ask("bob")
    with pytest.raises(Conflict, match="under way"):
        ask("alice")
    done(world, jobs.stop, first.id)

    assert ask("alice").id != first.id


def test_a_search_is_not_changed_in_the_background(world: World) -> None:
    with pytest.raises(Invalid):
        done(
            world,
            service.change_selected,
            Selection(q="anna"),
            field="status",
            value="inactive",
            title="Nobody",
        )
