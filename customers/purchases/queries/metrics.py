"""A customer's figures, and what their last purchases say about habits.

The totals stand on the customer's row. What is looked up beside them is bounded by the
last 200 purchases and 1,000 of their lines, so that a customer of many years costs no
more than a new one; what depends on today is computed when it is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Row, func, select

from customers.accounts.actors import Actor
from customers.directory.models import NEVER, Customer
from customers.directory.queries.asked_words import filter_choices
from customers.directory.rules import frequency_of
from customers.ground import clock, texts
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases import metrics, rules
from customers.purchases.metrics import Bought
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.rules import COUNTED, PURCHASE
from customers.purchases.wording import quantity_text

LAST, MOST_LINES = 200, 1_000
NOTHING = "–"
Facts = list[tuple[str, str]]


class Favourite(NamedTuple):
    """A product that is bought often: what it is called, and how much in words."""

    name: str
    text: str


class Habits(NamedTuple):
    """What is usual with a customer; `looked_at` says of how many purchases."""

    facts: Facts
    favourites: list[Favourite]
    looked_at: str


def key_figures(customer: Customer, *, actor: Actor) -> Facts:
    """The figures at a glance, all from the customer's row: (label, text).

    A dash where there is none; of who never bought, visits, spend and last visit alone.
    """
    spend = texts.money_text(customer.spend_minor, currency=actor.currency)
    has_spent = customer.visits or customer.spend_minor
    came = customer.last_visit_on != NEVER
    found = [
        (
            _("Visits"),
            texts.count_text(customer.visits) if customer.visits else NOTHING,
        ),
        (_("Spend"), spend if has_spent else NOTHING),
        (_("Last visit"), texts.day_text(customer.last_visit_on) if came else NOTHING),
    ]
    if not came:
        return found
    average = metrics.average_minor(customer.spend_minor, visits=customer.visits)
    return [
        *found,
        (
            _("Average purchase"),
            texts.money_text(average or 0, currency=actor.currency),
        ),
        (_("Frequency"), _frequency(customer, actor)),
        (_("Since last visit"), _since_last(customer, actor)),
    ]


def habits(customer: Customer, *, actor: Actor) -> Habits:
    """What is usual with the customer, looked up in the last purchases."""
    last = _last_purchases(customer.id)
    kept = [row.id for row in last if not _is_given_back(row)]
    bought = _bought(kept) if kept else []
    facts = [
        (_("Repeat customer"), _("Yes") if customer.visits > 1 else _("No")),
        (
            _("Usual interval"),
            _interval(rules.usual_interval([r.purchased_on for r in last])),
        ),
        (_("First visit"), _first_visit(customer)),
        (_("Items"), quantity_text(customer.items)),
        (
            _("Usual payment"),
            metrics.most_used(row.payment_method for row in last) or NOTHING,
        ),
        (_("Value so far"), _value(customer, actor)),
    ]
    return Habits(
        facts=facts if customer.visits or customer.spend_minor else [],
        favourites=[_favourite(one) for one in metrics.favourites(bought)],
        looked_at=_looked_at(customer.visits),
    )


def _frequency(customer: Customer, actor: Actor) -> str:
    name = frequency_of(customer.visits, actor.frequency_bounds)
    return dict(filter_choices("frequency")).get(name or "", NOTHING)


def _since_last(customer: Customer, actor: Actor) -> str:
    days = (clock.today(actor.timezone) - customer.last_visit_on).days
    if days <= 0:
        return _("today")
    return ngettext(
        "%(number)s day", "%(number)s days", days, number=texts.count_text(days)
    )


def _interval(days: int | None) -> str:
    if days is None:
        return NOTHING
    number = texts.count_text(days)
    return ngettext("every day", "every %(number)s days", days, number=number)


def _first_visit(customer: Customer) -> str:
    if customer.first_visit_on == NEVER:
        return NOTHING
    return texts.day_text(customer.first_visit_on)


def _value(customer: Customer, actor: Actor) -> str:
    """The spend, and what a year comes to where they have come for a year."""
    spend = texts.money_text(customer.spend_minor, currency=actor.currency)
    if customer.first_visit_on == NEVER:
        return spend
    yearly = metrics.yearly_minor(
        customer.spend_minor,
        first_on=customer.first_visit_on,
        today=clock.today(actor.timezone),
    )
    if yearly is None:
        return spend
    a_year = texts.money_text(yearly, currency=actor.currency)
    return _("%(spend)s, %(yearly)s a year", spend=spend, yearly=a_year)


def _looked_at(visits: int) -> str:
    if visits <= LAST:
        return ""
    number = texts.count_text(LAST)
    return _(
        "Habits and favourites are of the last %(number)s purchases.", number=number
    )


def _last_purchases(customer_id: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """The last 200 that count, newest first."""
    names = ("id", "purchased_on", "payment_method", "total_minor", "refunded_minor")
    wanted = (
        select(*(getattr(Purchase, name) for name in names))
        .where(
            Purchase.customer_id == customer_id,
            Purchase.state == COUNTED,
            Purchase.kind == PURCHASE,
        )
        .order_by(Purchase.purchased_at.desc(), Purchase.id.desc())
        .limit(LAST)
    )
    return db.session.execute(wanted).all()


def _is_given_back(row: Row[*tuple[Any, ...]]) -> bool:
    return 0 < row.total_minor <= row.refunded_minor


def _bought(purchase_ids: Sequence[int]) -> list[Bought]:
    """What these purchases' lines come to, a product each."""
    lines = (
        select(
            PurchaseLine.sku,
            PurchaseLine.description,
            PurchaseLine.quantity,
            PurchaseLine.purchase_id,
        )
        .where(among(db.session(), PurchaseLine.purchase_id, purchase_ids))
        .order_by(PurchaseLine.purchase_id.desc(), PurchaseLine.position)
        .limit(MOST_LINES)
        .subquery("last_lines")
    )
    times = func.count(lines.c.purchase_id.distinct())
    summed = (
        select(lines.c.sku, lines.c.description, times, func.sum(lines.c.quantity))
        .where(lines.c.quantity > 0)
        .group_by(lines.c.sku, lines.c.description)
    )
    found = db.session.execute(summed)
    # PostgreSQL adds whole numbers up to decimals.
    return [Bought(sku, words, how_often, int(q)) for sku, words, how_often, q in found]


def _favourite(one: Bought) -> Favourite:
    number = texts.count_text(one.times)
    text = ngettext(
        "%(quantity)s, bought once",
        "%(quantity)s, bought %(number)s times",
        one.times,
        quantity=quantity_text(one.quantity),
        number=number,
    )
    return Favourite(one.description or one.sku or "", text)
