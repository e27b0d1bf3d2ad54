"""A threshold to begin with, where none was saved: round, and near the top tenth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from customers.accounts.actors import Actor
from customers.ground.money import decimals_of, typed_amount
from customers.membership.models import MembershipRule
from customers.membership.service.saving import FIELDS, USUAL

# Of those who bought something, so many in a hundred are to reach it.
TOP_PERCENT = 10
# The axis of a drawing ends where so few have spent more.
BEYOND_PERCENT = 5
# The first digits of a round amount, in tenths.
_ROUND = (10, 15, 20, 25, 30, 40, 50, 75, 100)
# Where nobody bought anything yet: so much of the main unit.
_BEGINNING = 100


def beginning(
    saved: MembershipRule | None, *, spread: Sequence[tuple[int, int]], actor: Actor
) -> dict[str, Any]:
    """What the form begins with: the rule that counts, or a proposal."""
    if saved is None:
        values = {**USUAL, "threshold_minor": proposed(spread, currency=actor.currency)}
    else:
        values = {name: getattr(saved, name) for name in FIELDS}
    threshold_minor = values.pop("threshold_minor")
    threshold = typed(threshold_minor, currency=actor.currency)
    return {**values, "threshold": threshold, "version": saved.number if saved else 0}


def typed(amount_minor: int, *, currency: str) -> str:
    """The amount as somebody would type it: 380 rather than 380.00."""
    unit = 10 ** decimals_of(currency)
    if amount_minor % unit == 0:
        return str(amount_minor // unit)
    return typed_amount(amount_minor, currency=currency)


def proposed(spread: Sequence[tuple[int, int]], *, currency: str) -> int:
    """A round amount in minor units, above 0, which about a tenth has reached.

    `spread` are (spend, customers), rising. 100 of the currency where there is none.
    """
    if not spread:
        return _BEGINNING * 10 ** decimals_of(currency)
    return rounded(reached_by(spread, percent=TOP_PERCENT))


def reached_by(spread: Sequence[tuple[int, int]], *, percent: int) -> int:
    """The spend that so many in a hundred have reached, as the steps tell it."""
    wanted = sum(total for _from, total in spread) * percent
    reached = 0
    for from_minor, total in reversed(spread):
        reached += total
        if reached * 100 >= wanted:
            return from_minor
    return spread[0][0]


def rounded(amount_minor: int) -> int:
    """The round amount next to it, such as 1, 1.5, 2, 2.5, 3, 4, 5 or 7.5 of ten."""
    if amount_minor < 10:
        return max(1, amount_minor)
    ten = 10 ** (len(str(amount_minor)) - 2)
    return min(
        (each * ten for each in _ROUND), key=lambda each: _far(each, amount_minor)
    )


def _far(one: int, other: int) -> int:
    return abs(one - other)
