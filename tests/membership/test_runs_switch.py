"""Many switched by hand as one run, and undone as one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from customers.directory.models import FOREVER
from customers.ground import clock
from customers.ground.errors import Conflict, Forbidden, Invalid
from customers.membership.service import runs
from tests.membership.members import entries, kept, save_rule, switch
from tests.membership.running import (
    applied,
    candidates,
    run_of,
    spenders,
    standings,
    switched,
    tallies,
    undone,
)
from tests.world import World


def test_those_who_are_not_so_are_switched_and_held(world: World) -> None:
    save_rule(world, "10.00")
    ids = spenders(world, Ada=2000, Ben=0)
    switch(world, ids["Ben"], True)
    day = clock.today("Europe/London") + timedelta(days=9)

    run_id = switched(world, list(ids.values()), reason="fair", hold_until=day)
    assert candidates(run_id) == {"join": {ids["Ada"]}, "held": {ids["Ben"]}}
    run = applied(world, run_id)

    assert (run.state, run.joined, run.held) == ("done", 1, 1)
    assert kept(ids["Ada"])[:3] == (True, FOREVER, day)
    (entry,) = entries(ids["Ada"])
    assert (entry.cause, entry.reason, entry.held_until) == ("manual", "fair", day)
    assert entry.rule_id is not None


def test_a_switch_off_holds_without_end_and_is_undone(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=5, Cay=0)
    for one in ids.values():
        switch(world, one, True, reason="member")
    before, counted = standings(), tallies()

    run_id = switched(world, list(ids.values()), to_member=False)
    run = applied(world, run_id)
    assert (run.left, kept(ids["Cay"])[2]) == (3, FOREVER)
    assert tallies()["membership:held"] == 3
    undone(world, run_id)

    assert run_of(run_id).undone == 3
    assert standings() == before
    assert tallies() == counted


def test_who_was_switched_since_the_preview_is_left_out(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=0)
    run_id = switched(world, list(ids.values()))
    switch(world, ids["Ada"], True)

    run = applied(world, run_id)

    assert (run.joined, run.left_out) == (1, 1)


def test_a_day_that_is_over_is_refused(world: World) -> None:
    (ada,) = spenders(world, Ada=2000).values()

    with pytest.raises(Invalid, match="after today"):
        switched(world, [ada], hold_until=clock.today("Europe/London"))
    with pytest.raises(Invalid, match="characters"):
        switched(world, [ada], reason="x" * 201)


def test_staff_cannot_switch_many(world: World) -> None:
    actor = world.actor(world.bob)

    with pytest.raises(Forbidden):
        runs.preview_switch([1], to_member=True, actor=actor)


def test_a_switch_whose_hold_is_over_by_now_is_refused(world: World) -> None:
    ids = spenders(world, Ada=2000)
    day = clock.today("Europe/London") + timedelta(days=2)
    run_id = switched(world, list(ids.values()), hold_until=day)

    with clock.later(days=3), pytest.raises(Conflict, match="has passed"):
        applied(world, run_id)

    assert run_of(run_id).state == "previewed"
