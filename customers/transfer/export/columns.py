"""What stands in an exported file: its columns, and each customer as cells.

The names of the columns are part of the format, in English whatever language is read,
so that an import knows each that it can take.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from babel.numbers import get_currency_precision

from customers.directory.queries.exported import ExportedCustomer
from customers.transfer.reading import FORMULA_SIGNS, unguarded

HEADER = (
    *("Code", "Name", "First name", "Last name", "Phone", "International phone"),
    *("Email", "Type", "Status", "Birthday", "Street", "Postcode", "Town", "Region"),
    *("Country", "Customer since", "Preferred shop", "Looked after by"),
    *("External ids", "Visits", "Spend", "Currency", "Last visit"),
    *("Membership status", "Member until", "Held until"),
)
_DAYS = ("Birthday", "Customer since", "Last visit", "Member until", "Held until")
DAYS = frozenset(map(HEADER.index, _DAYS))
# What people and programs wrote, unlike days, figures and our own words.
_TEXTS = [
    HEADER.index(name)
    for name in HEADER[: HEADER.index("Visits")]
    if name not in ("Type", "Status", "Birthday", "Customer since")
]
COUNTS, MONEY = HEADER.index("Visits"), HEADER.index("Spend")
_MEMBERSHIP = HEADER.index("Membership status")
_STATES = {True: "active", False: "inactive"}

# Only a cell that begins with one of these needs another look.
_SUSPECT = frozenset(FORMULA_SIGNS + "'")

Cells = tuple[Any, ...]


def guarded(text: str) -> str:
    """The text with a `'` before it where a spreadsheet would read a formula.

    Also where the import would take a `'` away that belongs to the text: so every
    text comes back exactly.
    """
    if text and (text[0] in FORMULA_SIGNS or unguarded(text) != text):
        return f"'{text}"
    return text


class CellWriter:
    """Customers as cells; one for a whole file, since the currency stays the same.

    It writes a column at a time, which is much quicker than a row at a time.
    """

    def __init__(self, currency: str) -> None:
        self._currency = currency
        self._exponent = get_currency_precision(currency)
        self._zero = self.amount(0)

    def amount(self, amount_minor: int) -> str:
        """Minor units as a decimal number: 1250 is 12.50 in pounds, 1250 in yen."""
        if not self._exponent:
            return str(amount_minor)
        sign = "-" if amount_minor < 0 else ""
        whole, rest = divmod(abs(amount_minor), 10**self._exponent)
        return f"{sign}{whole}.{rest:0{self._exponent}d}"

    def plain(self, customers: Sequence[ExportedCustomer]) -> Iterator[Cells]:
        """The cells as they are; days are dates."""
        return zip(*self._columns(customers), strict=True)

    def guarded(self, customers: Sequence[ExportedCustomer]) -> Iterator[Cells]:
        """The cells for a file whose readers may take a text for a formula."""
        columns = self._columns(customers)
        if columns:
            for place in _TEXTS:
                columns[place] = [
                    guarded(text) if text and text[0] in _SUSPECT else text
                    for text in columns[place]
                ]
        return zip(*columns, strict=True)

    def _columns(self, customers: Sequence[ExportedCustomer]) -> list[Sequence[Any]]:
        columns: list[Sequence[Any]] = list(zip(*customers, strict=True))
        if columns:
            amounts = columns[MONEY]
            columns[MONEY] = [self.amount(a) if a else self._zero for a in amounts]
            columns.insert(MONEY + 1, [self._currency] * len(customers))
            states = map(_STATES.__getitem__, columns[_MEMBERSHIP])
            columns[_MEMBERSHIP] = list(states)
        return columns
