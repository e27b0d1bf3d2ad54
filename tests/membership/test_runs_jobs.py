"""Runs that a worker does: in chunks, stopped and gone on with, forgotten in time."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from customers.directory.rules import Selection
from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid
from customers.ground.jobs import Job
from customers.membership.models import MembershipCandidate
from customers.membership.service import runs
from customers.membership.service.runs import (
    applying,
    candidates,
    dropping,
    kept,
    switching_many,
    undoing,
)
from customers.membership.service.runs.dropping import forget_runs
from tests.membership.members import entries, is_member
from tests.membership.running import (
    applied,
    left_out,
    previewed,
    run_of,
    spenders,
    standings,
    switched,
    tallies,
    undone,
    work_off,
)
from tests.world import World


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Three customers are many, and a chunk has two."""
    monkeypatch.setattr(kept, "SMALL_BUSINESS", 2)
    monkeypatch.setattr(kept, "AT_ONCE", 2)
    for module in (candidates, applying, undoing, switching_many):
        monkeypatch.setattr(module, "CHUNK", 2)
    monkeypatch.setattr(candidates, "SUMMED_CHUNK", 2)
    for module in (applying, undoing):
        monkeypatch.setattr(module, "DAYS_CHUNK", 2)


@pytest.fixture
def five(world: World) -> dict[str, int]:
    """Five customers who spent 20.00 each."""
    return spenders(world, Ada=2000, Ben=2000, Cay=2000, Dan=2000, Eve=2000)


def job_of(run_id: int) -> Job:
    job_id = run_of(run_id).job_id
    return db.session.scalars(select(Job).where(Job.id == job_id)).one()


def one_chunk(world: World) -> None:
    """Let a worker do one chunk of what waits, and no more."""
    claim = work.run(jobs.claims.claim_next)
    assert claim
    assert jobs.chunks.work_chunk(claim)
    work.run(lambda: jobs.claims.give_back(claim, rests=True))
    db.session.expire_all()


def test_a_worker_previews_applies_and_undoes(
    world: World, five: dict[str, int]
) -> None:
    before, counted = standings(), tallies()
    run_id = previewed(world, 1000)
    assert run_of(run_id).state == "previewing"

    work_off(world)
    assert (run_of(run_id).state, run_of(run_id).to_join) == ("previewed", 5)
    assert applied(world, run_id).state == "running"
    work_off(world)
    assert (run_of(run_id).state, run_of(run_id).joined) == ("done", 5)
    assert all(is_member(one) for one in five.values())
    assert undone(world, run_id).state == "undoing"
    work_off(world)

    assert (run_of(run_id).state, run_of(run_id).undone) == ("undone", 5)
    assert run_of(run_id).job_id is None
    assert standings() == before
    assert tallies() == counted


def test_another_window_is_gathered_in_chunks_too(
    world: World, five: dict[str, int]
) -> None:
    run_id = previewed(world, 1000, window_months=100)

    work_off(world)

    assert run_of(run_id).to_join == 5
    assert run_of(run_id).bars == '{"none": {"2000": 5}}'


@pytest.mark.parametrize("chunks", [2, 3, 4])
def test_a_stopped_run_goes_on_where_it_was(
    world: World, five: dict[str, int], chunks: int
) -> None:
    actor = world.actor(world.alice)
    run_id = previewed(world, 1000)
    work_off(world)
    switched_off = switched(world, [five["Ben"]], to_member=True)
    applied(world, switched_off)
    work_before = {applied: chunks, undone: min(chunks - 1, 2)}
    for verb, state in ((applied, "done"), (undone, "undone")):
        verb(world, run_id)
        job_id = job_of(run_id).id
        for _chunk in range(work_before[verb]):
            one_chunk(world)
        work.run(lambda job_id=job_id: jobs.stop(job_id, actor=actor))

        verb(world, run_id)
        work_off(world)

        assert run_of(run_id).state == state

    run = run_of(run_id)
    assert (run.joined, run.left_out, run.undone, run.skipped) == (4, 1, 4, 0)
    assert left_out(run_id) == {five["Ben"]: "held"}
    assert [entry.cause for entry in entries(five["Ada"])] == ["run", "undo"]


