"""What the filters of a list hang on beside its rows, as an actor's business has it."""

from __future__ import annotations

from customers.accounts.actors import Actor
from customers.directory.rules.listing import Bearings, near_range
from customers.ground import clock
from customers.ground.money import decimals_of


def bearings(actor: Actor) -> Bearings:
    """The bounds, threshold and currency of the actor's business, and its day."""
    near = near_range(actor.membership_threshold_minor, percent=actor.near_percent)
    return Bearings(
        actor.frequency_bounds,
        clock.today(actor.timezone),
        near,
        decimals_of(actor.currency),
    )
