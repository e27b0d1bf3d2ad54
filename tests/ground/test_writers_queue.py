"""Writers to one SQLite file wait in a queue, and not without end."""

from __future__ import annotations

import fcntl
import time
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


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize(("longest", "is_refused"), [(0.1, True), (5, False)])
def test_whoever_waited_too_long_in_the_queue_is_refused(
    monkeypatch: pytest.MonkeyPatch, longest: float, is_refused: bool
) -> None:
    monkeypatch.setattr(work, "LONGEST_TURN_SECONDS", longest)
    held = Event()
    path = f"{db.engine.engine.url.database}.queue"

    def hold() -> None:
        with open(path, "w") as queue:
            fcntl.flock(queue, fcntl.LOCK_EX)
            held.set()
            time.sleep(0.4)

    holder = Thread(target=hold)
    holder.start()
    assert held.wait(timeout=5)
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
