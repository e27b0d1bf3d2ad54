"""Days, moments, amounts and counts as the reader's language writes them.

A list says the same few again and again, and Babel takes longer over each than the
database over its row: what was said is remembered.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_currency, format_decimal, get_currency_precision
from flask_babel import get_locale
from flask_babel import gettext as _

_ENGLISH = Locale("en")


def day_text(day: date | None) -> str:
    """The day, such as 21 Nov 2026; "" for None."""
    return _day(date(day.year, day.month, day.day), _locale()) if day else ""


def moment_text(moment: datetime, *, timezone: str) -> str:
    """The moment (aware) in a time zone, such as 21 Nov 2026, 14:05."""
    local = moment.astimezone(ZoneInfo(timezone))
    time = format_time(local, "short", locale=_locale())
    return _("%(day)s, %(time)s", day=day_text(local), time=time)


def money_text(amount_minor: int, *, currency: str) -> str:
    """An amount of minor units, such as £12.50."""
    return _money(amount_minor, currency, _locale())


def count_text(number: int) -> str:
    """A count, such as 11,500."""
    return str(format_decimal(number, locale=_locale()))


def _locale() -> Locale:
    return get_locale() or _ENGLISH


@lru_cache(maxsize=8_192)
def _day(day: date, locale: Locale) -> str:
    return str(format_date(day, "medium", locale=locale))


@lru_cache(maxsize=16_384)
def _money(amount_minor: int, currency: str, locale: Locale) -> str:
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=locale))
