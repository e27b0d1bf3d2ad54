"""The filters of a selection as conditions on a customer's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_

from customers.directory.rules import FREQUENCIES

# The columns that the conditions look at.
COLUMNS = (
    *("customer_type", "status", "preferred_shop_id", "assigned_staff_member_id"),
    *("visits", "since"),
)


def conditions(
    filters: Mapping[str, Any], *, columns: Any
) -> list[ColumnElement[bool]]:
    """A condition for each filter, on `columns` of the customer's names."""
    return [_condition(name, value, columns) for name, value in filters.items()]


def _condition(name: str, value: Any, columns: Any) -> ColumnElement[bool]:
    if name == "frequency":
        least, most = FREQUENCIES[value]
        at_least: ColumnElement[bool] = columns.visits >= least
        return at_least if most is None else and_(at_least, columns.visits <= most)
    if name == "since_from":
        return columns.since >= value
    if name == "since_to":
        return columns.since <= value
    column = {
        "type": "customer_type",
        "status": "status",
        "shop_id": "preferred_shop_id",
        "staff_member_id": "assigned_staff_member_id",
    }[name]
    return getattr(columns, column) == value
