"""The filters of a selection, looked up, as conditions on a customer's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement

# The columns that the conditions look at.
COLUMNS = (
    *("customer_type", "status", "preferred_shop_id", "assigned_staff_member_id"),
    *("visits", "since"),
)
# The ends of ranges, both within, and the column of each.
RANGES = {
    "visits_from": "visits",
    "visits_to": "visits",
    "since_from": "since",
    "since_to": "since",
}


def conditions(
    filters: Mapping[str, Any], *, columns: Any
) -> list[ColumnElement[bool]]:
    """A condition for each filter, on `columns` of the customer's names."""
    return [_condition(name, value, columns) for name, value in filters.items()]


def _condition(name: str, value: Any, columns: Any) -> ColumnElement[bool]:
    if name in RANGES:
        end: ColumnElement[Any] = getattr(columns, RANGES[name])
        return end >= value if name.endswith("_from") else end <= value
    column = {
        "type": "customer_type",
        "status": "status",
        "shop_id": "preferred_shop_id",
        "staff_member_id": "assigned_staff_member_id",
    }[name]
    return getattr(columns, column) == value
