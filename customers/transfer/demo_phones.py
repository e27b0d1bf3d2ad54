"""Phones for the people of the demo: valid in their country, written as people do."""

from __future__ import annotations

from functools import cache
from random import Random

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from customers.transfer.demo_places import HOME

# Landlines that Ofcom keeps free for fiction, so that no demo rings at anybody's home.
_LANDLINES = ("+441174960", "+442079460", "+441184960", "+441614960")


def phone_of(country: str, *, random: Random) -> str:
    """A phone of the country; one from abroad is written with its country code."""
    if country == HOME and random.random() < 0.4:
        return _written(random.choice(_LANDLINES) + _digits(3, random), random=random)
    start = _mobile_start(country)
    while True:
        number = start[0] + _digits(start[1], random)
        if phonenumbers.is_valid_number(phonenumbers.parse(number)):
            return _written(number, random=random, is_home=country == HOME)


@cache
def _mobile_start(country: str) -> tuple[str, int]:
    """How the country's mobile numbers begin, and how many digits follow."""
    example = phonenumbers.example_number_for_type(country, PhoneNumberType.MOBILE)
    assert example is not None, f"{country} has mobile phones"
    number = phonenumbers.format_number(example, PhoneNumberFormat.E164)
    free = 8 if len(number) > 12 else 6
    return number[:-free], free


def _digits(count: int, random: Random) -> str:
    return f"{random.randrange(10**count):0{count}d}"


def _written(number: str, *, random: Random, is_home: bool = True) -> str:
    parsed = phonenumbers.parse(number)
    if not is_home or random.random() < 0.2:
        return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
    national = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
    return national.replace(" ", "") if random.random() < 0.25 else national
