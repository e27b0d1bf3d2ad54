"""Undoing purchases and refunds, and refunds that come before their purchase."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select

from customers.accounts.models import User
from customers.directory.models import NEVER
from customers.directory.service import delete_customer, restore_customer
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Forbidden, NotFound
from customers.purchases import service
from tests.purchases.sold import (
    days_later,
    kept_totals,
    people,
    record,
    recorded,
    refund,
    rows,
    sale,
    states,
    totals,
    true_totals,
)
from tests.world import World


def void(world: World, purchase_id: int, user: User | None = None) -> None:
    """Undo it, as Alice unless named."""
    actor = world.actor(user or world.alice)
    work.run(lambda: service.void(purchase_id, actor=actor))


def facts() -> list[str]:
    """The names of the facts about purchases, in order."""
    wanted = select(Event.name).where(Event.subject == "purchase")
    return list(db.session.scalars(wanted.order_by(Event.id)))


def test_an_undone_purchase_counts_no_more(world: World) -> None:
    [anna] = people(world, "Anna")
    first, last = recorded(
        world,
        sale("1", customer_id=anna),
        sale("2", 500, customer_id=anna, purchased_at=days_later(9)),
    )

    void(world, last)

    assert totals(anna) == (1, 1000, 1000, date(2026, 3, 2), date(2026, 3, 2))
    assert kept_totals() == true_totals()
    void(world, first)
    assert totals(anna) == (0, 0, 0, NEVER, NEVER)
    assert kept_totals() == {}


def test_undone_twice_is_once(world: World) -> None:
    [one] = recorded(world, sale("1"))

    void(world, one)
    void(world, one)

    assert facts() == ["PurchaseRecorded", "PurchaseVoided"]


def test_an_undone_purchase_sent_again_stays_undone(world: World) -> None:
    [one] = recorded(world, sale("1"))
    void(world, one)

    [again] = record(world, sale("1"))

    assert (again.kind, again.purchase_id) == ("same", one)
    assert states() == {"1": "void"}


def test_staff_undo_their_own_and_admins_anybody_s(world: World) -> None:
    [own] = [
        outcome.purchase_id for outcome in record(world, sale("1"), user=world.bob)
    ]
    [other] = recorded(world, sale("2"))

    void(world, own or 0, user=world.bob)
    for user in (world.bob, world.vera):
        with pytest.raises(Forbidden):
            void(world, other, user=user)
    void(world, other, user=world.adam)

    assert states() == {"1": "void", "2": "void"}


def test_another_business_s_purchase_is_not_there(world: World) -> None:
    [one] = recorded(world, sale("1"))
    world.enter(world.bikes)

    with pytest.raises(NotFound):
        void(world, one, user=world.charlie)

    world.enter()
    assert states() == {"1": "counted"}


def test_a_refund_leaves_visits_and_takes_spend(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))

    recorded(
        world,
        refund("r1", 300, refund_of_reference="1", purchased_at=days_later(5)),
        refund("r2", 200, customer_id=anna),
    )

    assert totals(anna)[:2] == (1, 500)
    named, unnamed = rows(kind="refund")
    assert (named.customer_id, named.counts_on) == (anna, date(2026, 3, 2))
    assert unnamed.refund_of_id is None
    assert kept_totals() == true_totals()


def test_refunds_never_exceed_what_was_paid(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))

    answers = record(
        world,
        *(refund(f"r{n}", 400, refund_of_reference="1") for n in range(3)),
        refund("r3", 200, refund_of_reference="1"),
    )

    kinds = [answer.kind for answer in answers]
    assert kinds == ["recorded", "recorded", "refused", "recorded"]
    assert totals(anna)[:2] == (1, 0)


def test_a_refund_before_its_purchase_waits_for_it(world: World) -> None:
    [anna] = people(world, "Anna")
    recorded(world, refund("r1", 300, refund_of_reference="1"))
    assert (states(), kept_totals()) == ({"r1": "waiting"}, {})

    recorded(world, sale("1", customer_id=anna))

    assert totals(anna)[:2] == (1, 700)
    assert states() == {"r1": "counted", "1": "counted"}
    assert facts() == ["RefundWaits", "PurchaseRecorded", "PurchaseRefunded"]


def test_of_waiting_refunds_those_that_fit_count_the_oldest_first(world: World) -> None:
    early = [refund(f"r{n}", 600, refund_of_reference="1") for n in range(2)]
    recorded(world, *early, refund("r2", 400, refund_of_reference="1"))

    recorded(world, sale("1"))

    assert states()["r0"] == states()["r2"] == "counted"
    assert states()["r1"] == "waiting"
    assert rows(reference="1")[0].refunded_minor == 1000


def test_a_refund_undone_makes_room_for_one_that_waits(world: World) -> None:
    early = [refund(f"r{n}", 600, refund_of_reference="1") for n in range(2)]
    first, _second, _sale = recorded(world, *early, sale("1"))

    void(world, first)

    assert states() == {"r0": "void", "r1": "counted", "1": "counted"}
    assert rows(reference="1")[0].refunded_minor == 600
    assert kept_totals() == true_totals()


def test_refunds_of_an_undone_purchase_wait_again(world: World) -> None:
    [anna] = people(world, "Anna")
    one, _back = recorded(
        world,
        sale("1", customer_id=anna),
        refund("r1", 300, refund_of_reference="1"),
    )

    void(world, one)

    assert states() == {"1": "void", "r1": "waiting"}
    assert kept_totals() == {}


def test_a_refund_names_no_other_customer_s_purchase(world: World) -> None:
    anna, bo = people(world, "Anna", "Bo")
    recorded(world, sale("1", customer_id=anna))

    [answer] = record(world, refund("r1", 300, refund_of_reference="1", customer_id=bo))

    assert answer.kind == "refused"


def test_nor_does_one_that_came_before_it(world: World) -> None:
    anna, bo = people(world, "Anna", "Bo")
    recorded(world, refund("r1", 300, refund_of_reference="1", customer_id=bo))

    recorded(world, sale("1", customer_id=anna))

    assert states() == {"r1": "waiting", "1": "counted"}
    assert totals(anna)[:2] == (1, 1000)


def test_undoing_a_refund_tells_the_day_and_purchase_it_counted_for(
    world: World,
) -> None:
    one, back = recorded(
        world,
        sale("1", purchased_at=days_later(-40)),
        refund("r1", 300, refund_of_reference="1"),
    )

    void(world, back)

    wanted = select(Event.data).where(Event.name == "PurchaseVoided")
    [told] = db.session.scalars(wanted)
    assert (told["on"], told["refund_of_id"]) == ("2026-01-21", one)


def test_undoing_a_purchase_tells_which_refunds_count_no_more(world: World) -> None:
    one, back = recorded(world, sale("1"), refund("r1", 300, refund_of_reference="1"))

    void(world, one)

    wanted = select(Event.data).where(Event.name == "PurchaseVoided")
    [told] = db.session.scalars(wanted)
    assert told["waiting"] == [{"purchase_id": back, "total_minor": -300}]


def test_a_refund_just_before_its_purchase_has_not_waited(world: World) -> None:
    recorded(world, refund("r1", 300, refund_of_reference="1"), sale("1"))

    assert facts() == ["PurchaseRecorded", "PurchaseRefunded"]


def test_a_deleted_customer_s_visits_are_tallied_no_more(world: World) -> None:
    [anna] = people(world, "Anna")
    one, _two = recorded(
        world, sale("1", customer_id=anna), sale("2", customer_id=anna)
    )
    actor = world.actor(world.alice)

    work.run(lambda: delete_customer(anna, actor=actor))
    assert kept_totals() == true_totals()
    void(world, one)
    assert kept_totals() == true_totals()
    work.run(lambda: restore_customer(anna, actor=actor))

    assert kept_totals() == true_totals()
    assert kept_totals()["visits 1"] == 1
