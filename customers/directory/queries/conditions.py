"""The filters of a selection, looked up, as conditions on a customer's columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, false, literal

from customers.directory.models import NEVER

# The ends of ranges and the column of each: `_from` and `_to` are within, `_after` not.
RANGES = {
    "visits_from": "visits",
    "visits_to": "visits",
    "since_from": "since",
    "since_to": "since",
    "member_after": "member_until",
    "member_to": "member_until",
    "held_after": "held_until",
    "held_to": "held_until",
    "window_from": "window_spend_minor",
    "window_to": "window_spend_minor",
}
_EQUAL = {
    "type": "customer_type",
    "status": "status",
    "shop_id": "preferred_shop_id",
    "staff_member_id": "assigned_staff_member_id",
}
# The columns that the conditions look at.
COLUMNS = tuple(dict.fromkeys((*_EQUAL.values(), *RANGES.values())))
# Nobody passes it, and the database sees so without looking.
NOBODY = "nobody"
_NEVER = literal(NEVER, literal_execute=True)


def conditions(
    filters: Mapping[str, Any], *, columns: Any
) -> list[ColumnElement[bool]]:
    """A condition for each filter, on `columns` of the customer's names."""
    return [_condition(name, value, columns) for name, value in filters.items()]


def pieces(
    filters: Mapping[str, Any], *, columns: Any
) -> list[list[ColumnElement[bool]]]:
    """The same conditions as pieces that have nobody in common, each with an index.

    No index has the spend of all who are no member today: one has those who are none,
    another those whose membership lapsed and was not written down yet.
    """
    whole = conditions(filters, columns=columns)
    if "window_from" not in filters:
        return [whole]
    # Who is none passes the day; and by its index the day would be nearly everybody.
    others = {name: value for name, value in filters.items() if name != "member_to"}
    none = [*conditions(others, columns=columns), ~columns.is_member]
    return [none, [*whole, columns.member_until > _NEVER]]


def _condition(name: str, value: Any, columns: Any) -> ColumnElement[bool]:
    if name == NOBODY:
        return false()
    if name not in RANGES:
        is_equal: ColumnElement[bool] = getattr(columns, _EQUAL[name]) == value
        return is_equal
    end: ColumnElement[Any] = getattr(columns, RANGES[name])
    if name == "held_after":
        # Said as the index of holds says it, or it is not used.
        return (end > _NEVER) & (end > value)
    if name.endswith("_after"):
        return end > value
    return end >= value if name.endswith("_from") else end <= value
