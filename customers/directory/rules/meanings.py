"""What the words of a list's filters mean of customers' columns, on a day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import ROUND_CEILING, Decimal
from typing import Any, NamedTuple

from customers.directory.rules.birthdays import month_days

# The first visits of occasional, regular and frequent customers: they rise, from 2 on.
Bounds = tuple[int, int, int]
NEVER_CAME = "never"
MEMBER, NOT_MEMBER, HELD, NEAR, ENDING = MEMBERSHIPS = (
    *("member", "not_member", "held"),
    *("near", "ending"),
)
LONG, TODAY, SOON_BORN = "long", "today", "soon"
# A membership that ends so soon is ending.
SOON = timedelta(days=30)
# Who came, but not within so many days, was not seen for long.
LONG_UNSEEN = timedelta(days=90)
# A birthday is soon today and on the days after it, so many in all.
BIRTHDAYS_SOON = 14
# The day of a visit that never was.
_NEVER = date.min
# Nobody passes it, and the database sees so without looking.
NOBODY = "nobody"


class Bearings(NamedTuple):
    """What filters hang on that the rows do not say.

    `today` is the business's local day; `near` the least and the most spend (minor
    units, both within) of who is about to join, None where nobody can be; `decimals`
    is how many its currency has.
    """

    bounds: Bounds
    today: date
    near: tuple[int, int] | None = None
    decimals: int = 2


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


def looked_up(filters: dict[str, Any], *, by: Bearings) -> dict[str, Any]:
    """The filters of a selection by what rows are asked.

    What ends in `_from` and `_to` is within, in `_after` is not; birthdays over New
    Year are from `born_first` on or up to `born_last`; `nobody`: nobody can pass.
    """
    found = dict(filters)
    for name, meaning in _MEANINGS.items():
        if (value := found.pop(name, None)) is not None:
            _narrow(found, meaning(value, by))
    ends = [name for name in found if name.endswith("_from")]
    for name in ends:
        most = found.get(name.removesuffix("from") + "to")
        if most is not None and found[name] > most:
            found[NOBODY] = True
    return found


def _narrow(found: dict[str, Any], more: dict[str, Any]) -> None:
    """Ask for more: of two beginnings the later counts, of two ends the earlier."""
    for name, value in more.items():
        if name not in found:
            found[name] = value
        elif name.endswith("_from"):
            found[name] = max(found[name], value)
        elif name.endswith("_to"):
            found[name] = min(found[name], value)
        elif found[name] != value:
            found[NOBODY] = True


def _of_frequency(frequency: str, by: Bearings) -> dict[str, Any]:
    if frequency == NEVER_CAME:
        return {"visits_to": 0}
    least, most = frequency_ranges(by.bounds)[frequency]
    return {"visits_from": least} | ({} if most is None else {"visits_to": most})


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
        return {NOBODY: True}
    least, most = by.near
    near = {"window_from": least, "window_to": most}
    return {"member_to": by.today, "held_to": by.today, **near}


def _of_seen(_long: str, by: Bearings) -> dict[str, Any]:
    """Nobody misses who is inactive."""
    last = by.today - LONG_UNSEEN - timedelta(days=1)
    return {"status": "active", "last_visit_after": _NEVER, "last_visit_to": last}


def _of_birthday(birthday: str, by: Bearings) -> dict[str, Any]:
    days = BIRTHDAYS_SOON if birthday == SOON_BORN else 1
    first, last = month_days(by.today, days=days)
    if first <= last:
        return {"born_from": first, "born_to": last}
    return {"born_first": first, "born_last": last}


def _of_first_visit(day: date, name: str) -> dict[str, Any]:
    """Who never came has no first visit, however early the days begin."""
    return {"first_visit_after": _NEVER, f"first_visit_on_{name}": day}


def _of_spend(amount: str, by: Bearings) -> int:
    """The least spend in minor units that is not below the amount."""
    minor = Decimal(amount).scaleb(by.decimals)
    return int(minor.to_integral_value(ROUND_CEILING))


_MEANINGS: dict[str, Any] = {
    "frequency": _of_frequency,
    "membership": _of_membership,
    "seen": _of_seen,
    "birthday": _of_birthday,
    "first_visit_from": lambda day, _by: _of_first_visit(day, "from"),
    "first_visit_to": lambda day, _by: _of_first_visit(day, "to"),
    "spend_from": lambda amount, by: {"window_from": _of_spend(amount, by)},
    # The amount itself is out, and so is a part of the smallest coin below it.
    "spend_to": lambda amount, by: {"window_to": _of_spend(amount, by) - 1},
}
