"""The filters of the list: what can be chosen, how many that finds, what is chosen."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.directory.queries.asked import Asked
from customers.directory.queries.asked_words import (
    LABELS,
    filter_choices,
    filter_text,
    said_filters,
)
from customers.ground import texts
from customers.ground.filters import Chip, Filter

_EVERY = {
    "type": _l("Any type"),
    "status": _l("Any status"),
    "shop": _l("Any shop"),
    "staff": _l("Anybody"),
    "frequency": _l("Any number"),
    "membership": _l("Anybody"),
    "seen": _l("Any time"),
    "birthday": _l("Any day"),
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
# Nobody counts these: nearly all are active, the others are ranges.
_UNCOUNTED = ("frequency", "seen", "birthday", "status:active")


def filters(
    asked: Asked, *, counts: Mapping[str, int], shops: list[tuple[int, str]]
) -> list[Filter]:
    """What can be chosen, the shops among it; one shop or colleague is no choice."""
    known = {"shop": [(str(shop_id), name) for shop_id, name in shops]}
    offered = ((name, known.get(name) or filter_choices(name)) for name in _EVERY)
    return [
        Filter(name, str(LABELS[name]), _options(name, choices, asked, counts))
        for name, choices in offered
        if len(choices) > 1 or name == "seen" or name in asked.filters
    ]


def chips(asked: Asked, *, currency: str) -> list[Chip]:
    """What is set, in the order of the filters; `currency` is the business's."""
    return [
        Chip(label, text, asked.without(name))
        for name, label, text in said_filters(asked, currency=currency)
    ]


def _options(
    name: str,
    choices: list[tuple[str, str]],
    asked: Asked,
    counts: Mapping[str, int],
) -> list[tuple[str, str, bool]]:
    chosen = asked.form[name]
    if chosen and chosen not in dict(choices):
        # Without it the next search would take the filter away unasked.
        choices = [*choices, (chosen, filter_text(name, value=chosen))]
    options = [("", str(_EVERY[name]), not chosen)]
    for value, label in choices:
        key = f"{name}:{value}"
        text = label
        if _is_counted(name, key, counts):
            count = texts.count_text(counts.get(key, 0))
            text = _("%(label)s (%(count)s)", label=label, count=count)
        options.append((value, text, value == chosen))
    return options


def _is_counted(name: str, key: str, counts: Mapping[str, int]) -> bool:
    if name == "membership":
        return key in counts
    return name not in _UNCOUNTED and key not in _UNCOUNTED
