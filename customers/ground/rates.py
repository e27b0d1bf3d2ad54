"""How often somebody may ask for what costs much: counted in this process's memory."""

from __future__ import annotations

import math

from flask import current_app
from flask_babel import gettext as _
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import SlidingWindowCounterRateLimiter

from customers.ground import clock
from customers.ground.config import Config
from customers.ground.errors import TooMany

_storage = MemoryStorage()
_limiter = SlidingWindowCounterRateLimiter(_storage)


def count(what: str, *who: int | None, per_minute: int) -> None:
    """Count one request of `what` by whoever asks, such as (business, person).

    Raises: TooMany, with the seconds to wait, past `per_minute`.
    """
    bound = RateLimitItemPerMinute(per_minute)
    key = (what, *map(str, who))
    if _limiter.hit(bound, *key):
        return
    ends_at = _limiter.get_window_stats(bound, *key).reset_time
    wait = max(1, math.ceil(ends_at - clock.now().timestamp()))
    raise TooMany(
        _("That was a lot at once. Wait %(seconds)s seconds and go on.", seconds=wait),
        retry_after=wait,
    )


def count_search(*who: int | None) -> None:
    """Count a search of whoever asks, as often as the settings allow.

    Raises: TooMany.
    """
    settings: Config = current_app.extensions["regulars"]
    count("search", *who, per_minute=settings.searches_per_minute)


def forget() -> None:
    """Begin to count anew, for everybody."""
    _storage.reset()
