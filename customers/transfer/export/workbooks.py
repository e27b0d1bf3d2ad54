"""Excel workbooks, written row by row into a temporary file: memory stays flat.

Texts are texts: nothing in them is ever read as a formula or a link, not even by
whoever edits the cell later.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

import xlsxwriter

from customers.transfer.export.columns import COUNTS, DAYS, HEADER, MONEY
from customers.transfer.reading import FORMULA_SIGNS

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A workbook holds a million rows, but programs choke on far fewer.
MOST_ROWS = 100_000

# Excel counts days from here; what was before can only be a text.
_FIRST_DAY = date(1900, 1, 1)
_WIDTH, _WIDTHS = 16, {"Name": 28, "Email": 30, "Street": 28, "External ids": 30}
_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}


def workbook(rows: Iterable[Sequence[Any]], *, decimals: int) -> IO[bytes]:
    """A file that holds the rows below a header that stays in sight.

    Rows have the cells of `columns.HEADER`: days as dates or ISO 8601, numbers as
    numbers or texts of them, `decimals` the places of the currency. The file is gone
    when it is closed.
    """
    made = tempfile.TemporaryFile()  # noqa: SIM115 (whoever asked closes it)
    with xlsxwriter.Workbook(made, _OPTIONS) as book:
        _Sheet(book, decimals).fill(rows)
    made.seek(0)
    return made


def pieces(file: IO[bytes], *, size: int) -> Iterator[bytes]:
    """The file from its beginning, so many bytes at a time."""
    file.seek(0)
    while piece := file.read(size):
        yield piece


class _Sheet:
    """The one sheet of a workbook, filled from top to bottom."""

    def __init__(self, book: Any, decimals: int) -> None:
        self._sheet = book.add_worksheet("Customers")
        self._head = book.add_format({"bold": True, "bottom": 1})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        places = f".{'0' * decimals}" if decimals else ""
        self._money = book.add_format({"num_format": f"0{places}"})
        # As if a ' had been typed before it: editing the cell makes no formula of it.
        self._formula = book.add_format({"num_format": "@", "quote_prefix": True})

    def fill(self, rows: Iterable[Sequence[Any]]) -> None:
        for column, name in enumerate(HEADER):
            self._sheet.set_column(column, column, _WIDTHS.get(name, _WIDTH))
            self._sheet.write_string(0, column, name, self._head)
        self._sheet.freeze_panes(1, 0)
        for number, cells in enumerate(rows, start=1):
            for column, cell in enumerate(cells):
                if cell is not None and cell != "":
                    self._write(number, column, cell)

    def _write(self, row: int, column: int, cell: Any) -> None:
        if column in DAYS:
            self._write_day(row, column, cell)
        elif column == COUNTS:
            self._sheet.write_number(row, column, int(cell))
        elif column == MONEY:
            self._sheet.write_number(row, column, Decimal(cell), self._money)
        elif cell[0] in FORMULA_SIGNS:
            self._sheet.write_string(row, column, cell, self._formula)
        else:
            self._sheet.write_string(row, column, cell)

    def _write_day(self, row: int, column: int, cell: date | str) -> None:
        day = date.fromisoformat(cell) if isinstance(cell, str) else cell
        if day < _FIRST_DAY:
            self._sheet.write_string(row, column, day.isoformat())
        else:
            self._sheet.write_datetime(row, column, day, self._day)
