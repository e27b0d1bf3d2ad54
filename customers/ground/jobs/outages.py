"""When the database is away for a moment, or takes nothing: workers wait and go on."""

from __future__ import annotations

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from customers.ground import work
from customers.ground.errors import Unavailable
from customers.ground.jobs.roster import current_roster

# What the database says although it answers: the next try may fare better.
_FULL_OR_BUSY = ("disk is full", "disk full", "No space left", "database is locked")


class Outage(Exception):
    """The database is away or takes nothing; nobody's mistake, and it will pass."""


def raise_if_away(error: Exception) -> None:
    """Raise Outage where the error comes of a database that is away, full or busy.

    A statement that is wrong fails with the same classes: so it is asked whether the
    database answers something harmless.
    """
    if isinstance(error, PoolTimeout | Unavailable):
        raise Outage from error
    if not isinstance(error, DBAPIError):
        return
    says_so = any(words in str(error.orig) for words in _FULL_OR_BUSY)
    if says_so or error.connection_invalidated or not _answers():
        raise Outage from error


def _answers() -> bool:
    try:
        current_roster().businesses()
        work.end_read()
    except (DBAPIError, PoolTimeout):
        return False
    return True
