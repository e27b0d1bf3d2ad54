"""What happens by itself: on purchases and refunds, and as days pass."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.directory.models import FOREVER, NEVER
from customers.directory.service import delete_customer, restore_customer
from customers.events.models import Event
from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.ground.jobs import Job
from customers.membership import service
from customers.membership.rules import add_months
from customers.membership.service import runs
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


def test_what_was_not_counted_to_its_end_is_trusted_by_no_run(
    world: World, ada: int
) -> None:
    long_ago = clock.today("UTC") - timedelta(days=90)
    recorded(world, sale("one", 5000, customer_id=ada, purchased_at=on(long_ago)))
    save_rule(world, "10.00", window_months=1)
    actor = world.actor(world.alice)
    (job_id,) = db.session.scalars(select(Job.id)).all()
    work.run(lambda: jobs.stop(job_id, actor=actor))

    run = work.run(
        lambda: runs.preview_run(1000, window_months=1, also_ends=False, actor=actor)
    )

    assert kept(ada)[3] == 5000
    assert run.to_join == 0


def test_a_count_that_was_stopped_is_asked_for_again(world: World, ada: int) -> None:
    save_rule(world, "10.00", window_months=1)
    actor = world.actor(world.alice)
    (job_id,) = db.session.scalars(select(Job.id)).all()
    work.run(lambda: jobs.stop(job_id, actor=actor))

    work.run(lambda: move_windows(actor))
    work.run(lambda: move_windows(actor))

    states = db.session.scalars(select(Job.state).order_by(Job.id)).all()
    assert states == ["stopped", "waiting"]


def test_windows_saved_one_after_the_other_are_counted_once(
    world: World, ada: int
) -> None:
    bought = clock.today("UTC") - timedelta(days=10)
    recorded(world, sale("one", 5000, customer_id=ada, purchased_at=on(bought)))
    for months in (1, 2, None, 3):
        save_rule(world, "10.00", window_months=months)

    jobs.Worker(world.app).run_once()

    assert not db.session.scalars(select(Job.id).where(Job.state != "done")).all()
    assert accounts.counted_window_months() == 3
    assert kept(ada)[3:] == (5000, add_months(bought, 3))


def test_ending_a_hold_joins_nobody_where_only_runs_do(world: World, ada: int) -> None:
    save_rule(world, "10.00")
    recorded(world, sale("one", 5000, customer_id=ada))
    switch(world, ada, is_member=False, reason="asked not to be one")

    work.run(lambda: service.release(ada, actor=world.actor(world.alice)))

    assert kept(ada)[:3] == (False, NEVER, NEVER)


def test_what_lapsed_while_it_was_switched_off_ends_once(
    world: World, ada: int
) -> None:
    save_rule(world, "10.00", is_automatic=True, period_months=1)
    recorded(world, sale("one", 1000, customer_id=ada))
    until = kept(ada)[1]
    switched = switch(world, ada, is_member=False)
    actor = world.actor(world.alice)

    with clock.set_to(on(until)):
        entry_id = switched.entry_id or 0
        work.run(lambda: service.undo_switch(entry_id, actor=actor))
        work.run(lambda: expire_some(actor))

    assert kept(ada)[:3] == (False, NEVER, NEVER)
    wanted = select(Event.name).where(Event.name == "MembershipEnded")
    assert len(db.session.scalars(wanted).all()) == 1
