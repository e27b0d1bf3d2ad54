"""The filters of a selection, looked up, as conditions on a customer's columns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, false, literal

from customers.directory.models import NEVER
from customers.directory.rules.meanings import NOBODY

# The ends of ranges and the column of each: `_from` and `_to` are within, `_after` not.
RANGES = {
    "visits_from": "visits",
    "visits_to": "visits",
    "since_from": "since",
    "since_to": "since",
    "first_visit_after": "first_visit_on",
    "first_visit_on_from": "first_visit_on",
    "first_visit_on_to": "first_visit_on",
    "last_visit_after": "last_visit_on",
    "last_visit_to": "last_visit_on",
    "born_from": "birth_month_day",
    "born_to": "birth_month_day",
    "member_after": "member_until",
    "member_to": "member_until",
    "held_after": "held_until",
    "held_to": "held_until",
    "window_from": "window_spend_minor",
    "window_to": "window_spend_minor",
}
_OVER_NEW_YEAR = {"born_first": "birth_month_day", "born_last": "birth_month_day"}
_EQUAL = {
    "type": "customer_type",
    "status": "status",
    "shop_id": "preferred_shop_id",
    "staff_member_id": "assigned_staff_member_id",
}
_COLUMNS = {**_EQUAL, **RANGES, **_OVER_NEW_YEAR}
# Said in the statement as the indexes say it, or they are not used; and after the end
# that is meant, since SQLite begins to read at the first of two.
_NEVER = literal(NEVER, literal_execute=True)
_NONE: Any = literal(0, literal_execute=True)


def columns_of(filters: Iterable[str]) -> list[str]:
    """The columns that the filters look at."""
    return list(dict.fromkeys(_COLUMNS[name] for name in filters if name != NOBODY))


def conditions(
    filters: Mapping[str, Any], *, columns: Any
) -> list[ColumnElement[bool]]:
    """Conditions for the filters, on `columns` of the customer's names."""
    found = [
        _condition(name, value, columns)
        for name, value in filters.items()
        if name not in _OVER_NEW_YEAR
    ]
    if "born_first" in filters:
        day = columns.birth_month_day
        begins, ends = filters["born_first"], filters["born_last"]
        found.append(((day >= begins) | (day <= ends)) & (day > _NONE))
    return found


def _condition(name: str, value: Any, columns: Any) -> ColumnElement[bool]:
    if name == NOBODY:
        return false()
    if name not in RANGES:
        is_equal: ColumnElement[bool] = getattr(columns, _EQUAL[name]) == value
        return is_equal
    end: ColumnElement[Any] = getattr(columns, RANGES[name])
    if name in ("first_visit_after", "last_visit_after"):
        return end > _NEVER
    if name == "held_after":
        return (end > value) & (end > _NEVER)
    if name == "born_from":
        return (end >= value) & (end > _NONE)
    if name.endswith("_after"):
        return end > value
    return end >= value if name.endswith("_from") else end <= value