def test_a_run_stopped_half_way_is_undone_as_far_as_it_went(
    world: World, five: dict[str, int]
) -> None:
    before, actor = standings(), world.actor(world.alice)
    run_id = previewed(world, 1000)
    work_off(world)
    applied(world, run_id)
    with pytest.raises(Conflict, match="still at it"):
        undone(world, run_id)
    for _chunk in range(2):
        one_chunk(world)
    job_id = job_of(run_id).id
    work.run(lambda: jobs.stop(job_id, actor=actor))

    undone(world, run_id)
    work_off(world)

    run = run_of(run_id)
    assert (run.state, run.undone) == ("undone", run.joined)
    assert 0 < run.joined < 5
    assert standings() == before


def test_two_who_work_on_a_run_do_nothing_twice(
    world: World, five: dict[str, int]
) -> None:
    actor = world.actor(world.alice)
    run_id = previewed(world, 1000)
    work_off(world)
    work.run(lambda: applying.begin(run_id, actor=actor).id)

    for step, begin in (
        (applying.apply_chunk, None),
        (undoing.undo_chunk, undoing.begin),
    ):
        if begin:
            work.run(lambda begin=begin: begin(run_id, actor=actor).id)
        places: list[Any] = [None, None]
        while any(place is not None for place in places) or places == [None, None]:
            for which in (0, 1):
                place = places[which]
                chunk = work.run(
                    lambda step=step, place=place: step(
                        run_id, place=place, actor=actor
                    )
                )
                places[which] = chunk.place
            if run_of(run_id).state in ("done", "undone"):
                break

    run = run_of(run_id)
    assert (run.state, run.joined, run.left_out) == ("undone", 5, 0)
    assert (run.undone, run.skipped) == (5, 0)
    assert [entry.cause for entry in entries(five["Ada"])] == ["run", "undo"]


def test_a_preview_dropped_meanwhile_ends(world: World, five: dict[str, int]) -> None:
    run_id = previewed(world, 1000)
    job_id = job_of(run_id).id
    one_chunk(world)

    actor = world.actor(world.alice)
    work.run(lambda: runs.drop_run(run_id, actor=actor))
    work_off(world)

    job = db.session.scalars(select(Job).where(Job.id == job_id)).one()
    assert (run_of(run_id).state, job.state) == ("dropped", "done")


def test_a_selection_is_switched_by_a_worker(
    world: World, five: dict[str, int]
) -> None:
    run_id = switched(world, Selection(), reason="birthday")
    assert run_of(run_id).job_id

    work_off(world)
    applied(world, run_id)
    work_off(world)

    run = run_of(run_id)
    assert (run.state, run.joined, run.held) == ("done", 5, 0)
    (entry,) = entries(five["Eve"])
    assert (entry.cause, entry.reason, entry.run_id) == ("manual", "birthday", run_id)


def test_too_many_ticked_are_refused(world: World, five: dict[str, int]) -> None:
    with pytest.raises(Invalid, match="At most"):
        switched(world, list(five.values()))


def remaining() -> int:
    """How many candidates are kept."""
    return db.session.scalar(select(func.count(MembershipCandidate.customer_id))) or 0


def forget(world: World) -> None:
    """The daily work of forgetting, to its end."""
    actor: Any = world.actor(world.alice)
    while work.run(lambda: forget_runs(actor)):
        pass
    db.session.expire_all()


def test_what_is_long_over_is_forgotten(
    world: World, five: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dropping, "AT_ONCE", 2)
    done = previewed(world, 1000)
    work_off(world)
    applied(world, done)
    work_off(world)
    waiting = previewed(world, 500, also_ends=True)
    work_off(world)
    # Another person's, since one's own would drop the one before.
    stopped = previewed(world, 800, user=world.adam)
    job = job_of(stopped)
    actor = world.actor(world.adam)
    work.run(lambda: jobs.stop(job.id, actor=actor))

    with clock.later(days=6):
        forget(world)
        assert run_of(waiting).state == "previewed"
        assert run_of(stopped).job_id is None
    with clock.later(days=8):
        forget(world)
        assert run_of(waiting).state == "dropped"
        assert run_of(stopped).state == "dropped"
        assert remaining() == 5
    with clock.later(days=31):
        forget(world)
    assert remaining() == 0


def test_an_older_preview_of_the_same_person_ends_with_its_job(
    world: World, five: dict[str, int]
) -> None:
    older, others = previewed(world, 1000), previewed(world, 900, user=world.adam)
    job_id = job_of(older).id

    newer = previewed(world, 1500)

    job = db.session.scalars(select(Job).where(Job.id == job_id)).one()
    assert (run_of(older).state, job.state) == ("dropped", "stopped")
    assert {run_of(one).state for one in (newer, others)} == {"previewing"}
