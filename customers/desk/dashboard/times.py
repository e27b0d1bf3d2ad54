"""Weeks and months as charts name them, and sums of days by either. No database."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date, format_interval, format_skeleton

from customers.ground import texts

# Of many months not each can be named below its bar.
_NAMED = (1, 4, 7, 10)


class Span(NamedTuple):
    """A week or month: its days, both within, its name, and the words below a bar."""

    first: date
    last: date
    name: str
    label: str
    mark: str


def weeks(today: date, *, count: int) -> list[Span]:
    """So many weeks from Monday, this one the last; it ends today."""
    monday = today - timedelta(days=today.weekday())
    firsts = [monday - timedelta(weeks=n) for n in reversed(range(count))]
    before = firsts[0] - timedelta(weeks=1)
    found = []
    for first in firsts:
        begins = first.month != before.month and (count < 20 or first.month in _NAMED)
        label = _words(first, "LLL", texts.locale()) if begins else ""
        mark = _words(first, "y", texts.locale()) if first.year != before.year else ""
        last = min(first + timedelta(days=6), today)
        found.append(Span(first, last, _week_name(first, texts.locale()), label, mark))
        before = first
    return found


def months(today: date, *, count: int) -> list[Span]:
    """So many months, this one the last; it ends today."""
    firsts = _first_of_months(today, count=count)
    lasts = [first - timedelta(days=1) for first in firsts[1:]] + [today]
    return [
        Span(
            first,
            last,
            month_name(first),
            _words(first, "LLL", texts.locale()) if first.month in _NAMED else "",
            _words(first, "y", texts.locale()) if first.month == 1 else "",
        )
        for first, last in zip(firsts, lasts, strict=True)
    ]


def _first_of_months(today: date, *, count: int) -> list[date]:
    last = today.year * 12 + today.month - 1
    return [
        date(number // 12, number % 12 + 1, 1)
        for number in range(last - count + 1, last + 1)
    ]


def month_end(first: date) -> date:
    """The last day of the month that begins on this day."""
    return (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def summed(
    days: Iterable[Any],
    *,
    spans: Sequence[Span],
    of: Callable[[Any], Sequence[int]],
) -> list[list[int]]:
    """The numbers of the days (each has its day as `on`) added up, by span in order.

    The spans follow each other without a gap; days outside of them count for nothing.
    """
    within: list[list[Sequence[int]]] = [[] for _span in spans]
    place = 0
    for day in sorted(days, key=lambda one: one.on):
        while place < len(spans) and spans[place].last < day.on:
            place += 1
        if place == len(spans):
            break
        if day.on >= spans[place].first:
            within[place].append(of(day))
    return [[sum(each) for each in zip(*days, strict=True)] for days in within]


def month_name(first: date) -> str:
    """The month, such as Mar 2026."""
    return _month_name(first, texts.locale())


@lru_cache(maxsize=512)
def _month_name(first: date, locale: Locale) -> str:
    return str(format_skeleton("yMMM", first, locale=locale))


@lru_cache(maxsize=512)
def _week_name(first: date, locale: Locale) -> str:
    last = first + timedelta(days=6)
    return str(format_interval(first, last, "yMMMd", locale=locale))


@lru_cache(maxsize=2_048)
def _words(day: date, pattern: str, locale: Locale) -> str:
    return str(format_date(day, pattern, locale=locale))
