"""When the demo business is open, and how busy: the week's rhythm, the seasons."""

from __future__ import annotations

from bisect import bisect_right
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

DAYS = 730
# From Monday; of the year from January. A Saturday in December is the busiest.
_WEEK = (7, 8, 9, 10, 13, 17, 6)
_YEAR = (8, 9, 10, 10, 10, 10, 9, 8, 10, 10, 11, 17)
_SUNDAY, _OTHER_DAYS = (10, 16), (8, 18)
_CLOSED = {(12, 25), (12, 26), (1, 1)}


class Calendar:
    """The days up to yesterday, 0 being the first of two years of them."""

    def __init__(self, *, today: date, timezone: str, random: Random) -> None:
        self.first = today - timedelta(days=DAYS)
        self._zone = ZoneInfo(timezone)
        self._random = random
        self._busy = [0, *accumulate(map(self._weight, range(DAYS)))]

    def place(self, day: date) -> int:
        """The number of a day: below 0 before the two years."""
        return (day - self.first).days

    def is_open(self, number: int) -> bool:
        """Whether there is anybody in the shops then."""
        return 0 <= number < DAYS and self._weight(number) > 0

    def drawn(self, start: int, end: int) -> int:
        """An open day from `start` up to `end`, rather a busy one; -1 for none."""
        low, high = self._busy[max(start, 0)], self._busy[min(end, DAYS)]
        if low >= high:
            return -1
        wanted = self._random.randrange(low, high)
        return bisect_right(self._busy, wanted) - 1

    def moment(self, number: int) -> datetime:
        """A moment of that day's opening hours, around noon above all, aware."""
        day = self.first + timedelta(days=number)
        opens, closes = _SUNDAY if day.weekday() == 6 else _OTHER_DAYS
        seconds = int(self._random.triangular(opens, closes, 12.5) * 3_600)
        local = datetime.combine(day, time()) + timedelta(seconds=seconds)
        return local.replace(tzinfo=self._zone)

    def evening(self, number: int) -> datetime:
        """A moment of that day at which all shops have closed, aware."""
        day = self.first + timedelta(days=number)
        return datetime.combine(day, time(_OTHER_DAYS[1] + 1), self._zone)

    def _weight(self, number: int) -> int:
        day = self.first + timedelta(days=number)
        if (day.month, day.day) in _CLOSED:
            return 0
        return _WEEK[day.weekday()] * _YEAR[day.month - 1]
