"""Amounts and quantities as people type them and programs send them: always exact.

A form takes the reader's decimal sign and gives a canonical text, such as 1250.50; a
schema takes canonical texts alone; a verb makes them the currency's smallest units.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Annotated, Any

from babel.numbers import (
    get_currency_precision,
    get_decimal_symbol,
    get_group_symbol,
)
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BeforeValidator
from wtforms import StringField

from customers.ground.errors import Invalid
from customers.ground.fields import refusal

# A million million of the main unit: what is longer was typed by mistake.
MOST_DIGITS = 12
_CANONICAL = re.compile(r"(\d{1,12})(?:\.(\d{1,12}))?", re.ASCII)
_EVERYWHERE = re.compile(r"(\d*)[.,](\d{1,2})", re.ASCII)
# Between groups of digits, whatever the language.
_BLANKS = re.compile(r"[\s'’\u066c]")
_ARABIC_POINT = "\u066b"


def decimals_of(currency: str) -> int:
    """How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD."""
    return int(get_currency_precision(currency))


def minor_units(amount: str, *, currency: str, field: str = "amount") -> int:
    """The canonical amount in the currency's smallest unit.

    Raises: Invalid, beside `field`, for more decimals than the currency has.
    """
    decimals = decimals_of(currency)
    try:
        return scaled(amount, decimals=decimals)
    except ValueError:
        sentence = _too_many(decimals, currency)
        raise Invalid(sentence, details={field: sentence}) from None


def thousandths(quantity: str) -> int:
    """The canonical quantity in thousandths.

    Raises: ValueError for more than three decimals.
    """
    return scaled(quantity, decimals=3)


def scaled(number: str, *, decimals: int) -> int:
    """The canonical number times 10 ** `decimals`.

    Raises: ValueError for more decimals than these; zeros at the end are none.
    """
    whole, _point, behind = number.partition(".")
    behind = behind.rstrip("0")
    if len(behind) > decimals:
        raise ValueError(f"{number!r} has more than {decimals} decimals.")
    return int(whole + behind.ljust(decimals, "0"))


def is_canonical(value: Any) -> bool:
    """Whether it is a canonical text: 1250.50, without sign, grouping or exponent."""
    return isinstance(value, str) and _CANONICAL.fullmatch(value) is not None


def typed_amount(amount_minor: int, *, currency: str) -> str:
    """The amount as somebody would type it: the reader's decimal sign, no grouping."""
    return typed_decimal(amount_minor, decimals=decimals_of(currency))


def typed_quantity(quantity: int) -> str:
    """The thousandths as somebody would type them: 1.5 rather than 1.500."""
    whole, point, behind = typed_decimal(quantity, decimals=3).partition(
        _decimal_sign()
    )
    behind = behind.rstrip("0")
    return whole + point + behind if behind else whole


def typed_decimal(number: int, *, decimals: int) -> str:
    """`number` / 10 ** `decimals` as somebody would type it."""
    digits = str(abs(number)).rjust(decimals + 1, "0")
    sign = "-" if number < 0 else ""
    if not decimals:
        return sign + digits
    return f"{sign}{digits[:-decimals]}{_decimal_sign()}{digits[-decimals:]}"


def canonical(typed: str) -> str:
    """What was typed in the reader's language as a canonical decimal, such as 1250.50.

    Groups of three may be written as that language has them. Where they are not, a
    point or comma before one or two last digits is decimal in any language.
    Raises: ValueError with a sentence.
    """
    text = _plain_digits(typed)
    point, group = _decimal_sign(), _group_sign()
    whole, sign, behind = text.partition(point)
    if _is_grouped(whole, group) and (behind.isdecimal() or not sign):
        whole = whole.replace(group, "") if group else whole
    elif everywhere := _EVERYWHERE.fullmatch(text):
        whole, behind = everywhere[1], everywhere[2]
    elif _CANONICAL.fullmatch(text):
        whole, _sign, behind = text.partition(".")
    else:
        raise ValueError(_("Write a number, such as %(example)s.", example=_example()))
    whole = whole.lstrip("0") or "0"
    if len(whole) > MOST_DIGITS:
        raise ValueError(_("This is too large."))
    return f"{whole}.{behind}" if behind else whole


class DecimalField(StringField):
    """An amount or quantity as a person types it; its data are canonical, or None."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed; what is no number stays as it is, with a sentence."""
        if not valuelist:
            return
        self.data = valuelist[0].strip() or None
        if self.data is not None:
            self.data = canonical(self.data)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return str(self.data or "").replace(".", _decimal_sign())


def _canonical_only(value: Any) -> Any:
    if not is_canonical(value):
        raise refusal("decimal", _l("Write an amount with a point, such as 12.50."))
    return value


def _to_thousandths(value: Any) -> int:
    if not is_canonical(value):
        raise refusal("decimal", _l("Write a quantity with a point, such as 1.5."))
    try:
        return thousandths(value)
    except ValueError as error:
        sentence = _l("A quantity has three decimals at most.")
        raise refusal("decimals", sentence) from error


# An amount of 0 or more as a canonical text; `minor_units` makes it a number.
AmountText = Annotated[str, BeforeValidator(_canonical_only)]
# A quantity of 0 or more: thousandths, made of a canonical text.
QuantityText = Annotated[int, BeforeValidator(_to_thousandths)]


def _more_than_nothing(value: Any) -> Any:
    if not value or not str(value).strip("0."):
        raise refusal("nothing", _l("Write more than nothing."))
    return value


PositiveAmountText = Annotated[AmountText, AfterValidator(_more_than_nothing)]


def _plain_digits(typed: str) -> str:
    """What was typed, without what only groups digits, these being ASCII's."""
    text = _BLANKS.sub("", typed).replace(_ARABIC_POINT, _decimal_sign())
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text
    )


def _is_grouped(whole: str, group: str) -> bool:
    """Whether these are digits, in one run or in groups of three (two in India)."""
    first, *others = whole.split(group) if group else [whole]
    if not others:
        return whole.isdecimal()
    if not all(part.isdecimal() for part in (first, *others)):
        return False
    sizes = {len(part) for part in others[:-1]}
    # 0,125 is no group: a thousandth that was meant must not become a hundred.
    begins = len(first) <= 3 and first[:1] != "0"
    return begins and len(others[-1]) == 3 and sizes <= {2, 3}


def _decimal_sign() -> str:
    return str(get_decimal_symbol(get_locale() or "en"))


def _group_sign() -> str:
    """The sign between groups of digits, "" where it is a blank."""
    return _BLANKS.sub("", str(get_group_symbol(get_locale() or "en")))


def _example() -> str:
    return f"12{_decimal_sign()}50"


def _too_many(decimals: int, currency: str) -> str:
    if not decimals:
        return _("%(currency)s has no decimals.", currency=currency)
    return ngettext(
        "%(currency)s has %(count)s decimal at most.",
        "%(currency)s has %(count)s decimals at most.",
        decimals,
        currency=currency,
        count=decimals,
    )
