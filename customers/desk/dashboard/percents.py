"""Averages, shares and changes, rounded half up, and how per cent are said."""

from __future__ import annotations

from decimal import Decimal

from babel import Locale
from babel.numbers import format_percent
from flask_babel import get_locale

from customers.purchases.rules import share


def share_text(part: int, *, of: int) -> str:
    """What a part is of a whole, such as 48%; "" of nothing."""
    return _text(share(part, of=of, part=100)) if of else ""


def average(whole: int, *, of: int) -> int | None:
    """What each of so many comes to; None of nothing."""
    return share(whole, of=of, part=1) if of else None


def change(now: int | None, *, before: int | None) -> int | None:
    """By how many per cent a figure changed; None from nothing, or where it is none."""
    if now is None or before is None or before <= 0:
        return None
    return share(now - before, of=before, part=100)


def change_text(percent: int) -> str:
    """A change with its sign, such as +12%."""
    return ("+" if percent > 0 else "") + _text(percent)


def _text(percent: int) -> str:
    locale = get_locale() or Locale("en")
    return str(format_percent(Decimal(percent).scaleb(-2), locale=locale))
