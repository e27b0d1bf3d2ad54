"""The filters of the list: what can be chosen, how many that finds, what is chosen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import format_date, format_decimal
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.accounts import queries as accounts
from customers.desk.queries.list_asked import Asked
from customers.desk.queries.list_words import FREQUENCY_LABELS
from customers.directory.queries.choices import status_choices, type_choices

LABELS = {
    "type": _l("Type"),
    "status": _l("Status"),
    "shop": _l("Preferred shop"),
    "staff": _l("Looked after by"),
    "frequency": _l("Visits"),
    "since_from": _l("Customer since"),
    "since_to": _l("Customer until"),
}
_EVERY = {
    "type": _l("Any type"),
    "status": _l("Any status"),
    "shop": _l("Any shop"),
    "staff": _l("Anybody"),
    "frequency": _l("Any number"),
}
# What else an address may say wrongly.
FAULTS = {
    **LABELS,
    "q": _l("Search"),
    "sort": _l("Sort"),
    "order": _l("Sort"),
    "size": _l("Rows a page"),
    "after": _l("Page"),
    "before": _l("Page"),
    "open": _l("Customer"),
}
# Nobody counts these: nearly all are active, and visits are a range.
_UNCOUNTED = ("frequency", "status:active")


class Filter(NamedTuple):
    """One choice: its name in the address, its label, and (value, text, is chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


class Chip(NamedTuple):
    """One filter that is set, and the address of the list without it."""

    label: str
    text: str
    url: str


def filters(
    asked: Asked, *, counts: Mapping[str, int], shops: list[tuple[int, str]]
) -> list[Filter]:
    """What can be chosen, the shops among it; a list of one is no choice."""
    known = {"shop": [(str(shop_id), name) for shop_id, name in shops]}
    offered = ((name, known.get(name) or _choices(name)) for name in _EVERY)
    return [
        Filter(name, str(LABELS[name]), _options(name, choices, asked, counts))
        for name, choices in offered
        if len(choices) > 1 or name in asked.filters
    ]


def _options(
    name: str,
    choices: list[tuple[str, str]],
    asked: Asked,
    counts: Mapping[str, int],
) -> list[tuple[str, str, bool]]:
    chosen = asked.form[name]
    options = [("", str(_EVERY[name]), not chosen)]
    for value, label in choices:
        key = f"{name}:{value}"
        text = label
        if name not in _UNCOUNTED and key not in _UNCOUNTED:
            count = format_decimal(counts.get(key, 0))
            text = _("%(label)s (%(count)s)", label=label, count=count)
        options.append((value, text, value == chosen))
    return options


def _choices(name: str) -> list[tuple[str, str]]:
    if name == "type":
        return type_choices()
    if name == "status":
        return status_choices()
    if name == "frequency":
        return [(name, str(label)) for name, label in FREQUENCY_LABELS.items()]
    people = name == "staff"
    rows = accounts.staff_choices() if people else accounts.shop_choices()
    return [(str(row_id), label) for row_id, label in rows]


def chips(asked: Asked) -> list[Chip]:
    """What is set, in the order of the filters."""
    return [
        Chip(str(LABELS[name]), _text(name, value), asked.without(name))
        for name, value in asked.filters.items()
    ]


def _text(name: str, value: Any) -> str:
    if name.startswith("since"):
        return str(format_date(value, "medium", rebase=False))
    return dict(_choices(name)).get(str(value), _("unknown"))
