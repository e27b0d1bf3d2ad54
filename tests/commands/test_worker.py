"""The worker's command: works off what waits, and ends when it is told to."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from customers.ground import jobs, walls, work
from customers.ground.db import db
from tests.ground.counting import ask, counted, look_anew, seen
from tests.world import World

ROOT = Path(__file__).parents[2]
IDLE_SECONDS = 3


def test_once_works_off_what_waits_and_says_nothing(app: Flask, world: World) -> None:
    ids = [ask(world.actor(world.bob)) for _ in range(2)]
    work.end_read()
    told = signal.getsignal(signal.SIGTERM)

    answer = app.test_cli_runner().invoke(args=["worker", "--once"])

    look_anew()
    world.enter()
    assert (answer.exit_code, answer.output) == (0, "")
    assert [seen(job_id).state for job_id in ids] == ["done", "done"]
    assert counted() == 20
    assert signal.getsignal(signal.SIGTERM) is told


def test_an_unsafe_role_is_refused_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_session: object) -> None:
        raise walls.SuperuserError("DATABASE_URL names a superuser.")

    monkeypatch.setattr(walls, "refuse_superuser", refuse)

    answer = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert answer.exit_code == 1
    assert "superuser" in answer.stderr


def test_a_database_that_is_away_is_told_in_words(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_worker: jobs.Worker) -> bool:
        raise OperationalError("SELECT 1", {}, Exception("no such table: job"))

    monkeypatch.setattr(jobs.Worker, "go_round", fail)

    answer = app.test_cli_runner().invoke(args=["worker", "--once"])

    assert answer.exit_code == 1
    assert "does not answer as it should" in answer.stderr


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_an_idle_worker_is_quiet_cheap_and_ends_at_once(
    real_app: Flask, tmp_path: Path, number: signal.Signals
) -> None:
    url = db.engine.url.render_as_string(hide_password=False)
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "REGULARS_INSTANCE": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    time.sleep(IDLE_SECONDS)
    began = _cpu_seconds(worker.pid)
    time.sleep(IDLE_SECONDS)
    used = _cpu_seconds(worker.pid) - began

    worker.send_signal(number)
    output, _ = worker.communicate(timeout=20)

    assert (worker.returncode, output) == (0, b"")
    assert used < IDLE_SECONDS * 0.1


def _cpu_seconds(pid: int) -> float:
    """The processor's time that a process has used, where the system tells it."""
    stat = Path(f"/proc/{pid}/stat")
    if not stat.exists():
        pytest.skip("This system does not tell.")
    user, system = stat.read_text().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")
