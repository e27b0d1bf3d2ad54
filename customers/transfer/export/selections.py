"""Which customers an address asks for: the list's own, in words and in plain JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask_babel import format_date
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.accounts import queries as accounts
from customers.directory.queries.choices import status_choices, type_choices
from customers.directory.rules import Selection
from customers.directory.schemas import ListInput
from customers.ground.forms import checked

LIST = "/customers"
_FILTERS = (
    *("type", "status", "shop", "staff", "frequency"),
    *("since_from", "since_to"),
)
_NAMES = ("q", *_FILTERS, "sort")
_LABELS = {
    "q": _l("Search"),
    "type": _l("Type"),
    "status": _l("Status"),
    "shop": _l("Preferred shop"),
    "staff": _l("Looked after by"),
    "frequency": _l("Frequency"),
    "since_from": _l("Customer since, from"),
    "since_to": _l("Customer since, to"),
}
_FREQUENCIES = {
    "one_time": _l("One-time"),
    "occasional": _l("Occasional"),
    "regular": _l("Regular"),
    "frequent": _l("Frequent"),
}


@dataclass(frozen=True)
class Asked:
    """The customers of one address of the list, understood."""

    given: ListInput

    @property
    def selection(self) -> Selection:
        """The set of customers and its order."""
        return self.given.selection

    @property
    def search(self) -> str:
        """What was searched for, "" for nothing: personal, unlike all the rest."""
        return self.given.q or ""

    @property
    def params(self) -> dict[str, str]:
        """What the address says, by name."""
        said = {name: getattr(self.given, name) for name in _NAMES}
        if said["sort"] and self.given.order:
            said["sort"] += f"-{self.given.order}"
        return {name: str(value) for name, value in said.items() if value}

    @property
    def plain(self) -> dict[str, str]:
        """The same without anything personal, for what is kept; `asked` reads it."""
        return {name: text for name, text in self.params.items() if name != "q"}

    @property
    def list_url(self) -> str:
        """The list that shows these customers."""
        return f"{LIST}?{urlencode(self.params)}" if self.params else LIST

    def in_words(self) -> list[tuple[str, str]]:
        """(label, text) of the search and each filter, in the list's order."""
        said = {name: getattr(self.given, name) for name in ("q", *_FILTERS)}
        return [
            (str(_LABELS[name]), _text(name, value))
            for name, value in said.items()
            if value
        ]


def asked(arguments: Mapping[str, str]) -> Asked:
    """What an address of the list asks for; page and drawer are passed over.

    Raises: Invalid with a sentence for each value that cannot be understood.
    """
    given: dict[str, Any] = {n: arguments[n] for n in _NAMES if arguments.get(n)}
    sort, dash, order = given.get("sort", "").rpartition("-")
    if dash:
        given |= {"sort": sort, "order": order}
    return Asked(checked(given, schema=ListInput))


def _text(name: str, value: Any) -> str:
    if name.startswith("since"):
        return str(format_date(value, "medium", rebase=False))
    if name == "shop":
        return accounts.shop_names().get(value) or _("unknown")
    if name == "staff":
        return accounts.staff_names().get(value) or _("unknown")
    if name == "frequency":
        return str(_FREQUENCIES[value])
    words = {"type": type_choices, "status": status_choices}
    return dict(words[name]())[value] if name in words else str(value)
