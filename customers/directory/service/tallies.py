"""How many customers there are of each kind, kept in the transaction of each change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from customers.directory.models import Tally
from customers.ground import keyed
from customers.ground.db import db

# A change of these changes what a customer counts for.
COUNTED = ("customer_type", "status", "preferred_shop_id", "assigned_staff_member_id")


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

    Locks the tallies, as the last locks of the unit of work.
    """
    sums: Counter[str] = Counter()
    for values in came:
        sums.update(names(values))
    for values in went:
        sums.subtract(names(values))
    keyed.add_up(db.session(), Tally, sums, by="name", total="total")
