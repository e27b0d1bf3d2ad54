"""Prices as people type and read them in a form, in the reader's language."""

from __future__ import annotations

import re
from decimal import Decimal

from babel import Locale
from babel.numbers import (
    NumberFormatError,
    format_decimal,
    get_currency_precision,
    get_group_symbol,
    parse_decimal,
)
from flask_babel import get_locale
from flask_babel import gettext as _

MOST_MINOR = 10**12
# Digits of any script and what stands between them; no sign, no exponent, no NaN.
_PRICE = re.compile(r"[\d.,'’٫٬\s]{1,40}")


def price_of(text: str, *, currency: str) -> int:
    """The price that was typed, in minor units of the currency.

    Raises: ValueError with a sentence for what is none, has more decimals than the
    currency, or is too large.
    """
    decimals = get_currency_precision(currency)
    try:
        if not _PRICE.fullmatch(text):
            raise NumberFormatError(text)
        price = parse_decimal(_grouped(text), locale=_locale(), strict=True)
    except NumberFormatError:
        example = price_text(12 * 10**decimals, currency=currency)
        raise ValueError(
            _("Write an amount of 0 or more, such as %(example)s.", example=example)
        ) from None
    minor = price.scaleb(decimals)
    if minor != minor.to_integral_value():
        sentence = _("Write at most %(count)s decimals.", count=decimals)
        raise ValueError(sentence if decimals else _("Write no decimals."))
    if minor > MOST_MINOR:
        raise ValueError(_("This is too large."))
    return int(minor)


def price_text(price_minor: int | None, *, currency: str) -> str:
    """The price as it is typed, such as 12.50; "" for none."""
    if price_minor is None:
        return ""
    decimals = get_currency_precision(currency)
    price = Decimal(price_minor).scaleb(-decimals)
    pattern = f"0.{'0' * decimals}" if decimals else "0"
    return str(format_decimal(price, format=pattern, locale=_locale()))


def _grouped(text: str) -> str:
    """The text with the blank between groups that the language has, where it has one.

    Keyboards have another one.
    """
    symbol = get_group_symbol(_locale())
    return re.sub(r"\s", symbol, text) if symbol.isspace() else text


def _locale() -> Locale:
    return get_locale() or Locale("en")
