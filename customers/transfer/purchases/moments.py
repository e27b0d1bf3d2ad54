"""When a sale was made, as other programs write it.

A time without a zone is the business's. Where its clocks were put back and a time was
there twice, it is the first one; where they were put forward and it never was, it is
as much later as they were put forward. A date alone is the start of the shop's day.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta, timezone
from functools import lru_cache
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from customers.transfer.dates import DayError, day_in

_TIME = re.compile(
    r"(?P<hour>\d{1,2})[:.h](?P<minute>\d\d)(?:[:.](?P<second>\d\d)(?:[.,]\d{1,9})?)?"
    r" ?(?P<half>[AaPp]\.?[Mm]\.?)? ?(?P<zone>Z|UTC|GMT|[+-]\d\d(?::?\d\d)?)?"
)
# The date ends where a time begins; 2010-12-01T08:26 has no blank between.
_DIVIDED = re.compile(r"(.+?)(?:,? +|(?<=\d)T)(?:at |um |à )?(\d{1,2}[:h]\d\d.*)")


# Longer than any day and time: such a cell is neither read nor remembered.
MOST_SIGNS = 80


class MomentReader:
    """Reads the times of one file; what was read before is remembered.

    `day_first` says how 03/04/1990 is meant (None: nothing told).
    """

    def __init__(self, timezone_name: str, *, day_first: bool | None) -> None:
        self.zone = ZoneInfo(timezone_name)
        self.day_first = day_first
        self._remembered = lru_cache(maxsize=30_000)(self._read)

    def read(self, text: str, time_text: str) -> datetime:
        """The moment (UTC) of a filled cell; `time_text` is a cell of its own, or "".

        A time within the first cell goes before the second. Raises: DayError.
        """
        if len(text) > MOST_SIGNS or len(time_text) > MOST_SIGNS:
            raise DayError(_("“%(text)s” is no time of day", text=text[:40]))
        return self._remembered(text, time_text)

    def _read(self, text: str, time_text: str) -> datetime:
        day_text, said = text, time_text
        if divided := _DIVIDED.fullmatch(" ".join(text.split())):
            day_text, said = divided.groups()
        day = day_in(day_text, day_first=self.day_first)
        if not said:
            return _moment(datetime.combine(day, time()), self.zone, text)
        found = _TIME.fullmatch(" ".join(said.split()))
        if found is None:
            raise DayError(_("“%(text)s” is no time of day", text=said[:40]))
        at, zone = _time(found, said), found["zone"]
        local = datetime.combine(day, at)
        return _moment(local, _zone(zone) if zone else self.zone, text)


def _time(found: re.Match[str], text: str) -> time:
    hour, half = int(found["hour"]), (found["half"] or "").lower()
    if half and not 1 <= hour <= 12:
        raise DayError(_("“%(text)s” is no time of day", text=text[:40]))
    if half:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    try:
        return time(hour, int(found["minute"]), int(found["second"] or 0))
    except ValueError:
        raise DayError(_("“%(text)s” is no time of day", text=text[:40])) from None


def _zone(text: str) -> timezone:
    if text[0] not in "+-":
        return UTC
    digits = text[1:].replace(":", "").ljust(4, "0")
    span = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if span >= timedelta(hours=24):
        raise DayError(_("“%(text)s” is no time zone", text=text))
    return timezone(-span if text[0] == "-" else span)


def _moment(local: datetime, zone: ZoneInfo | timezone, text: str) -> datetime:
    # Of a time that is there twice `fold` 0 means the first; of one that never was,
    # the clock of before.
    try:
        return local.replace(tzinfo=zone).astimezone(UTC)
    except (OverflowError, ValueError):
        raise DayError(_("“%(text)s” is too far from today", text=text)) from None
