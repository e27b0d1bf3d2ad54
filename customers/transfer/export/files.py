"""A whole export at once, for so few customers that nobody waits."""

from __future__ import annotations

from babel.numbers import get_currency_precision

from customers.accounts.actors import Actor
from customers.directory.queries.exported import ExportedCustomer, export_page
from customers.directory.rules import Selection
from customers.transfer.export import csv_files, workbooks
from customers.transfer.export.columns import HEADER, CellWriter
from customers.transfer.schemas import XLSX

MEDIA_TYPES = {"csv": csv_files.MEDIA_TYPE, "xlsx": workbooks.MEDIA_TYPE}


def customers_of(
    selection: Selection, *, size: int, actor: Actor
) -> list[ExportedCustomer]:
    """All customers of a selection, read by about `size` at a time."""
    found: list[ExportedCustomer] = []
    after = None
    while True:
        page = export_page(selection, size=size, after=after, actor=actor)
        found += page.rows
        after = page.after
        if after is None:
            return found


def whole_file(
    customers: list[ExportedCustomer], *, file_format: str, currency: str
) -> bytes:
    """The customers as one file."""
    writer = CellWriter(currency)
    if file_format == XLSX:
        decimals = get_currency_precision(currency)
        with workbooks.workbook(writer.plain(customers), decimals=decimals) as f:
            return f.read()
    return csv_files.head(HEADER) + csv_files.lines(writer.guarded(customers))


def file_name(day: str, *, file_format: str) -> str:
    """What the file is called; `day` is ISO 8601."""
    return f"customers-{day}.{file_format}"
