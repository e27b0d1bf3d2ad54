"""Run several programs as one: when one of them ends, or is told to, all of them end.

    python deploy/together.py "first program" "second program"

Each argument is the line of a program. All get SIGTERM when this one is told to end
(Ctrl+C reaches them anyway); those that do not end within a time are killed. The
status is 0 where all were told to end, else that of the one that ended first, and 1
where it ended with 0, since none should end by itself.
"""

from __future__ import annotations

import shlex
import signal
import subprocess
import sys
import time

PATIENCE_SECONDS = 30
LOOK_EVERY_SECONDS = 0.2


def main(lines: list[str]) -> int:
    """Run the programs until one ends or a signal comes; the status of all."""
    # A list, since an Event's lock may be held by what the signal interrupts.
    told: list[int] = []
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda signum, _frame: told.append(signum))
    running: list[subprocess.Popen[bytes]] = []
    try:
        for line in lines:
            # One by one, so that those before one that cannot be started are ended.
            running.append(_started(line))  # noqa: PERF401
        while not told and not any(_ended(one) for one in running):
            time.sleep(LOOK_EVERY_SECONDS)
        if told:
            return 0
        return next(one.returncode for one in running if _ended(one)) or 1
    finally:
        _end(running)


def _started(line: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(shlex.split(line))  # noqa: S603 (the Makefile's own lines)


def _ended(program: subprocess.Popen[bytes]) -> bool:
    return program.poll() is not None


def _end(running: list[subprocess.Popen[bytes]]) -> None:
    for program in running:
        if not _ended(program):
            program.terminate()
    gives_up = time.monotonic() + PATIENCE_SECONDS
    for program in running:
        try:
            program.wait(max(0.0, gives_up - time.monotonic()))
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
