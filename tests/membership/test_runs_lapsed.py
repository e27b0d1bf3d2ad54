"""Runs and the days that pass: what lapsed meanwhile, who is settled at once."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from customers.directory.models import NEVER
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.membership.models import MembershipRule
from customers.membership.service.automatic import expire_some
from customers.membership.service.runs import undoing
from tests.membership.members import entries, is_member, kept, save_rule
from tests.membership.running import (
    applied,
    previewed,
    run_of,
    spenders,
    standings,
    tallies,
    undone,
)
from tests.purchases.sold import NOON
from tests.world import World


def times_ended(customer_id: int) -> int:
    """How often it was told that this membership ended."""
    told = select(func.count(Event.id)).where(
        Event.name == "MembershipEnded", Event.subject_id == customer_id
    )
    return db.session.scalar(told) or 0


def test_what_lapsed_before_the_undo_comes_back_as_ended_and_is_told_once(
    world: World,
) -> None:
    actor = world.actor(world.alice)
    with clock.set_to(NOON):
        save_rule(world, "10.00", period_months=1)
        (ada,) = spenders(world, Ada=1200).values()
        applied(world, previewed(world, 1000))
        run_id = previewed(world, 1500, also_ends=True)
        assert applied(world, run_id).left == 1
    with clock.set_to(NOON + timedelta(days=40)):
        undone(world, run_id)
        work.run(lambda: expire_some(actor))

    assert kept(ada)[:3] == (False, NEVER, NEVER)
    assert (entries(ada)[-1].cause, times_ended(ada)) == ("undo", 1)
    assert "membership:member" not in tallies()


def test_a_short_run_settles_those_whom_it_changes_and_nobody_else(
    world: World,
) -> None:
    with clock.set_to(NOON):
        save_rule(world, "10.00", period_months=1)
        ids = spenders(world, Ada=2000, Ben=1200)
        applied(world, previewed(world, 1000))
    with clock.set_to(NOON + timedelta(days=20)):
        run_id = previewed(world, 1500, also_ends=True)
        assert (run_of(run_id).to_join, run_of(run_id).to_leave) == (0, 1)
    with clock.set_to(NOON + timedelta(days=40)):
        run = applied(world, run_id)

    assert (run.left, run.left_out) == (0, 1)
    causes = [[one.cause for one in entries(each)] for each in ids.values()]
    assert causes == [["run"], ["run", "expiry"]]
    assert tallies()["membership:member"] == 1


def test_an_undo_that_reads_days_goes_on_in_smaller_pieces(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = world.actor(world.alice)
    monkeypatch.setattr(undoing, "DAYS_CHUNK", 1)
    save_rule(world, "10.00", period_months=1, is_renewed=True)
    ids = spenders(world, Ada=1200, Ben=1200)
    applied(world, previewed(world, 1000))
    before, counted = standings(), tallies()
    run_id = previewed(world, 1500, also_ends=True)
    applied(world, run_id)
    work.run(lambda: undoing.begin(run_id, actor=actor).id)

    chunk = work.run(lambda: undoing.undo_chunk(run_id, place=None, actor=actor))
    assert chunk.done == 1
    undone(world, run_id)

    assert run_of(run_id).undone == 2
    assert all(is_member(one) for one in ids.values())
    assert (standings(), tallies()) == (before, counted)


def test_previews_that_say_the_same_share_a_rule(world: World) -> None:
    rules = {run_of(previewed(world, 800)).rule_id for _time in range(3)}
    other = run_of(previewed(world, 800, window_months=6)).rule_id

    assert len(rules) == 1
    assert other not in rules
    assert db.session.scalar(select(func.count(MembershipRule.id))) == 2
