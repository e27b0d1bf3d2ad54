"""Workers side by side, killed, ended, and cut off from their database."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from threading import Event as Signal

import pytest
from flask import Flask
from sqlalchemy import text

from customers.accounts.models import Shop
from customers.ground import clock, jobs, tenancy, work
from customers.ground.db import db
from customers.ground.errors import Unavailable
from customers.ground.jobs import Task
from tests.ground import counting
from tests.ground.counting import ask, counted, lines, look_anew, seen, work_off
from tests.world import World

ROOT = Path(__file__).parents[2]
LONG_SECONDS = 20


@pytest.fixture
def real_world(real_app: Flask) -> World:
    """The world in a database of its own."""
    return work.run(lambda: World(real_app))


@pytest.fixture
def start_worker(real_app: Flask) -> Iterator[Callable[[], subprocess.Popen[bytes]]]:
    """Start worker processes on the database of `real_app`; none outlives the test."""
    url = db.engine.url.render_as_string(hide_password=False)
    instance = os.environ["REGULARS_TEST_INSTANCE"]
    command = [sys.executable, "-m", "tests.ground.counting", url, instance]
    started: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        started.append(subprocess.Popen(command, cwd=ROOT))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_until(is_so: Callable[[], bool]) -> None:
    """Look again and again until it is so."""
    gives_up = time.monotonic() + LONG_SECONDS
    while not is_so():
        assert time.monotonic() < gives_up, "It took too long."
        time.sleep(0.02)
        look_anew()


def test_workers_side_by_side_do_nothing_twice(
    real_app: Flask, real_world: World
) -> None:
    ids = [ask(real_world.actor(real_world.bob), to=30, chunk=5) for _ in range(6)]
    work.end_read()

    with ThreadPoolExecutor(3) as threads:
        workers = [jobs.Worker(real_app) for _ in range(3)]
        list(threads.map(lambda worker: worker.run_once(), workers))

    look_anew()
    assert [seen(job_id).state for job_id in ids] == ["done"] * 6
    assert counted() == 180
    assert all(lines(job_id) == list(range(30)) for job_id in ids)


def test_a_killed_workers_job_goes_on_where_it_was(
    real_app: Flask,
    real_world: World,
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    actor = real_world.actor(real_world.bob)
    job_id = ask(actor, to=60, chunk=1, seconds=0.02)
    kills = []

    for _ in range(2):
        worker = start_worker()
        enough = seen(job_id).done + 5
        wait_until(partial(reaches, job_id, enough))
        worker.send_signal(signal.SIGKILL)
        worker.wait()
        look_anew()
        kills.append((seen(job_id).done, counted(), len(lines(job_id))))
        work.run(partial(let_lease_end, job_id))
    work_off(real_app)

    assert all(done == count == size < 60 for done, count, size in kills)
    assert (seen(job_id).state, counted()) == ("done", 60)
    assert lines(job_id) == list(range(60))


def reaches(job_id: int, done: int) -> bool:
    """Whether the job has come so far."""
    return seen(job_id).done >= done


def let_lease_end(job_id: int) -> None:
    """As if a minute had gone by, for other processes too."""
    seen(job_id).claimed_until = clock.now() - timedelta(seconds=1)


def test_a_worker_that_is_told_to_end_finishes_its_chunk(
    real_app: Flask,
    real_world: World,
    start_worker: Callable[[], subprocess.Popen[bytes]],
) -> None:
    job_id = ask(real_world.actor(real_world.bob), to=500, chunk=1, seconds=0.02)
    work.end_read()
    worker = start_worker()
    wait_until(partial(reaches, job_id, 5))

    worker.terminate()
    status = worker.wait(timeout=20)

    look_anew()
    job = seen(job_id)
    assert status == 0
    assert (job.state, job.claimed_by, job.tries) == ("waiting", None, 0)
    assert 5 <= job.done == counted() == len(lines(job_id)) < 500


def test_a_database_that_went_away_loses_no_job(
    real_app: Flask,
    real_world: World,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("customers.ground.jobs.worker.PAUSE_SECONDS", 0.01)
    job_id = ask(real_world.actor(real_world.bob), to=9, chunk=3)
    falls = [_cut_off, _busy, _cut_off]
    counting.after.append(lambda _task: falls and falls.pop()())

    work_off(real_app)

    job = seen(job_id)
    assert (job.state, job.tries, counted()) == ("done", 1, 9)
    assert lines(job_id) == list(range(9))
    assert "waiting for it" in caplog.text


def _busy() -> None:
    raise Unavailable("Somebody else writes.")


def _cut_off() -> None:
    """End the connection of this unit of work, as a restarted server does."""
    connection = db.session.connection()
    if connection.dialect.name != "postgresql":
        _busy()
    own = connection.execute(text("SELECT pg_backend_pid()")).scalar()
    connection.execute(text("SELECT pg_terminate_backend(:own)"), {"own": own})


def test_a_wrong_statement_is_no_outage(
    real_app: Flask, real_world: World, caplog: pytest.LogCaptureFixture
) -> None:
    job_id = ask(real_world.actor(real_world.bob), to=9, chunk=3)

    def ask_wrongly(_task: Task) -> None:
        db.session.connection().execute(text("SELECT nothing FROM nowhere"))

    counting.before.append(ask_wrongly)
    for minutes in range(4):
        with clock.later(minutes=minutes):
            work_off(real_app)

    assert seen(job_id).state == "failed"
    assert "waiting for it" not in caplog.text


def test_nobody_waits_for_a_chunk_that_is_prepared(
    real_app: Flask, real_world: World
) -> None:
    ask(real_world.actor(real_world.bob), to=2, chunk=1, seconds=1)
    prepares = Signal()
    counting.after.append(lambda _task: prepares.set())
    business_id = real_world.books.id
    work.end_read()

    def write() -> None:
        with real_app.app_context():
            tenancy.enter(db.session(), business_id)
            work.run(lambda: db.session.add(Shop(name="Written meanwhile")))

    with ThreadPoolExecutor(1) as threads:
        working = threads.submit(lambda: jobs.Worker(real_app).run_once())
        prepares.wait(LONG_SECONDS)
        write()
        is_still_working = not working.done()
        working.result()

    assert is_still_working
