"""Files for the tests of this room: made on the spot, or the real ones."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pytest

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory.schemas import ImportedCustomer
from customers.transfer.columns import understand
from customers.transfer.dates import day_orders
from customers.transfer.purchases import PurchaseImport
from customers.transfer.purchases.told import Told
from customers.transfer.reading import open_table
from customers.transfer.rows import RowReader

REAL = Path(
    os.environ.get("REGULARS_DATA") or Path(__file__).parents[3] / "shared" / "data"
)


def real(name: str) -> Path:
    """A file of the real data; the test is skipped where there is none."""
    if not REAL.is_dir():
        pytest.skip(f"no real data in {REAL}; REGULARS_DATA can name another folder")
    return REAL / name


def written(
    folder: Path,
    rows: Iterable[Sequence[str]],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
) -> Path:
    """A file that Python's own csv module wrote."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path = folder / "customers.csv"
    path.write_bytes(text.getvalue().encode(encoding))
    return path


def cells_of(path: Path) -> list[tuple[int, list[str] | str]]:
    """All rows of a file behind its header."""
    with open_table(path) as table:
        return list(table.rows)


def customers_of(
    path: Path,
) -> tuple[list[ImportedCustomer | None], list[tuple[int, str]]]:
    """The customers of a file's rows, and what was left out of them."""
    with open_table(path) as table:
        columns = understand(table.header)
        days = {f: columns.places.get(f, ()) for f in ("birthday", "since")}
        orders = day_orders(table.rows, places=days)
    with open_table(path) as table:
        reader = RowReader(columns, header=table.header, day_first=orders)
        people, left_out = [], []
        for number, cells in table.rows:
            assert not isinstance(cells, str), cells
            person, sentences, _is_member = reader.read(cells)
            people.append(person)
            left_out += [(number, sentence) for sentence in sentences]
    return people, left_out


def course_of(
    path: Path,
    *,
    currency: str = "GBP",
    timezone: str = "Europe/London",
    dry_run: bool = False,
) -> PurchaseImport:
    """An import of a file for nobody's business: good for reading alone."""
    actor = Actor(1, "Any", permissions.OWNER, currency=currency, timezone=timezone)
    return PurchaseImport(path, actor=actor, source="till", dry_run=dry_run)


def told_of(
    path: Path,
    *,
    currency: str = "GBP",
    timezone: str = "Europe/London",
    dry_run: bool = False,
) -> list[Told]:
    """The purchases that a file tells, in the order in which they are taken."""
    course = course_of(path, currency=currency, timezone=timezone, dry_run=dry_run)
    told: list[Told] = []
    place = None
    while batch := course.read_batch(place):
        place = batch.place
        told += [one for part in batch.parts for one in part]
    return told


def told_in(folder: Path, text: str, **options: Any) -> list[Told]:
    """What a table tells that is written with strokes between its cells."""
    rows = [line.split("|") for line in text.strip().splitlines()]
    return told_of(
        written(folder, [[cell.strip() for cell in row] for row in rows]), **options
    )
