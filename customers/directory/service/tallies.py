"""How many customers there are of each kind, kept in the transaction of each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from customers.directory.models import Tally, VisitTally
from customers.ground import keyed
from customers.ground.db import db

# A change of these changes what a customer counts for.
COUNTED = ("customer_type", "status", "preferred_shop_id", "assigned_staff_member_id")
# The kinds of tallies that are kept here, by what stands before the colon.
KINDS = ("all", "type", "status", "shop", "staff")
# A tally of visits stands for this many or more.
MOST_VISITS = 1_000


def names(values: Mapping[str, Any]) -> list[str]:
    """The tallies in which a customer with these values counts."""
    found = ["all", f"type:{values['customer_type']}"]
    if values["status"] != "active":
        found.append(f"status:{values['status']}")
    if values["preferred_shop_id"] is not None:
        found.append(f"shop:{values['preferred_shop_id']}")
    if values["assigned_staff_member_id"] is not None:
        found.append(f"staff:{values['assigned_staff_member_id']}")
    return found


def change(
    *,
    came: Iterable[Mapping[str, Any]] = (),
    went: Iterable[Mapping[str, Any]] = (),
) -> None:
    """Count customers with these values in and out; a changed one went and came.

    `visits` need be named only of those who come or go as a whole. Locks the tallies,
    as the last locks of the unit of work but those of purchases.
    """
    sums: Counter[str] = Counter()
    visits: Counter[int] = Counter()
    for values in came:
        sums.update(names(values))
        visits[values.get("visits", 0)] += 1
    for values in went:
        sums.subtract(names(values))
        visits[values.get("visits", 0)] -= 1
    add_named(sums)
    _add_visits(visits)


def add_named(sums: Mapping[str, int]) -> None:
    """Add to tallies that rooms above keep of customers who are not deleted."""
    named = {(name,): (number,) for name, number in sums.items()}
    keyed.add_up(db.session(), Tally, named)


def change_visits(changes: Iterable[tuple[int, int]]) -> None:
    """Count customers, none deleted, whose visits were so many and are so many now."""
    visits: Counter[int] = Counter()
    for before, now in changes:
        visits[before] -= 1
        visits[now] += 1
    _add_visits(visits)


def _add_visits(changes: Mapping[int, int]) -> None:
    """Add to the tallies of visits; nobody counts those who never came."""
    sums: Counter[tuple[int]] = Counter()
    for visits, number in changes.items():
        if visits > 0:
            sums[(min(visits, MOST_VISITS),)] += number
    keyed.add_up(
        db.session(), VisitTally, {key: (number,) for key, number in sums.items()}
    )
