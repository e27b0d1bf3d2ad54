"""Facts are written in the transaction of their cause, told in order, and kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from customers import events
from customers.accounts.actors import Actor
from customers.accounts.models import Shop
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.tenancy import TenancyError, write_many
from tests.world import World

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def kind(name: str, **options: Any) -> Callable[..., events.Fact]:
    """A kind of fact of the test's own."""
    told = {"subject": "shop", "meaning": "A shop was tried.", **options}
    made: Any = type(name, (events.Fact,), {}, **told)
    return made


def kept() -> Sequence[Event]:
    """The events of the entered business, oldest first."""
    return db.session.scalars(select(Event).order_by(Event.id)).all()


def record(world: World, *facts: events.Fact) -> None:
    """Record the facts as Bob, in Alice's business."""
    world.enter()
    happened = facts[0] if len(facts) == 1 else list(facts)
    events.record(happened, actor=world.actor(world.bob))


def test_a_fact_says_when_who_what_and_about_which_row(world: World) -> None:
    tried = kind("ShopTried")
    with clock.set_to(NOON):
        record(world, tried(7, data={"count": 1}, personal={"name": ["a", "b"]}))

    (event,) = kept()
    assert (event.at, event.user_id) == (NOON, world.bob.id)
    assert (event.name, event.subject, event.subject_id) == ("ShopTried", "shop", 7)
    assert event.data == {"count": 1}
    assert event.personal == {"name": ["a", "b"]}
    assert event.business_id == world.books.id


def test_a_fact_without_personal_values_keeps_none(world: World) -> None:
    record(world, kind("ShopTried")(None))

    (event,) = kept()
    assert (event.subject_id, event.data, event.personal) == (None, {}, None)
    nothing = select(Event.id).where(Event.personal.is_(None))
    assert db.session.scalars(nothing).one() == event.id


def test_what_a_command_does_has_no_person(world: World) -> None:
    world.enter()
    command = Actor(business_id=world.books.id, business_name="", role="owner")

    events.record(kind("ShopTried")(1), actor=command)

    assert kept()[0].user_id is None


def test_many_facts_are_kept_in_their_order(world: World) -> None:
    tried = kind("ShopTried")

    record(world, *(tried(number) for number in range(1500)))

    assert [event.subject_id for event in kept()] == list(range(1500))


def test_no_facts_are_no_work(world: World) -> None:
    events.record([], actor=world.actor(world.bob))

    assert kept() == []


def test_any_json_comes_back_as_it_was(world: World) -> None:
    data = {"text": "Ünï 山 😀", "list": [1, None, True, {"deep": 0.5}], "empty": ""}

    record(world, kind("ShopTried")(1, data=data))

    assert kept()[0].data == data


def test_listeners_get_all_facts_of_their_kind_at_once_in_order(world: World) -> None:
    tried, shut = kind("ShopTried"), kind("ShopShut")
    told: list[tuple[str, list[int | None]]] = []

    def listener(name: str) -> Any:
        return lambda facts, **_who: told.append(
            (name, [fact.subject_id for fact in facts])
        )

    for name, of in (("first", [tried]), ("both", [tried, shut]), ("shut", [shut])):
        events.listen(*of, action=listener(name))
    record(world, tried(1), shut(2), tried(3))

    assert told == [("first", [1, 3]), ("both", [1, 2, 3]), ("shut", [2])]


def test_who_listens_twice_is_told_once_and_by_whom(world: World) -> None:
    tried = kind("ShopTried")
    told: list[object] = []

    def listener(_facts: Sequence[events.Fact], *, actor: object) -> None:
        told.append(actor)

    events.listen(tried, action=listener)
    events.listen(tried, action=listener)
    actor = world.actor(world.alice)
    work.run(lambda: events.record(tried(1), actor=actor))

    assert told == [actor]


def test_a_kind_nobody_listens_to_is_kept(world: World) -> None:
    events.listen(kind("ShopShut"), action=lambda _facts, **_who: pytest.fail("told"))

    record(world, kind("ShopTried")(1))

    assert [event.name for event in kept()] == ["ShopTried"]


