"""A customer's spend by month: a drawing, and the same as a table."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal
from flask_babel import get_locale
from sqlalchemy import func, select

from customers.accounts.actors import Actor
from customers.ground import charts, clock, texts
from customers.ground.charts import Chart, Column
from customers.ground.db import db
from customers.purchases import metrics
from customers.purchases.metrics import Day, Month
from customers.purchases.models import IS_COUNTED, Purchase
from customers.purchases.rules import REFUND

MONTHS = 24
# Of two years each month cannot be named below its bar.
_NAMED = (1, 4, 7, 10)


class SpendByMonth(NamedTuple):
    """The drawing (None where nothing was bought in these months), and its table.

    `rows` are (month, purchases, refunds, spend) as texts, the newest first, without
    the months before the first with anything in it.
    """

    chart: Chart | None
    rows: list[tuple[str, str, str, str]]


def spend_by_month(customer_id: int, *, actor: Actor) -> SpendByMonth:
    """What the customer spent in each of the last 24 months, each day on its own date.

    One question, over an index that holds all it needs of those months.
    """
    firsts = metrics.first_of_months(clock.today(actor.timezone), count=MONTHS)
    months = metrics.by_month(_days(customer_id, since=firsts[0]), firsts=firsts)
    while months and not (months[0].purchases or months[0].refunds):
        months = months[1:]
    if not months:
        return SpendByMonth(None, [])
    # A few bars would be as wide as walls: the drawing always has its 24 months.
    drawn = metrics.by_month((), firsts=firsts)[: MONTHS - len(months)] + months
    said: dict[str, Any] = {
        "currency": actor.currency,
        "locale": get_locale() or Locale("en"),
    }
    columns = [_column(month, **said) for month in drawn]
    return SpendByMonth(
        charts.money_chart(columns, currency=actor.currency),
        [_row(month, **said) for month in reversed(months)],
    )


def _days(customer_id: int, *, since: date) -> list[Day]:
    wanted = (
        select(
            Purchase.purchased_on,
            Purchase.kind,
            func.sum(Purchase.total_minor),
            func.count(),
        )
        .where(
            Purchase.customer_id == customer_id,
            IS_COUNTED,
            Purchase.purchased_on >= since,
        )
        .group_by(Purchase.purchased_on, Purchase.kind)
    )
    # PostgreSQL adds whole numbers up to decimals.
    return [
        Day(on, kind == REFUND, int(total), number)
        for on, kind, total, number in db.session.execute(wanted)
    ]


def _column(month: Month, *, currency: str, locale: Locale) -> Column:
    name, label, mark = _words(month.first, locale)
    spend = texts.money_text(month.spend_minor, currency=currency)
    return Column(month.spend_minor, label, mark, f"{name}: {spend}")


def _row(month: Month, *, currency: str, locale: Locale) -> tuple[str, str, str, str]:
    return (
        _words(month.first, locale)[0],
        _number(month.purchases, locale),
        _number(month.refunds, locale) if month.refunds else "",
        texts.money_text(month.spend_minor, currency=currency),
    )


@lru_cache(maxsize=2_048)
def _words(first: date, locale: Locale) -> tuple[str, str, str]:
    """The name of a month, and what stands below its bar: a word, and a year."""

    def said(pattern: str) -> str:
        return str(format_date(first, pattern, locale=locale))

    name = str(format_skeleton("yMMM", first, locale=locale))
    label = said("LLL") if first.month in _NAMED else ""
    return name, label, said("y") if first.month == 1 else ""


@lru_cache(maxsize=1_024)
def _number(number: int, locale: Locale) -> str:
    return str(format_decimal(number, locale=locale))
