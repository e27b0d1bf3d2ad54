"""Phones as runs of digits: how a number is kept, and what a typed run asks for."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from phonenumbers import (
    COUNTRY_CODE_TO_REGION_CODE,
    PhoneMetadata,
    PhoneNumberFormat,
    format_number,
    parse,
)

from customers.directory.rules.letters import cut

FEWEST_DIGITS, MOST_DIGITS = 3, 20

_PLAIN = re.compile(r"[0-9]*").fullmatch
_NOT_DIGITS = re.compile(r"[^0-9]+")
_PUNCTUATION = r"\s+()./\\\-‐-―−·•,_~＋（）．／－"
_ASKED = re.compile(rf"(?:tel\b[.:]?)?[\d{_PUNCTUATION}]+", re.IGNORECASE).fullmatch
_IS_ABROAD = re.compile(r"\D*(?:\+|＋|00)").match
# The zero of the own country, as people write it after a country code.
TRUNK = re.compile(r"\(\s*0\s*\)")
_ABROAD = "00"
_FEWEST_ABROAD = 9
# Mobiles of Argentina are dialled at home with 15 in a place that depends on the area.
_ODD_START = "+549"
_BETWEEN = re.compile(r"[/,;|]")
_FEWEST_OF_A_NUMBER, _MOST_NUMBERS = 6, 3


def phone_spellings(typed: str, e164: str | None) -> frozenset[str]:
    """The runs of digits as which a phone may be asked for, each of 3 to 20 digits.

    `typed` is as a person wrote it, `e164` the number it means with its + (None where
    it means none): the digits of it, those it is dialled with at home, and the typed.
    """
    spellings = set()
    if e164:
        spellings.add(e164[1:])
        at_home = _at_home(e164)
        if at_home:
            spellings.add(at_home)
        if typed == e164:
            return frozenset(spellings)
    for number in _numbers(typed):
        own = typed_digits(number)[:MOST_DIGITS]
        if len(own) >= FEWEST_DIGITS and not any(own in known for known in spellings):
            spellings.add(own)
    return frozenset(spellings)


def _numbers(typed: str) -> list[str]:
    """The several numbers of one field, such as 020 7946 0123 / 07700 900987."""
    if _PLAIN(typed):
        return [typed]
    pieces = _BETWEEN.split(typed)
    whole = [len(_ascii_digits(piece)) >= _FEWEST_OF_A_NUMBER for piece in pieces]
    is_several = len(pieces) > 1 and all(whole)
    return pieces[:_MOST_NUMBERS] if is_several else [typed]


def suffixes(spellings: Iterable[str]) -> frozenset[str]:
    """Every ending of three digits or more: any run of the digits begins one."""
    return frozenset(
        spelling[at:]
        for spelling in spellings
        for at in range(len(spelling) - FEWEST_DIGITS + 1)
    )


def typed_digits(text: str) -> str:
    """The digits of a phone as written, of any script in ASCII, from the country code
    on where it has one: without 00, and without the (0) that is not dialled then."""
    if _PLAIN(text):
        digits = text
    else:
        if _IS_ABROAD(text):
            text = TRUNK.sub("", text)
        digits = _ascii_digits(text)
    is_abroad = digits.startswith(_ABROAD) and len(digits) >= _FEWEST_ABROAD
    return digits[len(_ABROAD) :] if is_abroad and digits[2] != "0" else digits


def query_runs(text: str) -> tuple[str, ...]:
    """The runs of digits that a typed text may mean, the likeliest first; each three
    digits or more; none for what is no part of a phone.

    There are two for a text that begins with 00: it may be dialled abroad, and may
    stand in the middle of a number.
    """
    if not _ASKED(text.strip()):
        return ()
    abroad = typed_digits(text)
    whole = _ascii_digits(TRUNK.sub("", text) if _IS_ABROAD(text) else text)
    beyond = whole[2:] if whole.startswith(_ABROAD) and whole[2:3] != "0" else whole
    found = dict.fromkeys((abroad, whole, beyond))
    return tuple(run for run in found if len(run) >= FEWEST_DIGITS)


def has_run(runs: Iterable[str], spellings: Iterable[str]) -> bool:
    """Whether one of the runs of a query stands in one of a phone's spellings."""
    kept = list(spellings)
    return any(run in spelling for run in runs for spelling in kept)


def _ascii_digits(text: str) -> str:
    return _NOT_DIGITS.sub("", text if text.isascii() else cut(text))


def _at_home(e164: str) -> str:
    """The number as dialled in its own country, "" where that is no different."""
    if e164.startswith(_ODD_START):
        return _formatted(e164)
    for length in (2, 3, 1):
        trunk = _trunk(e164[1 : 1 + length])
        if trunk is not None:
            return trunk + e164[1 + length :] if trunk else ""
    return ""


def _formatted(e164: str) -> str:
    text: str = format_number(parse(e164, None), PhoneNumberFormat.NATIONAL)
    return _NOT_DIGITS.sub("", text)


@cache
def _trunk(country_code: str) -> str | None:
    """What is dialled before a number within its country; None for no country code."""
    regions = COUNTRY_CODE_TO_REGION_CODE.get(int(country_code or 0))
    if not regions:
        return None
    known = PhoneMetadata.metadata_for_region(regions[0], None)
    prefix = known.national_prefix if known else None
    # Where it is the country code as well, the number in full begins the same.
    return prefix if prefix and prefix.isdecimal() and prefix != country_code else ""
