"""What an address of the list of sales asks for, and the addresses beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from customers.ground.forms import checked
from customers.purchases.input_schemas import ANYBODY, NOBODY, SalesInput

SALES = "/sales"
SIZES = (25, 50, 100)
FILTERS = (
    *("day_from", "day_to", "kind", "shop", "staff", "state"),
    *("customer", "buyer", "weekday", "hour"),
)
_NAMES = (*FILTERS, "size", "after", "before")
_NUMBERS = ("shop", "staff", "weekday", "hour", "size")


@dataclass(frozen=True)
class AskedSales:
    """One address of the list, understood."""

    given: SalesInput

    @property
    def filters(self) -> dict[str, Any]:
        """The filters that are set, by their names in the address."""
        found = {name: getattr(self.given, name) for name in FILTERS}
        return {name: value for name, value in found.items() if value is not None}

    @property
    def customer_id(self) -> int | None:
        """The customer whose sales are asked for; None for anybody's and nobody's."""
        customer = self.given.customer
        if customer is None or customer in (NOBODY, ANYBODY):
            return None
        return int(customer)

    @property
    def is_nobodys(self) -> bool:
        """Whether sales without a customer are asked for."""
        return self.given.customer == NOBODY

    @property
    def is_somebodys(self) -> bool:
        """Whether sales of customers are asked for, whoever they are."""
        return self.given.customer == ANYBODY or self.given.buyer is not None

    @property
    def is_backwards(self) -> bool:
        """Whether the first day is after the last, so that no sale can fit."""
        first, last = self.given.day_from, self.given.day_to
        return first is not None and last is not None and first > last

    @property
    def size(self) -> int:
        """How many rows a page has."""
        return self.given.size or SIZES[0]

    @property
    def is_further(self) -> bool:
        """Whether this is not the first page."""
        return bool(self.given.after or self.given.before)

    @property
    def form(self) -> dict[str, str]:
        """What the form around the list begins with, by name."""
        said = {name: str(value) for name, value in self.filters.items()}
        return {**dict.fromkeys(FILTERS, ""), **said, "size": self._size_word}

    @property
    def _size_word(self) -> str:
        return "" if self.size == SIZES[0] else str(self.size)

    def url(self, **changes: str | None) -> str:
        """The address of this with changes, from the first page; None takes away."""
        return self.url_of(SALES, **changes)

    def url_of(self, path: str, **changes: str | None) -> str:
        """The same below another path."""
        said = {**self.form, **changes}
        given = urlencode({name: text for name, text in said.items() if text})
        return f"{path}?{given}" if given else path


def asked_sales(arguments: Mapping[str, str]) -> AskedSales:
    """What an address asks for; names the list does not know are passed over.

    Raises: Invalid with a sentence for each value that the list cannot understand.
    """
    given: dict[str, Any] = {n: arguments[n] for n in _NAMES if arguments.get(n)}
    for name in _NUMBERS:
        text = given.get(name, "")
        if text.isascii() and text.isdigit() and len(text) < 20:
            given[name] = int(text)
    return AskedSales(checked(given, schema=SalesInput))
