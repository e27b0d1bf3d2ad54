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
# The first visits of occasional, regular and frequent customers: they rise, from 2 on.
Bounds = tuple[int, int, int]


def frequency_ranges(bounds: Bounds) -> dict[str, tuple[int, int | None]]:
    """From and up to how many visits a customer has each frequency; None: no end."""
    occasional, regular, frequent = bounds
    return {
        "one_time": (1, occasional - 1),
        "occasional": (occasional, regular - 1),
        "regular": (regular, frequent - 1),
        "frequent": (frequent, None),
    }


def frequency_of(visits: int, bounds: Bounds) -> str | None:
    """The frequency of a customer with so many visits; None for who never came."""
    reached = [
        name
        for name, (least, _most) in frequency_ranges(bounds).items()
        if visits >= least
    ]
    return reached[-1] if reached else None


@dataclass(frozen=True)
class Selection:
    """A set of customers and its order: what a list shows and an export takes.

    None is any; `since_from` and `since_to` are both within. With `q` the order is
    that of the search, whatever the sort. How many visits a `frequency` is, the
    business says when the selection is looked up: `looked_up`.
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

    def looked_up(self, bounds: Bounds) -> dict[str, Any]:
        """The filters by what rows are asked: a frequency as its range of visits.

        `visits_from` and `visits_to` are both within.
        """
        found = self.filters
        frequency = found.pop("frequency", None)
        if frequency is None:
            return found
        least, most = frequency_ranges(bounds)[frequency]
        visits = {"visits_from": least, "visits_to": most}
        return found | {n: value for n, value in visits.items() if value is not None}

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
