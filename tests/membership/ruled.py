"""Rules and members to test with, short to write."""

from __future__ import annotations

from datetime import date
from typing import Any

from customers.membership.rules import FOREVER, Rule, State

TODAY = date(2026, 3, 31)


def rule(threshold: int = 1000, **more: Any) -> Rule:
    """A rule of a threshold of 10.00 for a lifetime, unless said otherwise."""
    return Rule(7, threshold, **more)


def member(until: date = FOREVER, **more: Any) -> State:
    """A member by that rule since the first day of the year."""
    known = {"rule_id": 7, "period_from": date(2026, 1, 1)}
    return State(is_member=True, until=until, **(known | more))


WINDOW = {"window_months": 1}
PERIOD = {"period_months": 12}
RENEWED = {**PERIOD, "is_renewed": True}
