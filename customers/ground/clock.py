"""The time: the only place that asks the machine what time it is.

Nothing else calls `datetime.now`, so that a test can set the clock and every rule
about days, windows and expiry can be tried at its edge.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """This moment, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def today(timezone: str) -> date:
    """The calendar day in `timezone` (an IANA name such as `Europe/Berlin`)."""
    return now().astimezone(ZoneInfo(timezone)).date()


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Hold the clock still at `moment` (aware) inside the block."""
    if moment.tzinfo is None:
        raise ValueError("The clock is set to an aware moment only.")
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)


@contextmanager
def later(**span: float) -> Iterator[None]:
    """Hold the clock at `now() + timedelta(**span)` inside the block."""
    with set_to(now() + timedelta(**span)):
        yield
