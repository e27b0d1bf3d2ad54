"""What a list of customers can be asked for: its sorts, sizes and filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from customers.directory.rules.meanings import (
    ENDING,
    HELD,
    LONG_UNSEEN,
    MEMBER,
    MEMBERSHIPS,
    NEAR,
    NOT_MEMBER,
    SOON,
    Bearings,
    Bounds,
    frequency_of,
    frequency_ranges,
    looked_up,
    near_range,
)

__all__ = [
    "ENDING",
    "FILTERS",
    "HELD",
    "LONG_UNSEEN",
    "MEMBER",
    "MEMBERSHIPS",
    "NEAR",
    "NOT_MEMBER",
    "RISING",
    "SIZES",
    "SOON",
    "SORTS",
    "Bearings",
    "Bounds",
    "Selection",
    "frequency_of",
    "frequency_ranges",
    "near_range",
]

# Each sort and the column that it walks.
SORTS = {
    "since": "since",
    "name": "sort_name",
    "code": "code",
    "type": "customer_type",
    "email": "sort_email",
    "changed": "updated_at",
    "visits": "visits",
    "spend": "spend_minor",
    "last_visit": "last_visit_on",
    "until": "member_until",
}
# Texts begin with A, everything else with the newest or the most.
RISING = frozenset({"name", "code", "type", "email"})
SIZES = (25, 50, 100)
# What a selection can be narrowed by, in the order in which it is said.
FILTERS = (
    *("type", "status", "shop_id", "staff_member_id"),
    *("frequency", "visits_from", "visits_to", "membership"),
    *("seen", "birthday", "spend_from", "spend_to"),
    *("first_visit_from", "first_visit_to", "since_from", "since_to"),
)
_DAYS = ("since_from", "since_to", "first_visit_from", "first_visit_to")


@dataclass(frozen=True)
class Selection:
    """A set of customers and its order: what a list shows and an export takes.

    None is any; visits and days are both within, and so is `spend_from`, but not
    `spend_to`: decimal texts of the spend that counts for membership. `seen` is long:
    active customers who came, but not for long. With `q` the order is that of the
    search, whatever the sort. How many visits a `frequency` is, the business says when
    the selection is looked up, and what a `membership` is, the day: `looked_up`.
    """

    q: str = ""
    type: str | None = None
    status: str | None = None
    shop_id: int | None = None
    staff_member_id: int | None = None
    frequency: str | None = None
    visits_from: int | None = None
    visits_to: int | None = None
    membership: str | None = None
    seen: str | None = None
    birthday: str | None = None
    spend_from: str | None = None
    spend_to: str | None = None
    first_visit_from: date | None = None
    first_visit_to: date | None = None
    since_from: date | None = None
    since_to: date | None = None
    sort: str = "since"
    is_descending: bool = True

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set, by their names here."""
        found = {name: getattr(self, name) for name in FILTERS}
        return {name: value for name, value in found.items() if value is not None}

    def looked_up(self, by: Bearings) -> dict[str, Any]:
        """The filters by what rows are asked: a frequency as its range of visits."""
        return looked_up(self.filters, by=by)

    def as_json(self) -> dict[str, Any]:
        """The filters and the order as plain JSON; never what was searched for."""
        days = {
            name: value.isoformat() if isinstance(value, date) else value
            for name, value in self.filters.items()
        }
        return {**days, "sort": self.sort, "is_descending": self.is_descending}

    @classmethod
    def of_json(cls, given: dict[str, Any]) -> Selection:
        """The selection of which this is the JSON."""
        days: dict[str, Any] = {
            name: date.fromisoformat(given[name]) for name in _DAYS if name in given
        }
        return cls(**(given | days))
