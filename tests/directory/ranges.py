"""What lists by visits, days, birthdays and spend mean, said by hand."""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from customers.directory.models import NEVER, Customer
from customers.directory.rules import Selection
from customers.ground.db import db

# From and up to how many visits each frequency is.
BOUNDS = {
    "never": (0, 0),
    "one_time": (1, 1),
    "occasional": (2, 4),
    "regular": (5, 9),
    "frequent": (10, 10**9),
}


def coming(birthday: date, today: date) -> date:
    """The day of the next birthday: the 29th of February on the 1st of March."""

    def in_year(year: int) -> date:
        if (birthday.month, birthday.day) == (2, 29) and not isleap(year):
            return date(year, 3, 1)
        return birthday.replace(year=year)

    this_year = in_year(today.year)
    return this_year if this_year >= today else in_year(today.year + 1)


def _is_near(one: Customer, today: date) -> bool:
    lacking = 12_000 - one.window_spend_minor
    is_free = one.member_until <= today and one.held_until <= today
    return is_free and 0 < lacking <= 2_400


def _is_born(one: Customer, which: str, today: date) -> bool:
    if one.birthday is None:
        return False
    days = (coming(one.birthday, today) - today).days
    return days == 0 if which == "today" else days < 14


def _within(column: str, begins: Any, ends: Any) -> Callable[..., bool]:
    def is_within(one: Customer) -> bool:
        value = getattr(one, column)
        return (begins is None or begins <= value) and (ends is None or value <= ends)

    return is_within


def passes(one: Customer, wanted: Selection, today: date) -> bool:
    """Whether the customer is in the selection, said once more."""
    spend = Decimal(one.window_spend_minor) / 100
    least, most = BOUNDS.get(wanted.frequency or "", (None, None))
    days = (wanted.first_visit_from, wanted.first_visit_to)
    unseen_for = (today - one.last_visit_on).days
    is_member = one.member_until > today
    return all(
        (
            wanted.status in (None, one.status),
            _within("visits", least, most)(one),
            _within("visits", wanted.visits_from, wanted.visits_to)(one),
            days == (None, None) or (one.visits > 0 and one.first_visit_on > NEVER),
            _within("first_visit_on", *days)(one),
            wanted.seen is None
            or (one.status == "active" and one.visits > 0 and unseen_for > 90),
            wanted.birthday is None or _is_born(one, wanted.birthday, today),
            wanted.spend_from is None or spend >= Decimal(wanted.spend_from),
            wanted.spend_to is None or spend < Decimal(wanted.spend_to),
            wanted.membership != "member" or is_member,
            wanted.membership != "near" or _is_near(one, today),
        )
    )


def by_hand(wanted: Selection, today: date) -> list[int]:
    """The ids of the selection in its order, as of the day."""
    column = {"since": "since", "visits": "visits", "last_visit": "last_visit_on"}
    everybody = list(db.session.scalars(select(Customer)))
    kept = [one for one in everybody if passes(one, wanted, today)]
    kept.sort(
        key=lambda one: (getattr(one, column[wanted.sort]), one.id),
        reverse=wanted.is_descending,
    )
    return [one.id for one in kept]
