"""The worker's command: works off what waits, and ends when it is told to."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from threading import Event

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from customers.ground import jobs, walls, work
from customers.ground.db import db
from tests.ground.counting import ask, counted, look_anew, seen
from tests.world import World

ROOT = Path(__file__).parents[2]


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
def test_a_worker_that_is_told_to_end_says_nothing(
    new_app: Callable[[str], Flask], tmp_path: Path, number: signal.Signals
) -> None:
    with new_app("sqlite").app_context():
        url = db.engine.url.render_as_string(hide_password=False)
    worker = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "app", "worker"],
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": url, "REGULARS_INSTANCE": str(tmp_path)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    while worker.poll() is None and not _hears(worker.pid, signal.SIGTERM):
        time.sleep(0.02)

    worker.send_signal(number)
    output, _ = worker.communicate(timeout=60)

    assert (worker.returncode, output) == (0, b"")


def _hears(pid: int, number: signal.Signals) -> bool:
    """Whether a process does something of its own at a signal, as Linux tells it."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        pytest.skip("This system does not tell.")
    found = re.search(r"^SigCgt:\s*([0-9a-f]+)$", status.read_text(), re.MULTILINE)
    return bool(found and int(found[1], 16) >> (number - 1) & 1)


class Naps(Event):
    """What a worker waits by: keeps for how long, and ends it after some."""

    def __init__(self, count: int) -> None:
        super().__init__()
        self.count = count
        self.seconds: list[float] = []

    def wait(self, timeout: float | None = None) -> bool:
        """Sleep for no time at all."""
        self.seconds.append(timeout or 0)
        if len(self.seconds) == self.count:
            self.set()
        return self.is_set()


def test_an_idle_worker_rests_for_a_second_or_longer_after_each_look(
    app: Flask, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker, naps, looks = jobs.Worker(app), Naps(5), []
    worker.run_once()
    look = worker.go_round
    monkeypatch.setattr(worker, "_ends", naps)
    monkeypatch.setattr(worker, "go_round", lambda: looks.append(1) or look())

    worker.run()

    assert len(looks) == len(naps.seconds) == 5
    assert min(naps.seconds) >= 1
