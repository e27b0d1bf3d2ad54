"""The filters of the list of sales: what can be chosen, and what is."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.directory.models import Customer
from customers.ground import texts
from customers.ground.db import db
from customers.ground.filters import Chip, Filter
from customers.purchases import wording
from customers.purchases.input_schemas import ANYBODY, NOBODY
from customers.purchases.queries.asked import AskedSales

LABELS = {
    "day_from": _l("From"),
    "day_to": _l("To"),
    "kind": _l("Kind"),
    "shop": _l("Shop"),
    "staff": _l("Rung up by"),
    "state": _l("State"),
    "customer": _l("Customer"),
    "buyer": _l("Bought by"),
    "weekday": _l("Weekday"),
    "hour": _l("Hour"),
}
_BUYERS = {
    "new": _l("New customers, on their first day"),
    "returning": _l("Returning customers"),
}
_CUSTOMERS = {ANYBODY: _l("With a customer"), NOBODY: _l("Without a customer")}
_WORDS: dict[str, dict[str, Any]] = {
    "kind": wording.KIND_LABELS,
    "state": wording.ALL_STATES,
    "customer": _CUSTOMERS,
    "buyer": _BUYERS,
}
_EVERY = {
    "kind": _l("Purchases and refunds"),
    "shop": _l("Any shop"),
    "staff": _l("Anybody"),
    "state": _l("Any state"),
    "customer": _l("Any customer, or none"),
    "buyer": _l("Anybody"),
    "weekday": _l("Any day"),
    "hour": _l("Any hour"),
}


def sales_filters(asked: AskedSales) -> list[Filter]:
    """What can be chosen; a list of one is no choice."""
    offered = {
        "shop": [(str(row_id), name) for row_id, name in accounts.shop_choices()],
        "staff": [(str(row_id), name) for row_id, name in accounts.staff_choices()],
        "weekday": [(str(day), texts.weekday_text(day)) for day in range(7)],
        "hour": [(str(hour), texts.hour_text(hour)) for hour in range(24)],
        **{name: _labels(words) for name, words in _WORDS.items()},
    }
    return [
        Filter(name, str(LABELS[name]), _options(name, offered[name], asked))
        for name in _EVERY
        if len(offered[name]) > 1 or name in asked.filters
    ]


def chips(asked: AskedSales) -> list[Chip]:
    """What is set, in the order of the filters."""
    return [
        Chip(str(LABELS[name]), _text(name, value), asked.url(**{name: None}))
        for name, value in asked.filters.items()
    ]


def _options(
    name: str, choices: list[tuple[str, str]], asked: AskedSales
) -> list[tuple[str, str, bool]]:
    chosen = asked.form[name]
    if chosen and chosen not in dict(choices):
        # A closed shop, a former colleague: without it the filter would go unasked.
        choices = [*choices, (chosen, _text(name, asked.filters[name]))]
    options = [("", str(_EVERY[name]), not chosen)]
    return options + [(value, text, value == chosen) for value, text in choices]


def _text(name: str, value: Any) -> str:
    if name in ("day_from", "day_to"):
        return texts.day_text(value)
    if name in _WORDS:
        return str(_WORDS[name].get(value) or _customer(int(value)))
    if name in ("shop", "staff"):
        names = accounts.shop_names() if name == "shop" else accounts.staff_names()
        return names.get(value) or _("unknown")
    return texts.weekday_text(value) if name == "weekday" else texts.hour_text(value)


def _customer(customer_id: int) -> str:
    wanted = select(Customer.name, Customer.code).where(Customer.id == customer_id)
    row = db.session.execute(wanted).one_or_none()
    return (row.name or row.code) if row else _("unknown")


def _labels(labels: dict[str, Any]) -> list[tuple[str, str]]:
    return [(value, str(label)) for value, label in labels.items()]
