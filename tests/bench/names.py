"""Names, streets and towns of many cultures, some far commoner than others.

The pools are drawn from Faker once a process; which of a pool is taken follows Zipf's
law, as in a register of people: a few names are everywhere, most are rare.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import Any, NamedTuple

from anyascii import anyascii
from faker import Factory

from customers.transfer.demo_people import CULTURES as DEMO_CULTURES
from customers.transfer.demo_people import Culture

CULTURES = (*DEMO_CULTURES, Culture("en_US", "US", 8))
_SEED = 20_260_930
_DRAWS = 1_500
# The 1st name is so much commoner than the 100th: rank ** -exponent.
_GIVEN, _FAMILY, _PLACE = 0.8, 0.7, 0.9


class Pool:
    """Texts, the commonest first."""

    def __init__(self, texts: Sequence[str], *, exponent: float) -> None:
        self.texts = list(dict.fromkeys(texts))
        ranks = range(2, len(self.texts) + 2)
        self._weights = list(accumulate(rank**-exponent for rank in ranks))

    def one(self, random: Random) -> str:
        """One of them, mostly a common one."""
        return random.choices(self.texts, cum_weights=self._weights)[0]


class Names(NamedTuple):
    """What the people of a culture are called, and where they live."""

    given: Pool
    family: Pool
    streets: Pool
    towns: Pool


@cache
def names_of(culture: Culture) -> Names:
    """The pools of a culture; the same every time."""
    providers = ["faker.providers.person", "faker.providers.address"]
    faker: Any = Factory.create(culture.locale, providers)
    faker.seed_instance(_SEED)
    family = getattr(faker, "last_name_female", faker.last_name)
    given = [*_drawn(faker.first_name_female), *_drawn(faker.first_name_male)]
    Random(_SEED).shuffle(given)
    return Names(
        given=Pool(given, exponent=_GIVEN),
        family=Pool(_drawn(family), exponent=_FAMILY),
        streets=Pool(_drawn(faker.street_name), exponent=_PLACE),
        towns=Pool(_drawn(faker.city), exponent=_PLACE),
    )


@cache
def latin(name: str) -> str:
    """The letters and digits of a name as an email address has them."""
    return "".join(sign for sign in anyascii(name).lower() if sign.isalnum())


def _drawn(draw: Callable[[], Any]) -> list[str]:
    texts = (str(draw()) for _ in range(_DRAWS))
    # Faker explains some names in brackets.
    return [text for text in texts if "(" not in text]