def test_a_listener_sees_the_event_and_writes_in_the_same_transaction(
    world: World,
) -> None:
    tried = kind("ShopTried")
    seen: list[int] = []

    def listener(_facts: Sequence[events.Fact], **_who: object) -> None:
        seen.append(len(kept()))
        write_many(db.session(), Shop, [{"name": "by listener"}])

    def action() -> None:
        record(world, tried(1))
        raise Invalid("No.")

    events.listen(tried, action=listener)
    with pytest.raises(Invalid):
        work.run(action)

    assert seen == [1]
    assert kept() == []
    assert "by listener" not in db.session.scalars(select(Shop.name)).all()


def test_a_failing_listener_fails_the_action(world: World) -> None:
    tried = kind("ShopTried")

    def fail(_facts: Sequence[events.Fact], **_who: object) -> None:
        raise RuntimeError("listener")

    def action() -> None:
        db.session.add(Shop(name="never kept"))
        record(world, tried(1))

    events.listen(tried, action=fail)
    with pytest.raises(RuntimeError, match="listener"):
        work.run(action)

    assert kept() == []
    assert "never kept" not in db.session.scalars(select(Shop.name)).all()


def test_a_refused_action_leaves_no_event(world: World) -> None:
    def action() -> None:
        record(world, kind("ShopTried")(1))
        raise Invalid("No.")

    with pytest.raises(Invalid):
        work.run(action)

    assert kept() == []


def test_events_of_another_business_are_not_seen(world: World) -> None:
    record(world, kind("ShopTried")(1))

    world.enter(world.bikes)

    assert kept() == []


def test_without_a_business_nothing_is_recorded(world: World) -> None:
    actor = world.actor(world.bob)
    fact = kind("ShopTried")(1)
    db.session().info["business_id"] = None

    with pytest.raises(TenancyError):
        events.record(fact, actor=actor)


def test_an_event_cannot_be_changed(world: World) -> None:
    record(world, kind("ShopTried")(1))
    kept()[0].name = "Forged"

    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()


def test_an_event_cannot_be_deleted(world: World) -> None:
    record(world, kind("ShopTried")(1))
    db.session.delete(kept()[0])

    with pytest.raises(RuntimeError, match="never changed"):
        db.session.flush()


@pytest.mark.parametrize(
    "statement",
    [
        update(Event).values(name="Forged"),
        update(Event).values(personal=None, name="Forged"),
        update(Event),
        delete(Event),
        select(Event).from_statement(delete(Event).returning(Event)),
    ],
)
def test_events_cannot_be_changed_by_the_dozen(world: World, statement: Any) -> None:
    record(world, kind("ShopTried")(1))

    with pytest.raises(RuntimeError, match="never changed"):
        db.session.execute(statement)


def test_personal_values_alone_can_be_emptied(world: World) -> None:
    record(world, kind("ShopTried")(1, data={"count": 1}, personal={"name": "Ann"}))

    db.session.execute(update(Event).values(personal=None))

    (event,) = kept()
    assert (event.personal, event.data) == (None, {"count": 1})


def test_a_declared_kind_stands_in_the_register() -> None:
    tried = kind("ShopTried", meaning="Somebody tried a shop.", published=True)

    found: Any = events.facts()["ShopTried"]

    assert found is tried
    assert (found.subject, found.is_published) == ("shop", True)
    assert found.meaning == "Somebody tried a shop."


def test_a_kind_is_published_only_where_it_says_so() -> None:
    silent: Any = kind("ShopTried")

    assert not silent.is_published


def test_two_kinds_of_one_name_are_refused() -> None:
    kind("ShopTried")

    with pytest.raises(TypeError, match="already"):
        kind("ShopTried")


def test_every_kind_says_what_it_means_and_fits_its_column(world: World) -> None:
    known = events.facts()

    assert list(known) == sorted(known)
    assert known
    for name, fact in known.items():
        assert len(name) <= 40
        assert len(fact.subject) <= 40
        assert fact.meaning.endswith(".")


@pytest.mark.parametrize("count", [1, 60])
def test_many_events_are_not_changed_at_once_either(world: World, count: int) -> None:
    world.enter()
    facts = {"at": NOON, "subject": "shop", "data": {}}
    rows = [{"name": f"T{number}", **facts} for number in range(count)]
    ids = write_many(db.session(), Event, rows)
    changes = [{"id": row_id, "name": "Forged"} for row_id in ids]

    for by in (["id"], ["id", "name"], ["business_id"]):
        with pytest.raises(TenancyError, match="appended, never changed"):
            write_many(db.session(), Event, changes, by=by)

    forged = db.session.scalars(db.select(Event).where(Event.name == "Forged")).all()
    assert forged == []
