"""Writers to one SQLite file wait in a queue, and not without end."""

from __future__ import annotations

import fcntl
from threading import Event, Thread

import pytest
from sqlalchemy import select

from customers.accounts.models import Shop
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Unavailable


def names() -> set[str]:
    """The names of the shops that are kept."""
    work.end_read()
    return set(db.session.scalars(select(Shop.name)))


class Clock:
    """Seconds that pass when the test says so; `was_read` once somebody looked."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.was_read = Event()

    def monotonic(self) -> float:
        """As `time.monotonic`."""
        self.was_read.set()
        return self.seconds


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("longer", "is_refused"), [(1, True), (-1, False)])
def test_whoever_waited_too_long_in_the_queue_is_refused(
    monkeypatch: pytest.MonkeyPatch, longer: float, is_refused: bool
) -> None:
    clock = Clock()
    monkeypatch.setattr(work, "time", clock)
    held = Event()
    path = f"{db.engine.engine.url.database}.queue"

    def hold() -> None:
        with open(path, "w") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            held.set()
            assert clock.was_read.wait(timeout=60)
            clock.seconds += work.LONGEST_TURN_SECONDS + longer

    holder = Thread(target=hold)
    holder.start()
    assert held.wait(timeout=60)
    refused = None
    try:
        work.run(lambda: db.session.add(Shop(name="waited")))
    except Unavailable as error:
        refused = error
    holder.join()

    assert (refused is not None) is is_refused
    assert ("waited" in names()) is not is_refused
    work.run(lambda: db.session.add(Shop(name="next")))
    assert "next" in names()
