"""What a list of customers can be asked for: its sorts, sizes and filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

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
# The first visits of occasional, regular and frequent customers: they rise, from 2 on.
Bounds = tuple[int, int, int]
MEMBER, NOT_MEMBER, HELD, NEAR, ENDING = MEMBERSHIPS = (
    *("member", "not_member", "held"),
    *("near", "ending"),
)
# A membership that ends so soon is ending.
SOON = timedelta(days=30)


class Bearings(NamedTuple):
    """What filters hang on that the rows do not say.

    `today` is the business's local day; `near` the least and the most spend (minor
    units, both within) of who is about to join, None where nobody can be.
    """

    bounds: Bounds
    today: date
    near: tuple[int, int] | None = None


def near_range(threshold_minor: int | None, *, percent: int) -> tuple[int, int] | None:
    """The least and the most spend of who lacks at most `percent` of the threshold.

    None where there is no threshold, or no spend below it is that near.
    """
    if threshold_minor is None:
        return None
    # Rounded up: less than that is not as near.
    least = -(-threshold_minor * (100 - percent) // 100)
    return (least, threshold_minor - 1) if least < threshold_minor else None


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
    business says when the selection is looked up, and what a `membership` is, the day:
    `looked_up`.
    """

    q: str = ""
    type: str | None = None
    status: str | None = None
    shop_id: int | None = None
    staff_member_id: int | None = None
    frequency: str | None = None
    membership: str | None = None
    since_from: date | None = None
    since_to: date | None = None
    sort: str = "since"
    is_descending: bool = True

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set, by their names here."""
        names = (
            *("type", "status", "shop_id", "staff_member_id"),
            *("frequency", "membership", "since_from", "since_to"),
        )
        found = {name: getattr(self, name) for name in names}
        return {name: value for name, value in found.items() if value is not None}

    def looked_up(self, by: Bearings) -> dict[str, Any]:
        """The filters by what rows are asked: a frequency as its range of visits.

        What ends in `_from` and `_to` is within, in `_after` is not; a membership is
        said by days and spend, or by `nobody`.
        """
        found = self.filters
        if frequency := found.pop("frequency", None):
            least, most = frequency_ranges(by.bounds)[frequency]
            found["visits_from"] = least
            if most is not None:
                found["visits_to"] = most
        if membership := found.pop("membership", None):
            found |= _of_membership(membership, by)
        return found

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
            "membership": f"membership:{_WITHIN.get(self.membership, self.membership)}",
        }
        # Nobody counts the active ones: they are nearly all.
        return [
            tally
            for name, tally in names.items()
            if name in self.filters and tally != "status:active"
        ]

    @property
    def is_uncounted(self) -> bool:
        """Whether it takes a part of what a tally counts, and nobody counted that."""
        return self.membership in _WITHIN


# The memberships that are a part of another one.
_WITHIN: dict[str | None, str] = {NEAR: NOT_MEMBER, ENDING: MEMBER}


def _of_membership(membership: str, by: Bearings) -> dict[str, Any]:
    """What a membership is on the day: what lapsed is none, nor a hold that ended."""
    if membership == MEMBER:
        return {"member_after": by.today}
    if membership == HELD:
        return {"held_after": by.today}
    if membership == ENDING:
        return {"member_after": by.today, "member_to": by.today + SOON}
    if membership == NOT_MEMBER:
        return {"member_to": by.today}
    if by.near is None:
        return {"nobody": True}
    least, most = by.near
    near = {"window_from": least, "window_to": most}
    return {"member_to": by.today, "held_to": by.today, **near}
