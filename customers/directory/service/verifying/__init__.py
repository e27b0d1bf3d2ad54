"""Whether what is kept of customers, beside themselves, is what they come to.

The counter of codes is no such figure: codes of its shape are given by hand and
imported too, so that nothing tells which number it gave out last.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from customers.accounts.actors import Actor
from customers.directory.service.tallies import Visits
from customers.directory.service.verifying import found_under, numbers, strays
from customers.ground.proof import Difference


def differences(
    *, mends: bool, actor: Actor, visits: Mapping[Visits, int]
) -> Iterator[Difference]:
    """The tallies and index rows that are not as they should be, mended if asked.

    `visits` are how many customers more or fewer in truth have such visits than
    their rows say. Never call it within a unit of work. Records: TalliesRepaired,
    IndexRepaired.
    """
    yield from numbers.check(mends=mends, actor=actor, visits=visits)
    yield from found_under.check(mends=mends, actor=actor)
    yield from strays.check(mends=mends, actor=actor)
