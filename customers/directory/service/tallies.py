"""How many customers there are of each kind, kept in the transaction of each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from customers.directory.models import NEVER, FirstVisitTally, Tally, VisitTally
from customers.directory.tally_models import MOST_VISITS
from customers.ground import keyed
from customers.ground.db import db

# A change of these changes what a customer counts for.
COUNTED = ("customer_type", "status", "preferred_shop_id", "assigned_staff_member_id")
# The kinds of tallies that are kept here, by what stands before the colon.
KINDS = ("all", "type", "status", "shop", "staff")
# Buyers and repeaters.
Sums = tuple[int, int]


class Visits(NamedTuple):
    """How often a customer came, and on which day first (NEVER: they did not)."""

    number: int
    first_on: date


NO_VISITS = Visits(0, NEVER)


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

    Of whoever comes or goes as a whole after they bought, `change_visits` must be told
    as well. Locks the tallies.
    """
    sums: Counter[str] = Counter()
    for values in came:
        sums.update(names(values))
    for values in went:
        sums.subtract(names(values))
    add_named(sums)


def add_named(sums: Mapping[str, int]) -> None:
    """Add to tallies that rooms above keep of customers who are not deleted."""
    named = {(name,): (number,) for name, number in sums.items()}
    keyed.add_up(db.session(), Tally, named)


def change_visits(changes: Iterable[tuple[Visits, Visits]]) -> None:
    """Count customers, none deleted, whose visits were these and are those now.

    Of one who is deleted or restored, `NO_VISITS` are the visits after or before it.
    Locks the tallies of visits, then those of first visits.
    """
    visits: Counter[Visits] = Counter()
    for before, now in changes:
        visits[before] -= 1
        visits[now] += 1
    keyed.add_up(db.session(), VisitTally, visit_sums(visits))
    keyed.add_up(db.session(), FirstVisitTally, first_visit_sums(visits))


def visit_sums(changes: Mapping[Visits, int]) -> dict[tuple[int], tuple[int]]:
    """What so many customers more with these visits add to VisitTally.

    Nobody counts those who never came.
    """
    sums: Counter[tuple[int]] = Counter()
    for visits, number in changes.items():
        if visits.number > 0:
            sums[(min(visits.number, MOST_VISITS),)] += number
    return {key: (number,) for key, number in sums.items()}


def first_visit_sums(changes: Mapping[Visits, int]) -> dict[tuple[date], Sums]:
    """What so many customers more with these visits add to FirstVisitTally."""
    buyers: Counter[tuple[date]] = Counter()
    repeaters: Counter[tuple[date]] = Counter()
    for visits, number in changes.items():
        if visits.first_on > NEVER:
            month = (visits.first_on.replace(day=1),)
            buyers[month] += number
            repeaters[month] += number if visits.number > 1 else 0
    return {month: (buyers[month], repeaters[month]) for month in buyers}
