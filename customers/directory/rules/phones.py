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
_E164_LENGTH = 16


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
            return Phone(text, _e164(number))
        possible = possible or number
    return Phone(text, _e164(possible) if possible else None)


def _number(text: str, region: str) -> PhoneNumber | None:
    try:
        number = parse(text, region)
    except NumberParseException:
        return None
    reason = is_possible_number_with_reason(number)
    return number if reason == ValidationResult.IS_POSSIBLE else None


def _e164(number: PhoneNumber) -> str | None:
    """The number in full; a few countries have numbers too long for the standard."""
    text: str = format_number(number, PhoneNumberFormat.E164)
    return text if len(text) <= _E164_LENGTH else None
