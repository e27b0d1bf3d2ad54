"""Phone numbers: what was typed, and the number it means."""

from __future__ import annotations

from typing import NamedTuple

from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    ValidationResult,
    format_number,
    is_possible_number_with_reason,
    is_valid_number,
    parse,
)

_FEWEST_DIGITS = 3


class Phone(NamedTuple):
    """A phone as typed, and as E.164 (None where it is no number of any network)."""

    typed: str
    e164: str | None


def has_digits(text: str) -> bool:
    """Whether the text can be a phone at all: three digits or more, of any script."""
    return sum(character.isdecimal() for character in text) >= _FEWEST_DIGITS


def parse_phone(text: str, *regions: str) -> Phone:
    """What was typed, and the number it means.

    `regions` (ISO alpha-2) are tried in order for numbers without a country code: the
    first in which the number is one that is given out, else the first in which it is
    as long as numbers are there.
    """
    possible: PhoneNumber | None = None
    tried = list(dict.fromkeys(regions))
    for region in tried:
        number = _number(text, region)
        if number is None:
            continue
        # Asking whether it is given out costs twice the parsing: only to choose.
        if len(tried) == 1 or is_valid_number(number):
            return Phone(text, format_number(number, PhoneNumberFormat.E164))
        possible = possible or number
    if possible is None:
        return Phone(text, None)
    return Phone(text, format_number(possible, PhoneNumberFormat.E164))


def _number(text: str, region: str) -> PhoneNumber | None:
    try:
        number = parse(text, region)
    except NumberParseException:
        return None
    reason = is_possible_number_with_reason(number)
    return number if reason == ValidationResult.IS_POSSIBLE else None
