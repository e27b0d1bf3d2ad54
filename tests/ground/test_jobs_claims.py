"""Claims: one worker a job, a lease that ends, turns for all."""

from __future__ import annotations

from functools import partial

import pytest
from flask import Flask

from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.ground.jobs import Job, Task
from tests.ground import counting
from tests.ground.counting import ask, counted, lines, look_anew, seen, work_off
from tests.world import World


def test_a_claimed_job_is_nobody_elses_for_a_minute(world: World) -> None:
    ask(world.actor(world.bob))
    first = work.run(jobs.claims.claim_next)

    at_once = work.run(jobs.claims.claim_next)
    with clock.later(seconds=59):
        soon = work.run(jobs.claims.claim_next)
    with clock.later(seconds=61):
        afterwards = work.run(jobs.claims.claim_next)

    assert first
    assert afterwards
    assert (at_once, soon) == (None, None)
    assert (afterwards.job_id, afterwards.token != first.token) == (first.job_id, True)


def test_each_chunk_renews_the_lease(world: World) -> None:
    ask(world.actor(world.bob), to=9, chunk=3)
    claim = work.run(jobs.claims.claim_next)
    assert claim

    with clock.later(seconds=50):
        jobs.chunks.work_chunk(claim)
    with clock.later(seconds=100):
        other = work.run(jobs.claims.claim_next)

    assert other is None


def test_whose_lease_was_taken_over_writes_nothing(world: World) -> None:
    job_id = ask(world.actor(world.bob), to=9, chunk=3)
    slow = work.run(jobs.claims.claim_next)
    with clock.later(seconds=61):
        quick = work.run(jobs.claims.claim_next)
        assert slow
        assert quick
        assert jobs.chunks.work_chunk(quick)

        more = jobs.chunks.work_chunk(slow)

    assert not more
    assert (seen(job_id).state, seen(job_id).done, counted()) == ("running", 3, 3)


def test_a_lease_lost_while_preparing_keeps_nothing_either(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    job_id = ask(world.actor(world.bob), to=9, chunk=3)
    slow = work.run(jobs.claims.claim_next)
    assert slow

    def take_over(_task: Task) -> None:
        seen(job_id).claimed_by = "another"
        db.session.flush()

    counting.before.append(take_over)
    first = jobs.chunks.work_chunk(slow)
    counting.before.clear()
    second = jobs.chunks.work_chunk(slow)

    assert (first, second) == (True, False)
    assert lines(job_id) == [0, 1, 2]


def test_what_takes_three_workers_along_fails(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    for minutes in (0, 2, 4):
        with clock.later(minutes=minutes):
            assert work.run(jobs.claims.claim_next)

    with clock.later(minutes=6):
        work_off(app)

    job = seen(job_id)
    assert (job.state, counted()) == ("failed", 0)
    assert job.fault
    assert "3 times" in job.fault


def test_jobs_take_turns(world: World) -> None:
    ids = [ask(world.actor(world.bob), to=9, chunk=3) for _ in range(2)]
    served = []

    for minutes in (1, 2, 3, 4):
        with clock.later(minutes=minutes):
            claim = work.run(jobs.claims.claim_next)
            assert claim
            served.append(claim.job_id)
            work.run(partial(jobs.claims.give_back, claim, rests=False))

    assert served == [*ids, *ids]


def test_a_worker_told_to_end_gives_its_job_back(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=9, chunk=3)
    worker = jobs.Worker(app)
    counting.after.append(lambda _task: worker.end())
    work.end_read()

    worker.run()
    look_anew()
    rests = seen(job_id)
    half_way = (rests.state, rests.done, rests.claimed_by, rests.tries)
    counting.after.clear()
    work_off(app)

    assert half_way == ("waiting", 3, None, 0)
    assert (seen(job_id).state, counted()) == ("done", 9)
    assert lines(job_id) == list(range(9))


def test_a_long_job_lets_others_have_their_turn(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("customers.ground.jobs.worker.TURN_SECONDS", 0)
    served: list[int] = []
    counting.before.append(lambda task: served.append(task.id))
    long, short = (ask(world.actor(world.bob), to=n, chunk=3) for n in (9, 3))

    work_off(app)

    assert served == [long, short, long, long]
    assert (seen(long).state, seen(short).state) == ("done", "done")


def test_the_worker_enters_one_business_after_another(app: Flask, world: World) -> None:
    ours = ask(world.actor(world.bob), to=4)
    theirs = ask(world.actor(world.charlie), to=7)

    work_off(app)

    look_anew()
    assert (seen(theirs).state, counted()) == ("done", 7)
    world.enter()
    assert (seen(ours).state, counted()) == ("done", 4)
    assert db.session.get(Job, theirs) is None
