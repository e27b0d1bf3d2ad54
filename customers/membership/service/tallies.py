"""How many members there are, and how many spent what: kept with each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from customers.directory.service import tallies
from customers.ground import keyed
from customers.ground.db import db
from customers.membership.models import SpendTally
from customers.membership.rules import NEVER, step_of

MEMBER, HELD = "membership:member", "membership:held"


class Place(NamedTuple):
    """Where a customer is counted: the state's word, and the step of their spend."""

    state: str
    step: int

    @property
    def names(self) -> list[str]:
        """The directory's tallies that count them."""
        found = [MEMBER] if self.state in ("member", "held_member") else []
        return [*found, HELD] if self.state.startswith("held_") else found


def place(*, is_member: bool, held_until: date, spend_minor: int) -> Place:
    """Where a row with these columns is counted, whatever has lapsed by now."""
    word = "member" if is_member else "none"
    return Place(f"held_{word}" if held_until > NEVER else word, step_of(spend_minor))


def move(changes: Iterable[tuple[Place | None, Place | None]]) -> None:
    """Count customers, none deleted, out of one place and into another.

    None is nowhere: whoever comes back, or is deleted. Locks the tallies.
    """
    named: Counter[str] = Counter()
    steps: Counter[tuple[str, int]] = Counter()
    for before, after in changes:
        for one, sign in ((before, -1), (after, 1)):
            if one is None:
                continue
            for name in one.names:
                named[name] += sign
            # Nobody counts those who spent nothing and are nothing: nearly all others.
            if one != ("none", 0):
                steps[one.state, one.step] += sign
    tallies.add_named(named)
    keyed.add_up(db.session(), SpendTally, {k: (n,) for k, n in steps.items()})
