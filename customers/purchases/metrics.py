"""What a customer's purchases say about habits: pure, without a database or clock.

Amounts are minor units and quantities thousandths, always whole numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from customers.purchases.rules import share

DAYS_OF_A_YEAR = 365


class Bought(NamedTuple):
    """Lines of one product, added up: in how many purchases, and how much in all."""

    sku: str | None
    description: str | None
    times: int
    quantity: int


class Month(NamedTuple):
    """A month by its first day: what was bought less what came back, and how often."""

    first: date
    spend_minor: int
    purchases: int
    refunds: int


class Day(NamedTuple):
    """What was counted of a kind on one day."""

    on: date
    is_refund: bool
    total_minor: int
    number: int


def average_minor(spend_minor: int, *, visits: int) -> int | None:
    """What a visit comes to, rounded half up; None without a visit."""
    return share(spend_minor, of=visits, part=1) if visits else None


def yearly_minor(spend_minor: int, *, first_on: date, today: date) -> int | None:
    """What a year comes to since the first visit; None within the first year."""
    days = (today - first_on).days
    if days < DAYS_OF_A_YEAR:
        return None
    return share(spend_minor, of=days, part=DAYS_OF_A_YEAR)


def most_used(names: Iterable[str | None]) -> str | None:
    """The name that is there most often, the first of equals; None for no names."""
    common = Counter(name for name in names if name).most_common(1)
    return common[0][0] if common else None


def favourites(bought: Iterable[Bought], *, most: int = 5) -> list[Bought]:
    """What was bought most: by quantity, then how often, then by name.

    Lines of one SKU are one product, whatever they were called; without a SKU the
    description says which, in whatever case. What has neither is none.
    """
    found: dict[tuple[str, str], Bought] = {}
    for one in bought:
        name = one.sku or (one.description or "").casefold()
        if not name or one.quantity <= 0:
            continue
        key = ("sku" if one.sku else "description", name)
        known = found.get(key)
        if known is None:
            found[key] = one
        else:
            found[key] = known._replace(
                description=known.description or one.description,
                times=known.times + one.times,
                quantity=known.quantity + one.quantity,
            )
    return sorted(found.values(), key=_rank)[:most]


def _rank(one: Bought) -> tuple[int, int, str]:
    return -one.quantity, -one.times, one.description or one.sku or ""


def first_of_months(today: date, *, count: int) -> list[date]:
    """The first days of so many months, that of `today` the last."""
    last = today.year * 12 + today.month - 1
    return [
        date(number // 12, number % 12 + 1, 1)
        for number in range(last - count + 1, last + 1)
    ]


def by_month(days: Iterable[Day], *, firsts: Sequence[date]) -> list[Month]:
    """The months that begin on `firsts`, each with its days; no other days."""
    sums: Mapping[date, list[int]] = {first: [0, 0, 0] for first in firsts}
    for day in days:
        month = sums.get(day.on.replace(day=1))
        if month is not None:
            month[0] += day.total_minor
            month[2 if day.is_refund else 1] += day.number
    return [Month(first, *numbers) for first, numbers in sums.items()]
