"""Jobs: asked for in a unit of work, done in chunks, ended in words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale, get_locale
from sqlalchemy import func, select

from customers.ground import clock, jobs, work
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, NotFound
from customers.ground.jobs import Job, Task
from tests.ground import counting
from tests.ground.counting import ask, counted, lines, seen, work_off
from tests.world import World


def at(place: int | None, error: Exception, *, times: int = 10**6) -> Any:
    """Something that raises `error` in the chunk at `place`, so many times."""
    left = [times]

    def happen(task: Task) -> None:
        if task.place == place and left[0]:
            left[0] -= 1
            raise error

    return happen


def work_off_later(app: Flask) -> None:
    """Work off again and again, each time a little later, until nothing is left."""
    for minutes in range(1, 8):
        with clock.later(minutes=minutes):
            work_off(app)


def test_a_job_is_worked_off_in_chunks(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=10, chunk=3)

    work_off(app)

    job = seen(job_id)
    assert (job.state, job.done, job.of) == ("done", 10, 10)
    assert job.result == {"counted": 10}
    assert job.started_at
    assert job.ended_at
    assert job.started_at <= job.ended_at
    assert job.created_by == world.bob.id
    assert counted() == 10
    assert lines(job_id) == list(range(10))


def test_a_unit_that_rolls_back_asked_for_nothing(app: Flask, world: World) -> None:
    def ask_in_vain() -> None:
        actor = world.actor(world.bob)
        jobs.enqueue(counting.KIND, title="Count", given={}, actor=actor)
        raise Conflict("No.")

    with pytest.raises(Conflict):
        work.run(ask_in_vain)

    assert db.session.scalar(select(func.count(Job.id))) == 0


def test_a_viewer_cannot_ask_for_what_they_may_not_do(world: World) -> None:
    with pytest.raises(Forbidden):
        ask(world.actor(world.vera))

    assert db.session.scalar(select(func.count(Job.id))) == 0


def test_a_kind_nobody_knows_cannot_be_asked_for(world: World) -> None:
    with pytest.raises(KeyError, match="no kind of job named nothing"):
        jobs.enqueue("nothing", title="?", given={}, actor=world.actor(world.bob))


def test_a_name_is_of_one_kind() -> None:
    with pytest.raises(TypeError):
        jobs.register(counting.KIND, permission="x", step=lambda *_: None)


def test_a_job_of_a_newer_version_waits(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    work.run(lambda: setattr(seen(job_id), "kind", "of tomorrow"))

    work_off(app)

    assert seen(job_id).state == "waiting"


def test_what_failed_between_two_chunks_goes_on_there(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=12, chunk=3)
    counting.after.append(at(6, RuntimeError("broken"), times=2))

    work_off(app)
    stuck = seen(job_id)
    half_way = (stuck.state, stuck.done, counted(), lines(job_id))
    work_off_later(app)

    assert half_way == ("running", 6, 6, list(range(6)))
    assert seen(job_id).state == "done"
    assert counted() == 12
    assert lines(job_id) == list(range(12))


def test_three_failures_in_a_row_end_it_in_words(
    app: Flask, world: World, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ask(world.actor(world.bob), to=12, chunk=3)
    counting.before.append(at(6, RuntimeError("alice@example.com broke it")))

    work_off_later(app)

    job = seen(job_id)
    assert (job.state, job.done, counted()) == ("failed", 6, 6)
    assert job.fault
    assert "3 times" in job.fault
    assert "alice" not in job.fault
    assert len([one for one in caplog.records if one.exc_info]) == 3


def test_failures_with_progress_between_them_do_not_add_up(
    app: Flask, world: World
) -> None:
    job_id = ask(world.actor(world.bob), to=12, chunk=3)
    for place in (None, 3, 6, 9):
        counting.before.append(at(place, RuntimeError("broken"), times=1))

    work_off_later(app)

    assert (seen(job_id).state, counted()) == ("done", 12)


def test_a_refusal_ends_it_at_once_with_its_sentence(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=12, chunk=3)
    counting.after.append(at(3, Conflict("The list changed. Start again.")))

    work_off(app)

    job = seen(job_id)
    assert (job.state, job.fault) == ("failed", "The list changed. Start again.")
    assert counted() == 3


def test_progress_never_falls(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), kind="telling", told=[5, 3, 8])
    claim = work.run(jobs.claims.claim_next)
    assert claim

    figures = []
    while jobs.chunks.work_chunk(claim):
        figures.append(seen(job_id).done)

    assert figures == [5, 5, 8]
    assert (seen(job_id).state, seen(job_id).done) == ("done", 8)


def test_whoever_was_removed_meanwhile_gets_nothing(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    member = world.membership(world.bob)
    work.run(lambda: setattr(member, "removed_at", clock.now()))

    work_off(app)

    job = seen(job_id)
    assert (job.state, counted()) == ("failed", 0)
    assert job.fault == "Whoever asked for this works here no more."


def test_whoever_was_demoted_between_two_chunks_gets_no_more(
    app: Flask, world: World
) -> None:
    job_id = ask(world.actor(world.bob), to=9, chunk=3)
    counting.after.append(
        lambda _task: setattr(world.membership(world.bob), "role", "viewer")
    )

    work_off(app)

    job = seen(job_id)
    assert (job.state, job.done, counted()) == ("failed", 3, 3)
    assert job.fault
    assert "role does not allow" in job.fault


def test_a_job_speaks_the_language_of_who_asked(app: Flask, world: World) -> None:
    spoken: list[str] = []
    counting.before.append(lambda _task: spoken.append(str(get_locale())))
    with force_locale("de_AT"):
        ask(world.actor(world.bob), to=1)

    work_off(app)

    assert spoken == ["de_AT"]


def test_a_stopped_job_never_begins(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))

    work.run(lambda: jobs.stop(job_id, actor=world.actor(world.bob)))
    work_off(app)

    job = seen(job_id)
    assert (job.state, job.started_at, counted()) == ("stopped", None, 0)
    assert job.ended_at
    assert job.updated_by == world.bob.id


def test_a_job_stops_before_its_next_chunk_is_kept(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob), to=9, chunk=3)
    claim = work.run(jobs.claims.claim_next)
    assert claim
    assert jobs.chunks.work_chunk(claim)

    work.run(lambda: jobs.stop(job_id, actor=world.actor(world.adam)))
    more = jobs.chunks.work_chunk(claim)
    work_off(app)

    assert not more
    assert (seen(job_id).state, seen(job_id).done, counted()) == ("stopped", 3, 3)


def test_stopping_what_has_ended_changes_nothing(app: Flask, world: World) -> None:
    job_id = ask(world.actor(world.bob))
    work_off(app)
    before = seen(job_id).updated_at

    work.run(lambda: jobs.stop(job_id, actor=world.actor(world.alice)))

    assert (seen(job_id).state, seen(job_id).updated_at) == ("done", before)


@pytest.mark.parametrize("who", ["vera", "charlie"])
def test_what_somebody_else_asked_for_cannot_be_stopped(world: World, who: str) -> None:
    job_id = ask(world.actor(world.bob))
    person = getattr(world, who)
    world.enter(world.home(person))

    with pytest.raises(NotFound):
        work.run(lambda: jobs.stop(job_id, actor=world.actor(person)))

    world.enter()
    assert seen(job_id).state == "waiting"
