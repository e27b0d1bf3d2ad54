"""Whether the figures that purchases keep are what the purchases come to."""

from __future__ import annotations

from collections.abc import Iterator

from customers.accounts.actors import Actor
from customers.directory.service import verifying as directory
from customers.ground.proof import Difference
from customers.purchases.service.verifying import (
    days,
    families,
    hours,
    totals_of_customers,
)
from customers.purchases.service.verifying.wrong import Wrong


def differences(
    *, mends: bool, actor: Actor, wrong: Wrong | None = None
) -> Iterator[Difference]:
    """All figures of the entered business that differ from what they are made of.

    Those of its customers (tallies and search index) too. With `mends` each is mended
    in a unit of work when it is found. Never call it within one. Memory is flat but for
    what differs. What stays wrong is noted in `wrong` for whoever goes on. Records:
    PurchaseRepaired, TotalsRepaired, RollupRepaired, TalliesRepaired, IndexRepaired.
    """
    wrong = Wrong() if wrong is None else wrong
    yield from families.check(wrong, mends=mends, actor=actor)
    yield from hours.check(wrong, mends=mends, actor=actor)
    yield from totals_of_customers.check(wrong, mends=mends, actor=actor)
    yield from days.check(wrong, mends=mends, actor=actor)
    yield from directory.differences(mends=mends, actor=actor, visits=wrong.visits)
