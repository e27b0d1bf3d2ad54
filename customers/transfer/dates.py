"""Days as other programs write them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from flask_babel import gettext as _
from pydantic import TypeAdapter, ValidationError

from customers.ground import fields

_MONTHS = (
    ("jan", "january"),
    ("feb", "february"),
    ("mar", "march"),
    ("apr", "april"),
    ("may",),
    ("jun", "june"),
    ("jul", "july"),
    ("aug", "august"),
    ("sep", "sept", "september"),
    ("oct", "october"),
    ("nov", "november"),
    ("dec", "december"),
)
_MONTH_NUMBERS = {name: nr for nr, names in enumerate(_MONTHS, 1) for name in names}
_YEAR_FIRST = re.compile(r"(\d{4})([-/.]?)(\d\d?)\2(\d\d?)")
_YEAR_LAST = re.compile(r"(\d\d?)([-/.]) ?(\d\d?)\2 ?(\d{4})")
_NO_YEAR = re.compile(r"(?:--)?\d\d?[-/.]\d\d?[-/.]?")
_DAY_MONTH_NAME = re.compile(r"(\d\d?)[-. ]+([A-Za-z]+)\.?[-, ]+(\d{4})")
_MONTH_NAME_DAY = re.compile(r"([A-Za-z]+)\.? +(\d\d?),? +(\d{4})")
_DAY = TypeAdapter(fields.Day)
_TIME = re.compile(r"[ T]+\d\d?:\d\d.*")


class DayError(ValueError):
    """A text that names no one day; its text is the sentence that says why."""


def day_in(text: str, *, day_first: bool | None) -> date:
    """The day that a text names; a time after it is left off.

    `day_first` says how 03/04/1990 is meant in this column; None means that nothing
    in the column told. With points the day always comes first.

    Raises: DayError.
    """
    text = _TIME.sub("", text[:60].strip())
    if match := _YEAR_FIRST.fullmatch(text):
        year, sign, month, day = match.groups()
        if sign or len(text) == 8:
            return _day(int(year), int(month), int(day), text=text)
    if match := _YEAR_LAST.fullmatch(text):
        first, sign, second, year = match.groups()
        if sign == ".":
            return _day(int(year), int(second), int(first), text=text)
        return _either(
            int(first), int(second), int(year), day_first=day_first, text=text
        )
    if match := _DAY_MONTH_NAME.fullmatch(text):
        return _named(match[3], match[2], match[1], text=text)
    if match := _MONTH_NAME_DAY.fullmatch(text):
        return _named(match[3], match[1], match[2], text=text)
    if _NO_YEAR.fullmatch(text):
        raise DayError(_("“%(text)s” has no year", text=text))
    raise DayError(
        _(
            "“%(text)s” is no date; write year, month and day, as in 1990-04-03",
            text=text,
        )
    )


def says_day_first(text: str) -> bool | None:
    """Whether the day must come before the month; None where it may be either."""
    match = _YEAR_LAST.match(text.strip()[:60])
    if not match or match[2] == ".":
        return None
    first, second = int(match[1]), int(match[3])
    return None if (first > 12) == (second > 12) else first > 12


def day_orders(
    rows: Iterable[tuple[int, list[str] | str]], *, places: Mapping[str, Iterable[int]]
) -> dict[str, bool | None]:
    """For each field of days whether its columns put the day before the month.

    None where no cell tells, or where cells contradict each other.
    """
    said: dict[str, set[bool]] = {field: set() for field in places}
    for _number, cells in rows:
        if isinstance(cells, str):
            continue
        for field, columns in places.items():
            for place in columns:
                if (order := says_day_first(cells[place])) is not None:
                    said[field].add(order)
    return {f: orders.pop() if len(orders) == 1 else None for f, orders in said.items()}


def _either(
    first: int, second: int, year: int, *, day_first: bool | None, text: str
) -> date:
    if first > 12 or second > 12 or first == second:
        day_first = second <= 12
    if day_first is None:
        raise DayError(
            _(
                "“%(text)s” may be the day or the month first; write the year first",
                text=text,
            )
        )
    day, month = (first, second) if day_first else (second, first)
    return _day(year, month, day, text=text)


def _named(year: str, month: str, day: str, *, text: str) -> date:
    return _day(int(year), _MONTH_NUMBERS.get(month.lower(), 0), int(day), text=text)


def _day(year: int, month: int, day: int, *, text: str) -> date:
    try:
        return _DAY.validate_python(date(year, month, day))
    except ValidationError:
        raise DayError(_("“%(text)s” is too far from today", text=text)) from None
    except ValueError:
        raise DayError(_("“%(text)s” is no day of the calendar", text=text)) from None
