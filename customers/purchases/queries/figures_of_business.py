"""The figures of a whole business, from what is maintained: no purchase is read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers.accounts.actors import Actor
from customers.directory import queries as directory
from customers.directory.models import Customer
from customers.directory.rules import frequency_ranges
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.money import decimals_of, minor_units
from customers.purchases.models import PurchaseDay
from customers.purchases.queries.trends import customers_by_visits

_AMOUNT = re.compile(r"\d{1,12}(\.\d+)?", re.ASCII)


def figures_of_business(
    thresholds: Sequence[str] = (), *, actor: Actor
) -> dict[str, Any]:
    """Who buys how much, as plain JSON; amounts are decimal texts of the currency.

    `thresholds` are amounts of 0 or more, such as "100" or "99.95": `at_or_above` says
    how many customers' spend reaches each. `customers` and all that counts customers
    are without deleted ones, whose sales stay in the sums. Sales of nobody stand under
    `unattached` alone. Raises: Invalid for what is no such amount.
    """
    wanted = {text: _minor(text, currency=actor.currency) for text in thresholds}
    of_customers, of_nobody = _sums(is_attached=1), _sums(is_attached=0)
    visits = customers_by_visits()
    return {
        "customers": directory.counts().get("all", 0),
        "purchases": of_customers["purchases"],
        "refunds": of_customers["refunds"],
        "visits": of_customers["purchases"],
        "spend": _decimal(of_customers["spend_minor"], currency=actor.currency),
        "repeat_customers": _between(visits, 2, None),
        "frequency": {
            name: _between(visits, *ends)
            for name, ends in frequency_ranges(actor.frequency_bounds).items()
        },
        "at_or_above": {text: _reaching(minor) for text, minor in wanted.items()},
        "unattached": {
            "purchases": of_nobody["purchases"],
            "refunds": of_nobody["refunds"],
            "spend": _decimal(of_nobody["spend_minor"], currency=actor.currency),
        },
    }


def _minor(text: str, *, currency: str) -> int:
    if not _AMOUNT.fullmatch(text):
        raise Invalid(
            _(
                "%(text)s is no amount of 0 or more, such as 100 or 99.50.",
                text=text[:40],
            )
        )
    return minor_units(text, currency=currency, field=text)


def _sums(*, is_attached: int) -> dict[str, int]:
    day = PurchaseDay
    wanted = select(
        func.coalesce(func.sum(day.purchases), 0),
        func.coalesce(func.sum(day.refunds), 0),
        func.coalesce(func.sum(day.sales_minor - day.refunded_minor), 0),
    ).where(day.is_attached == is_attached)
    names = ("purchases", "refunds", "spend_minor")
    row = db.session.execute(wanted).one()
    return dict(zip(names, map(int, row), strict=True))


def _between(customers: dict[int, int], least: int, most: int | None) -> int:
    return sum(
        total
        for visits, total in customers.items()
        if least <= visits and (most is None or visits <= most)
    )


def _reaching(spend_minor: int) -> int:
    wanted = select(func.count(Customer.id)).where(Customer.spend_minor >= spend_minor)
    return db.session.scalars(wanted).one()


def _decimal(amount_minor: int, *, currency: str) -> str:
    return format(Decimal(amount_minor).scaleb(-decimals_of(currency)), "f")
