"""What happens by itself: on purchases and refunds, and as days pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from customers.directory.models import FOREVER, NEVER
from customers.directory.service import delete_customer, restore_customer
from customers.ground import clock, work
from customers.membership.service.automatic import expire_some, move_windows
from customers.purchases import service as purchases
from tests.membership.members import causes, entries, is_member, kept, save_rule, switch
from tests.purchases.sold import people, record, recorded, refund, sale
from tests.world import World


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


@pytest.fixture
def ada(world: World) -> int:
    return people(world, "Ada")[0]


def test_a_purchase_that_reaches_the_threshold_makes_a_member(
    world: World, ada: int
) -> None:
    save_rule(world, "10.00", is_automatic=True)

    recorded(world, sale("one", 999, customer_id=ada))
    before = is_member(ada)
    (second,) = recorded(world, sale("two", 1, customer_id=ada))

    assert not before
    assert kept(ada) == (True, FOREVER, NEVER, 1000, FOREVER)
    (entry,) = entries(ada)
    assert (entry.cause, entry.purchase_id) == ("threshold", second)
    assert entry.spend_minor == 1000


def test_nobody_joins_by_a_purchase_where_that_is_off(world: World, ada: int) -> None:
    save_rule(world, "10.00")

    recorded(world, sale("one", 5000, customer_id=ada))

    assert kept(ada) == (False, NEVER, NEVER, 5000, FOREVER)


@pytest.mark.parametrize(
    ("way", "until"),
    [
        ("keep", FOREVER),
        ("grace", None),
        ("end", NEVER),
    ],
)
def test_a_refund_under_the_threshold_keeps_ends_or_waits(
    world: World, ada: int, way: str, until: date | None
) -> None:
    save_rule(world, "10.00", is_automatic=True, on_refund=way, grace_days=14)
    recorded(world, sale("one", 1000, customer_id=ada))

    recorded(world, refund("back", 1, customer_id=ada, refund_of_reference="one"))

    grace = clock.today("UTC") + timedelta(days=14)
    assert kept(ada)[:2] == (way != "end", grace if until is None else until)


def test_facts_of_one_batch_are_judged_in_their_order(world: World, ada: int) -> None:
    save_rule(world, "10.00", is_automatic=True, on_refund="end")

    record(
        world,
        sale("one", 1200, customer_id=ada),
        refund("back", 300, customer_id=ada, refund_of_reference="one"),
        sale("two", 200, customer_id=ada),
    )

    assert [entry.is_member for entry in entries(ada)] == [True, False, True]
    assert is_member(ada)


def test_a_hold_is_left_alone_until_it_ends(world: World, ada: int) -> None:
    save_rule(world, "10.00", is_automatic=True)
    end = clock.today("UTC") + timedelta(days=3)
    switch(world, ada, is_member=True)
    switch(world, ada, is_member=False, hold_until=end)
    recorded(world, sale("one", 5000, customer_id=ada))
    held = is_member(ada)

    with clock.set_to(on(end)):
        recorded(world, sale("two", 1, customer_id=ada, purchased_at=on(end)))

    assert not held
    assert kept(ada)[:3] == (True, FOREVER, NEVER)
    assert causes(ada) == ["manual", "manual", "threshold"]


def test_a_window_ends_a_membership_on_the_day_it_is_left(
    world: World, ada: int
) -> None:
    today = clock.today("UTC")
    bought = today - timedelta(days=10)
    save_rule(world, "10.00", is_automatic=True, window_months=1, on_window="end")

    recorded(world, sale("one", 1500, customer_id=ada, purchased_at=on(bought)))
    member, until, _held, spend, changes = kept(ada)
    actor = world.actor(world.alice)
    with clock.set_to(on(until)):
        work.run(lambda: expire_some(actor))
        work.run(lambda: move_windows(actor))

    assert (member, spend, changes) == (True, 1500, until)
    assert until > today
    assert kept(ada) == (False, NEVER, NEVER, 0, FOREVER)
    assert causes(ada) == ["threshold", "expiry"]


def test_an_undone_purchase_is_judged_like_a_refund(world: World, ada: int) -> None:
    save_rule(world, "10.00", is_automatic=True, on_refund="end")
    (sold,) = recorded(world, sale("one", 1000, customer_id=ada))

    work.run(lambda: purchases.void(sold, actor=world.actor(world.alice)))

    assert not is_member(ada)


def test_a_deleted_member_comes_back_as_one(world: World, ada: int) -> None:
    save_rule(world, "10.00", is_automatic=True)
    recorded(world, sale("one", 1000, customer_id=ada))
    actor = world.actor(world.alice)

    work.run(lambda: delete_customer(ada, actor=actor))
    work.run(lambda: restore_customer(ada, actor=actor))

    assert is_member(ada)
