"""Runs: previewed, applied to those of whom it is still true, undone, dropped."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from customers.directory.models import FOREVER, NEVER
from customers.directory.service import delete_customer
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, NotFound
from customers.membership.service import release, runs
from tests.membership.members import entries, is_member, kept, save_rule, switch
from tests.membership.running import (
    applied,
    candidates,
    left_out,
    previewed,
    run_of,
    spenders,
    standings,
    tallies,
    undone,
)
from tests.purchases.sold import NOON, recorded, refund, sale
from tests.world import World


def facts(name: str) -> list[tuple[int | None, int | None, Any]]:
    """Whom the facts of this name are about, who did it, what they say."""
    found = select(Event.subject_id, Event.user_id, Event.data, Event.personal)
    rows = db.session.execute(found.where(Event.name == name).order_by(Event.id)).all()
    assert all(row.personal is None for row in rows)
    return [(row.subject_id, row.user_id, row.data) for row in rows]


def test_a_preview_names_whom_it_concerns_and_changes_nobody(world: World) -> None:
    ids = spenders(world, Below=999, At=1000, Above=5000, Held=3000, None_=0)
    switch(world, ids["Held"], False, reason="asked us not to")
    before = standings()

    run_id = previewed(world, 1000)

    run = run_of(run_id)
    assert (run.state, run.to_join, run.to_leave, run.held) == ("previewed", 2, 0, 1)
    assert candidates(run_id) == {
        "join": {ids["At"], ids["Above"]},
        "held": {ids["Held"]},
    }
    assert standings() == before
    assert run.bars is None


def test_whoever_meets_it_joins_with_an_entry_and_a_fact(world: World) -> None:
    ids = spenders(world, Ada=1234, Ben=10)

    run = applied(world, previewed(world, 1000))

    assert (run.state, run.joined, run.left, run.left_out) == ("done", 1, 0, 0)
    assert kept(ids["Ada"]) == (True, FOREVER, NEVER, 1234, FOREVER)
    (entry,) = entries(ids["Ada"])
    assert (entry.cause, entry.run_id, entry.spend_minor) == ("run", run.id, 1234)
    assert (entry.rule_id, entry.was_member) == (run.rule_id, False)
    assert entry.created_by == world.alice.id
    told = {"cause": "run", "run_id": run.id, "rule": 1, "until": None}
    assert facts("MembershipActivated") == [(ids["Ada"], world.alice.id, told)]
    ((about, _who, counts),) = facts("MembershipRunApplied")
    assert (about, counts) == (run.id, {"joined": 1, "left": 0, "left_out": 0})
    assert tallies() == {
        "membership:member": 1,
        ("member", 1230): 1,
        ("none", 10): 1,
    }


def test_members_below_it_leave_only_if_that_is_said(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=1000)
    applied(world, previewed(world, 1000))

    kept_on = applied(world, previewed(world, 1500))
    ended = applied(world, previewed(world, 1500, also_ends=True))

    assert (kept_on.joined, kept_on.left) == (0, 0)
    assert (ended.joined, ended.left) == (0, 1)
    assert (is_member(ids["Ada"]), is_member(ids["Ben"])) == (True, False)
    assert [one for one, _who, _data in facts("MembershipEnded")] == [ids["Ben"]]
    assert entries(ids["Ben"])[-1].rule_id == ended.rule_id


def test_what_changed_since_the_preview_is_left_out_and_says_why(world: World) -> None:
    ids = spenders(
        world, Held=2000, Joined=2000, Refunded=2000, Gone=2000, Bought=0, Fine=2000
    )
    switch(world, ids["Bought"], True)
    actor = world.actor(world.alice)
    work.run(lambda: release(ids["Bought"], actor=actor))
    run_id = previewed(world, 1000, also_ends=True)
    assert candidates(run_id)["leave"] == {ids["Bought"]}
    switch(world, ids["Held"], False, reason="by hand")
    switch(world, ids["Joined"], True)
    recorded(world, refund("back", 1500, customer_id=ids["Refunded"]))
    work.run(lambda: delete_customer(ids["Gone"], actor=actor))
    recorded(world, sale("much", 5000, customer_id=ids["Bought"]))

    run = applied(world, run_id)

    assert left_out(run_id) == {
        ids["Held"]: "held",
        ids["Joined"]: "held",
        ids["Refunded"]: "not_met",
        ids["Gone"]: "deleted",
        ids["Bought"]: "met",
    }
    assert (run.joined, run.left, run.left_out) == (1, 0, 5)
    assert is_member(ids["Fine"])
    assert is_member(ids["Bought"])


def test_another_window_is_summed_and_drawn_by_steps(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=500)
    old = sale("old", 4000, customer_id=ids["Ben"])
    recorded(world, old._replace(purchased_at=old.purchased_at.replace(year=2020)))

    run_id = previewed(world, 1000, window_months=60)

    run = run_of(run_id)
    assert candidates(run_id) == {"join": {ids["Ada"]}}
    assert json.loads(run.bars or "") == {"none": {"500": 1, "2000": 1}}
    assert applied(world, run_id).joined == 1
    assert entries(ids["Ada"])[0].spend_minor == 2000


def test_an_undo_gives_everybody_back_what_they_were(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=1000, Cay=0)
    applied(world, previewed(world, 1000))
    before, counted = standings(), tallies()
    run_id = previewed(world, 1500, also_ends=True)
    applied(world, run_id)

    run = undone(world, run_id)

    assert (run.state, run.undone, run.skipped) == ("undone", 1, 0)
    assert standings() == before
    assert tallies() == counted
    entry = entries(ids["Ben"])[-1]
    assert (entry.cause, entry.run_id) == ("undo", run_id)
    assert entry.undo_of_id == entry.before_id
    assert facts("MembershipRunUndone")[-1][2] == {"undone": 1, "skipped": 0}
    assert facts("MembershipActivated")[-1][2]["cause"] == "undo"


def test_an_undo_skips_whoever_changed_since(world: World) -> None:
    ids = spenders(world, Ada=2000, Ben=2000)
    run_id = previewed(world, 1000)
    applied(world, run_id)
    switch(world, ids["Ada"], True, reason="keeps it")

    run = undone(world, run_id)

    assert (run.undone, run.skipped) == (1, 1)
    assert left_out(run_id, of_undo=1) == {ids["Ada"]: "changed"}
    assert (is_member(ids["Ada"]), is_member(ids["Ben"])) == (True, False)


def test_each_verb_twice_is_once(world: World) -> None:
    spenders(world, Ada=2000)
    run_id = previewed(world, 1000)

    for verb, state in ((applied, "done"), (undone, "undone")):
        verb(world, run_id)
        assert verb(world, run_id).state == state

    assert run_of(run_id).joined == 1
    assert len(facts("MembershipRunApplied")) == 1
    assert len(facts("MembershipRunUndone")) == 1


def test_a_dropped_preview_cannot_be_applied_nor_a_run_dropped(world: World) -> None:
    spenders(world, Ada=2000)
    actor = world.actor(world.alice)
    dropped, done = previewed(world, 1000), previewed(world, 1000)
    applied(world, done)

    for _time in range(2):
        work.run(lambda: runs.drop_run(dropped, actor=actor))

    assert run_of(dropped).state == "dropped"
    with pytest.raises(Conflict, match="dropped"):
        applied(world, dropped)
    with pytest.raises(Conflict, match="nothing to undo"):
        undone(world, dropped)
    with pytest.raises(Conflict, match="applied already"):
        work.run(lambda: runs.drop_run(done, actor=actor))


def test_one_run_at_a_time_changes_memberships(world: World) -> None:
    spenders(world, Ada=2000)
    under_way, other = previewed(world, 1000), previewed(world, 500)
    run_of(under_way).state = "running"
    db.session.commit()

    with pytest.raises(Conflict, match="Another run"):
        applied(world, other)


def test_staff_may_neither_preview_nor_apply_nor_undo(world: World) -> None:
    run_id = previewed(world, 1000)

    for verb in (applied, undone):
        with pytest.raises(Forbidden):
            verb(world, run_id, world.bob)
    with pytest.raises(Forbidden):
        previewed(world, 1000, user=world.bob)
    with pytest.raises(NotFound):
        applied(world, run_id + 1000)


def test_a_lapsed_hold_is_judged_by_a_run(world: World) -> None:
    (ada,) = spenders(world, Ada=2000).values()
    day = clock.today("Europe/London") + timedelta(days=1)
    switch(world, ada, False, hold_until=day)

    with clock.later(days=2):
        run = applied(world, previewed(world, 1000))

    assert run.joined == 1
    assert kept(ada)[:3] == (True, FOREVER, NEVER)
    assert tallies() == {"membership:member": 1, ("member", 2000): 1}


def test_the_end_of_a_membership_is_counted_for_each(world: World) -> None:
    with clock.set_to(NOON):
        save_rule(world, "10.00", window_months=12, on_window="end")
        ids = spenders(world, Ada=1500, Ben=1500)
        earlier = sale("more", 1500, customer_id=ids["Ben"])
        recorded(world, earlier._replace(purchased_at=NOON.replace(year=2025, month=6)))
        run_id = previewed(world, 1000, window_months=12)
        applied(world, run_id)

        assert kept(ids["Ada"])[1] == date(2027, 3, 2)
        assert kept(ids["Ben"])[1] == date(2027, 3, 2)
        assert facts("MembershipActivated")[0][2]["until"] == "2027-03-02"
        undone(world, run_id)
    assert not is_member(ids["Ada"])
