"""Birthdays: their place in any year, and which of them a stretch of days has.

A birthday of the 29th of February is on the 1st of March in years that lack the day.
"""

from __future__ import annotations

from calendar import isleap
from datetime import date, timedelta

LEAP_DAY = 229
_NEXT_TO_LEAP_DAY = 301
_FIRST, _LAST = 101, 1231


def month_day(birthday: date | None) -> int:
    """The birthday's month and day as one number: 1231 for New Year's Eve; 0: none."""
    return 0 if birthday is None else birthday.month * 100 + birthday.day


def month_days(first: date, *, days: int) -> tuple[int, int]:
    """From and up to which month and day people have their birthday on these days.

    Both within. The first is above the last where New Year lies between them; `days`
    are fewer than a year has.
    """
    least = month_day(first)
    if least == _NEXT_TO_LEAP_DAY and not isleap(first.year):
        least = LEAP_DAY
    return least, month_day(first + timedelta(days=days - 1))


def stretches(least: int, most: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """The same as two stretches of one year, in the order they come; one may be none.

    A stretch that is none begins above its end.
    """
    if least <= most:
        return (least, most), (_LAST, _FIRST)
    return (least, _LAST), (_FIRST, most)


def coming(birth_month_day: int, *, today: date) -> date:
    """The next day, today or later, on which a birthday of this month and day is."""
    on = _in_year(birth_month_day, today.year)
    return on if on >= today else _in_year(birth_month_day, today.year + 1)


def _in_year(birth_month_day: int, year: int) -> date:
    month, day = divmod(birth_month_day, 100)
    if birth_month_day == LEAP_DAY and not isleap(year):
        month, day = 3, 1
    return date(year, month, day)
