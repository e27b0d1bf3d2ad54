"""Whether memberships are what their entries, rules and purchases make of them."""

from __future__ import annotations

from collections.abc import Iterator

from customers.accounts.actors import Actor
from customers.ground.proof import Difference
from customers.membership.service.verifying import (
    chains,
    days,
    ends,
    numbers,
    of_business,
    standings,
)
from customers.membership.service.verifying.wrong import Wrong
from customers.purchases.service import verifying as purchases


def differences(*, mends: bool, actor: Actor) -> Iterator[Difference]:
    """All figures of the entered business that differ from what they are made of.

    Those of purchases and customers first, then those of memberships. With `mends` each
    is mended in a unit of work when it is found, but for entries, which stay as they
    were written. Never call it within one. Memory is flat but for what differs.
    Records: MembershipRepaired, MembershipFiguresRepaired, and what purchases record.
    """
    wrong = Wrong()
    yield from purchases.differences(mends=mends, actor=actor, wrong=wrong.of_purchases)
    yield from chains.check()
    yield from standings.check(wrong, mends=mends, actor=actor)
    yield from ends.check(wrong, actor=actor)
    yield from numbers.check(wrong, mends=mends, actor=actor)
    yield from days.check(mends=mends, actor=actor)
    yield from of_business.check(mends=mends, actor=actor)
