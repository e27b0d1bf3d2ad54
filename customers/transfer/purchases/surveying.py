"""What a whole list of sales tells before any of its rows is taken."""

from __future__ import annotations

from pathlib import Path

from customers.transfer.imports import Survey
from customers.transfer.purchases import groups
from customers.transfer.purchases.columns import understand
from customers.transfer.purchases.learning import Learner
from customers.transfer.purchases.references import reference_in
from customers.transfer.purchases.wording import LABELS
from customers.transfer.reading import Table, open_table

# About how many bytes a row has, unpacked, and how much smaller packing makes it.
_ROW_BYTES, _PACKED = 40, 8


def surveyed(path: Path, table: Table, *, refunded: bool) -> Survey:
    """Read all rows of the table, which is the file's; `refunded` asks for the
    references that refunds name.

    Raises: Unreadable, also for rows of one reference that are too far apart.
    """
    columns = understand(table.header)
    learner = Learner(columns, expected=_rows_expected(path), refunded=refunded)
    places = columns.places["reference"]
    count = 0
    for number, cells in table.rows:
        learner.look(number, cells, reference=reference_in(cells, places))
        count += 1
    learned = learner.done()
    if learned.last_rows and count > groups.MOST_GATHERED:
        _check_waiting(path, places, last_rows=learned.last_rows)
    encoding, delimiter = table.encoding, table.delimiter
    return Survey(table.header, columns, encoding, delimiter, LABELS, learned)


def _check_waiting(
    path: Path, places: tuple[int, ...], *, last_rows: dict[str, int]
) -> None:
    with open_table(path) as table:
        rows = ((number, reference_in(c, places)) for number, c in table.rows)
        groups.check_waiting(rows, last_rows=last_rows)


def _rows_expected(path: Path) -> int:
    """About how many rows a file has."""
    with path.open("rb") as file:
        is_packed = file.read(2) == b"\x1f\x8b"
    return path.stat().st_size * (_PACKED if is_packed else 1) // _ROW_BYTES
