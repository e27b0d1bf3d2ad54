"""Days, moments, amounts, counts and percentages as the reader's language writes them.

A list says the same few again and again, and Babel takes longer over each than the
database over its row: what was said is remembered.
"""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time, get_day_names
from babel.numbers import (
    format_currency,
    format_decimal,
    format_percent,
    get_currency_precision,
)
from flask_babel import get_locale
from flask_babel import gettext as _

_ENGLISH = Locale("en")


def day_text(day: date | None) -> str:
    """The day, such as 21 Nov 2026; "" for None."""
    return _day(date(day.year, day.month, day.day), locale()) if day else ""


def moment_text(moment: datetime, *, timezone: str) -> str:
    """The moment (aware) in a time zone, such as 21 Nov 2026, 14:05."""
    local = moment.astimezone(ZoneInfo(timezone))
    clock = format_time(local, "short", locale=locale())
    return _("%(day)s, %(time)s", day=day_text(local), time=clock)


def money_text(amount_minor: int, *, currency: str) -> str:
    """An amount of minor units, such as £12.50."""
    return _money(amount_minor, currency, locale())


def amount_text(amount: str, *, currency: str) -> str:
    """An amount that was written, such as 12.5, as money, such as £12.50.

    What is finer than the currency's smallest coin is kept.
    """
    return str(
        format_currency(
            Decimal(amount),
            currency,
            locale=locale(),
            decimal_quantization=False,
        )
    )


def month_day_text(day: date) -> str:
    """The day without its year, such as 21 Nov."""
    return _month_day(day, locale())


def weekday_text(weekday: int) -> str:
    """The day of the week, such as Monday for 0."""
    return str(get_day_names("wide", "stand-alone", locale=locale())[weekday])


def hour_text(hour: int) -> str:
    """The hour of a day as its begin and end, such as 14:00–15:00."""
    begin, end = (
        format_time(time(each % 24), "short", locale=locale())
        for each in (hour, hour + 1)
    )
    return _("%(begin)s–%(end)s", begin=begin, end=end)


def count_text(number: int) -> str:
    """A count, such as 11,500."""
    return _count(number, locale())


def percent_text(percent: int) -> str:
    """Whole per cent, such as 48%."""
    return _percent(percent, locale())


def locale() -> Locale:
    """The reader's; English where nobody reads."""
    return get_locale() or _ENGLISH


@lru_cache(maxsize=8_192)
def _count(number: int, locale: Locale) -> str:
    return str(format_decimal(number, locale=locale))


@lru_cache(maxsize=512)
def _percent(percent: int, locale: Locale) -> str:
    return str(format_percent(Decimal(percent).scaleb(-2), locale=locale))


@lru_cache(maxsize=8_192)
def _day(day: date, locale: Locale) -> str:
    return str(format_date(day, "medium", locale=locale))


@lru_cache(maxsize=512)
def _month_day(day: date, locale: Locale) -> str:
    return str(format_skeleton("MMMd", day, locale=locale))


@lru_cache(maxsize=16_384)
def _money(amount_minor: int, currency: str, locale: Locale) -> str:
    amount = Decimal(amount_minor).scaleb(-get_currency_precision(currency))
    return str(format_currency(amount, currency, locale=locale))
