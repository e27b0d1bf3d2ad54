"""Several programs as one: what ends one of them ends all, and nothing is left over."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 20

# Says its number, then ends with the status given, or when it is told to.
PROGRAM = """
import os, pathlib, signal, sys, time
place, status = pathlib.Path(sys.argv[1]), sys.argv[2]
def end(number, frame):
    place.with_suffix(".told").write_text(str(number))
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
place.write_text(str(os.getpid()))
while status == "stay":
    time.sleep(0.05)
sys.exit(int(status))
"""
Start = Callable[..., "Together"]


class Together:
    """Programs that run as one, in a folder where they say that they do."""

    def __init__(self, folder: Path, *statuses: str) -> None:
        self.places = [folder / f"{number}.pid" for number in range(len(statuses))]
        lines = [
            shlex.join([sys.executable, "-c", PROGRAM, str(place), status])
            for place, status in zip(self.places, statuses, strict=True)
        ]
        command = [sys.executable, str(ROOT / "deploy" / "together.py"), *lines]
        self.process = subprocess.Popen(command, start_new_session=True)

    def wait_until_all_run(self) -> None:
        """Wait until each has said so."""
        gives_up = time.monotonic() + PATIENCE_SECONDS
        while not all(place.exists() and place.read_text() for place in self.places):
            assert time.monotonic() < gives_up, "They did not start."
            time.sleep(0.02)

    def pid(self, number: int) -> int:
        """The process of one of them."""
        return int(self.places[number].read_text())

    def status(self) -> int:
        """How it all ended."""
        return self.process.wait(PATIENCE_SECONDS)

    def left(self) -> list[int]:
        """Which of them still run."""
        return [number for number in range(len(self.places)) if _runs(self.pid(number))]


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    started: list[Together] = []

    def begin(*statuses: str) -> Together:
        started.append(Together(tmp_path, *statuses))
        return started[-1]

    yield begin
    for together in started:
        if together.process.poll() is None:
            os.killpg(together.process.pid, signal.SIGKILL)
            together.process.wait()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_told_to_end_all_are_told_and_none_is_left(start: Start, number: int) -> None:
    together = start("stay", "stay")
    together.wait_until_all_run()

    together.process.send_signal(number)

    assert together.status() == 0
    assert together.left() == []
    assert all(place.with_suffix(".told").exists() for place in together.places)


@pytest.mark.parametrize("dies", [0, 1])
def test_when_one_is_killed_the_other_ends(start: Start, dies: int) -> None:
    together = start("stay", "stay")
    together.wait_until_all_run()

    os.kill(together.pid(dies), signal.SIGKILL)

    assert together.status() != 0
    assert together.left() == []


def test_the_status_is_that_of_the_one_that_ended(start: Start) -> None:
    together = start("stay", "3")

    assert together.status() == 3


def test_one_that_ends_by_itself_without_fault_is_a_fault(start: Start) -> None:
    together = start("0", "stay")

    assert together.status() == 1


def test_a_program_there_is_not_ends_the_others(tmp_path: Path) -> None:
    stays = shlex.join([sys.executable, "-c", PROGRAM, str(tmp_path / "0.pid"), "stay"])
    script = str(ROOT / "deploy" / "together.py")

    done = subprocess.run(
        [sys.executable, script, stays, "no-such-program"],
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )

    assert done.returncode != 0


def test_being_told_again_and_again_is_being_told(start: Start) -> None:
    together = start("stay", "stay")
    together.wait_until_all_run()

    for _ in range(50):
        together.process.send_signal(signal.SIGTERM)

    assert together.status() == 0
    assert together.left() == []
