"""The figures of a business at a glance, all from what is kept with each change."""

from __future__ import annotations

from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from sqlalchemy import Date, ScalarSelect, Select, bindparam, func, select

from customers.directory.models import Customer, VisitTally
from customers.ground.db import db
from customers.purchases.models import PurchaseDay
from customers.purchases.queries import percents

DAYS = 30
# New customers are counted one by one, up to here.
MOST_NEW = 1_000


class Figures(NamedTuple):
    """What the cards above the list say.

    `new` are the customers since the first of the month, one more than MOST_NEW for
    more than that. `spend_minor` is of the last 30 days with today, `before_minor` of
    the 30 before. `buyers` came once or more, `repeaters` twice or more.
    """

    new: int
    spend_minor: int
    before_minor: int
    buyers: int
    repeaters: int

    @property
    def change(self) -> str:
        """By how much the spend changed, such as +12%; "" where there was none."""
        change = percents.change(self.spend_minor, before=self.before_minor)
        return "" if change is None else percents.change_text(change)

    @property
    def repeat_share(self) -> str:
        """How many of the buyers came again, such as 48%; "" where there are none."""
        return percents.share_text(self.repeaters, of=self.buyers)


def figures(today: date) -> Figures:
    """The figures of the entered business on its day `today`, in one question.

    It reads at most 1,000 tallies, 60 days of each shop, and 1,001 entries of an index.
    """
    days = {
        "month": today.replace(day=1),
        "last": today,
        "from_day": today - timedelta(days=DAYS),
        "before": today - timedelta(days=2 * DAYS),
    }
    row = db.session.execute(_question(), days).one()
    # PostgreSQL adds whole numbers up to decimals.
    return Figures(*map(int, row))


@cache
def _question() -> Select[*tuple[Any, ...]]:
    """All of it as one statement, put together once: that takes longer than asking."""
    return select(
        _new().label("new"),
        _spend("from_day", "last").label("spend"),
        _spend("before", "from_day").label("before"),
        _came(1).label("buyers"),
        _came(2).label("repeaters"),
    )


def _new() -> ScalarSelect[int]:
    some = (
        select(Customer.id)
        .where(Customer.since >= bindparam("month", type_=Date))
        .limit(MOST_NEW + 1)
        .subquery("new_customers")
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _spend(after: str, until: str) -> ScalarSelect[int]:
    """What was bought less what came back after a day, until another and on it."""
    net = PurchaseDay.sales_minor - PurchaseDay.refunded_minor
    return (
        select(func.coalesce(func.sum(net), 0))
        .where(
            PurchaseDay.on_day > bindparam(after, type_=Date),
            PurchaseDay.on_day <= bindparam(until, type_=Date),
        )
        .scalar_subquery()
    )


def _came(times: int) -> ScalarSelect[int]:
    """How many customers came so many times or more."""
    return (
        select(func.coalesce(func.sum(VisitTally.total), 0))
        .where(VisitTally.visits >= times)
        .scalar_subquery()
    )
