"""The unit of work: the only place that commits and rolls back.

`run` gives an action one transaction: returning commits, raising rolls back. `apart`
keeps what must stay although the action was refused (a counted failure, an audit
entry): a second small unit after the first has ended.
"""

from __future__ import annotations

import fcntl
import logging
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from flask_babel import gettext as _
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from customers.ground import tenancy
from customers.ground.db import WRITES, db
from customers.ground.errors import Conflict, Unavailable

LONGEST_TURN_SECONDS = 10

log = logging.getLogger(__name__)

T = TypeVar("T")

# SQLSTATE: serialization failure, deadlock; unique and foreign key violation.
_LOST_RACES = {"40001", "40P01"}
_TAKEN_OR_GONE = {"23505", "23503"}

_afterwards: ContextVar[list[Callable[[], Any]] | None] = ContextVar(
    "afterwards", default=None
)


def run(action: Callable[[], T]) -> T:
    """Run `action` as one unit of work and give what it gives.

    A violated identity (a key, a code, a reference taken meanwhile) or a deadlock runs
    it once more, since the second look finds what the first collided with.

    Raises: Conflict when it collides twice; whatever else `action` or the database
    raises, after rolling back.
    """
    if _afterwards.get() is not None:
        raise RuntimeError("A unit of work cannot begin inside another one.")
    afterwards: list[Callable[[], Any]] = []
    token = _afterwards.set(afterwards)
    try:
        return _run_twice_at_most(action, afterwards)
    finally:
        _afterwards.reset(token)
        for keep in afterwards:
            _keep(keep)


def apart(action: Callable[[], Any]) -> None:
    """Keep what `action` writes whatever becomes of the unit of work around it."""
    afterwards = _afterwards.get()
    if afterwards is None:
        run(action)
    else:
        afterwards.append(action)


def _keep(action: Callable[[], Any]) -> None:
    """Carry out what was set apart; its failure must not hide how the action ended."""
    try:
        run(action)
    except Exception:
        log.exception("What was set apart could not be kept")


def end_read() -> None:
    """End the read that may be open, so that nothing is held while we wait or write."""
    db.session.rollback()


def _run_twice_at_most(
    action: Callable[[], T], afterwards: list[Callable[[], Any]]
) -> T:
    try:
        return _run_once(action)
    except (IntegrityError, OperationalError) as error:
        if not _is_collision(error):
            raise
    afterwards.clear()
    try:
        return _run_once(action)
    except (IntegrityError, OperationalError) as error:
        if not _is_collision(error):
            raise
        raise Conflict(
            _("Somebody else saved the same at this moment. Look again and retry.")
        ) from error


def _run_once(action: Callable[[], T]) -> T:
    session = db.session()
    session.rollback()
    business_id = session.info.get("business_id")
    with _turn_to_write():
        try:
            session.connection(execution_options={WRITES: True})
            given = action()
            session.commit()
        except BaseException:
            session.rollback()
            tenancy.back_to(session, business_id)
            raise
        return given


def _is_collision(error: DBAPIError) -> bool:
    """Whether another unit's work explains the error, not a broken rule of ours."""
    state = getattr(error.orig, "sqlstate", None)
    if state is not None:
        return state in _LOST_RACES | _TAKEN_OR_GONE
    return str(error.orig).startswith(("UNIQUE constraint", "FOREIGN KEY constraint"))


def unavailable(error: Exception) -> Unavailable:
    """The refusal for a database that does not answer, is locked or is full."""
    if "full" in str(getattr(error, "orig", error)):
        return Unavailable(
            _("The disk is full: nothing was saved. Reading still works.")
        )
    return Unavailable(
        _("The database does not answer just now: nothing was saved. Try again soon.")
    )


@contextmanager
def _turn_to_write() -> Iterator[None]:
    """Wait in the queue of this machine's writers to the same SQLite file.

    SQLite's own waiting is a lottery in which one writer may lose for seconds; the
    kernel wakes those who wait for a file lock in turn. Raises: Unavailable for whoever
    waited too long, so that a lock from outside does not make a queue of minutes.
    """
    url = db.session().get_bind().engine.url
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    queue = os.open(f"{url.database}.queue", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        asked_at = time.monotonic()
        fcntl.flock(queue, fcntl.LOCK_EX)
        if time.monotonic() - asked_at > LONGEST_TURN_SECONDS:
            raise unavailable(TimeoutError())
        yield
    finally:
        os.close(queue)
