"""What a list of customers can be asked for: its sorts, sizes and filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

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
}
# Texts begin with A, everything else with the newest or the most.
RISING = frozenset({"name", "code", "type", "email"})
SIZES = (25, 50, 100)
# The number of visits from and up to which a customer has the frequency.
FREQUENCIES: dict[str, tuple[int, int | None]] = {
    "one_time": (1, 1),
    "occasional": (2, 4),
    "regular": (5, 9),
    "frequent": (10, None),
}


@dataclass(frozen=True)
class Selection:
    """A set of customers and its order: what a list shows and an export takes.

    None is any; `since_from` and `since_to` are both within. With `q` the order is
    that of the search, whatever the sort.
    """

    q: str = ""
    type: str | None = None
    status: str | None = None
    shop_id: int | None = None
    staff_member_id: int | None = None
    frequency: str | None = None
    since_from: date | None = None
    since_to: date | None = None
    sort: str = "since"
    is_descending: bool = True

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set, by their names here."""
        names = (
            *("type", "status", "shop_id", "staff_member_id"),
            *("frequency", "since_from", "since_to"),
        )
        found = {name: getattr(self, name) for name in names}
        return {name: value for name, value in found.items() if value is not None}

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
            name: date.fromisoformat(given[name])
            for name in ("since_from", "since_to")
            if name in given
        }
        return cls(**(given | days))

    @property
    def tallied(self) -> list[str]:
        """The tallies whose smallest bounds how many customers there are in it."""
        names = {
            "type": f"type:{self.type}",
            "status": f"status:{self.status}",
            "shop_id": f"shop:{self.shop_id}",
            "staff_member_id": f"staff:{self.staff_member_id}",
        }
        # Nobody counts the active ones: they are nearly all.
        return [
            tally
            for name, tally in names.items()
            if name in self.filters and tally != "status:active"
        ]
