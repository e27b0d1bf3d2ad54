"""What an address of the list asks for, and the addresses that ask for something else.

Whoever shows, changes or exports the customers of an address reads it here.

A sort stands in an address as one word: `name` for its natural direction, `name-desc`
or `name-asc` for the other; the newest first is said by nothing at all.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from customers.directory.rules.listing import RISING, SIZES, SORTS, Selection
from customers.directory.schemas import ListInput
from customers.ground.forms import checked

LIST = "/customers"
FILTERS = (
    *("type", "status", "shop", "staff", "frequency", "visits_from", "visits_to"),
    *("membership", "seen", "birthday", "spend_from", "spend_to"),
    *("first_visit_from", "first_visit_to", "since_from", "since_to"),
)
DEFAULT_SORT, DEFAULT_SIZE = next(iter(SORTS)), SIZES[0]
# What names the set of customers and its order, not the page of it.
_SELECTS = ("q", *FILTERS, "sort")
_NAMES = (*_SELECTS, "order", "size", "after", "before", "open")


@dataclass(frozen=True)
class Asked:
    """One address of the list, understood."""

    given: ListInput

    @property
    def q(self) -> str:
        """What is searched for, "" for nothing."""
        return self.given.q or ""

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set, by their names in the address."""
        found = {name: getattr(self.given, name) for name in FILTERS}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def selection(self) -> Selection:
        """The set of customers and its order."""
        return self.given.selection

    @property
    def size(self) -> int:
        """How many rows a page has."""
        return self.given.size or DEFAULT_SIZE

    @property
    def is_further(self) -> bool:
        """Whether this is not the first page."""
        return bool(self.given.after or self.given.before)

    @property
    def sort_word(self) -> str:
        """The word that stands for the sort in an address, "" for the usual one."""
        chosen = self.selection
        return sort_named(chosen.sort, is_descending=chosen.is_descending)

    @property
    def params(self) -> dict[str, str]:
        """What an address says of the selection, by name, nothing that is usual."""
        said = {"q": self.q, **self.filters, "sort": self.sort_word}
        texts = {name: str(value) for name, value in said.items()}
        return {name: text for name, text in texts.items() if text}

    @property
    def plain(self) -> dict[str, str]:
        """The same without anything personal, for what is kept; `asked` reads it."""
        return {name: text for name, text in self.params.items() if name != "q"}

    @property
    def form(self) -> dict[str, str]:
        """What the form around the search begins with."""
        size = "" if self.size == DEFAULT_SIZE else str(self.size)
        return {**dict.fromkeys(_SELECTS, ""), **self.params, "size": size}

    def url(self, path: str = LIST, **changes: str | None) -> str:
        """The address of this with changes, from the first page; None takes away."""
        said = {**self.params, "size": self.form["size"], **changes}
        given = urlencode({name: text for name, text in said.items() if text})
        return f"{path}?{given}" if given else path

    def without(self, *names: str) -> str:
        """The address of this without what is said by these names."""
        said = {**self.params, "size": self.form["size"]}
        kept = {n: text for n, text in said.items() if text and n not in names}
        return f"{LIST}?{urlencode(kept)}" if kept else LIST


def asked(arguments: Mapping[str, str]) -> Asked:
    """What an address asks for; names the list does not know are passed over.

    Raises: Invalid with a sentence for each value that the list cannot understand.
    """
    given: dict[str, Any] = {n: arguments[n] for n in _NAMES if arguments.get(n)}
    base, dash, order = given.get("sort", "").rpartition("-")
    if dash:
        given |= {"sort": base, "order": order}
    if given.get("size") in {str(size) for size in SIZES}:
        given["size"] = int(given["size"])
    return Asked(checked(given, schema=ListInput))


def sort_named(sort: str, *, is_descending: bool) -> str:
    """The word that stands for a sort in an address, "" for the usual one."""
    if is_descending is (sort not in RISING):
        return "" if sort == DEFAULT_SORT else sort
    return f"{sort}-{'desc' if is_descending else 'asc'}"
