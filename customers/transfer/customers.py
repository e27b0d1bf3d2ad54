"""Customers from a file into the directory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from flask_babel import gettext as _

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.schemas import ImportedCustomer, Outcome
from customers.ground import work
from customers.transfer.columns import Columns, understand
from customers.transfer.dates import day_orders
from customers.transfer.errors import Unreadable
from customers.transfer.reading import Table, open_table
from customers.transfer.rehearsal import Numbered, Rehearsal
from customers.transfer.results import Result
from customers.transfer.rows import RowReader

# A unit of work of so many holds the write lock for less than a tenth of a second.
BATCH = 500
_DAYS = ("birthday", "since")


Answer = Callable[[list[Numbered]], Iterable[tuple[int, Outcome]]]
Progress = Callable[[int], object]

__all__ = ["Result", "import_customers"]


def import_customers(
    path: Path,
    *,
    actor: Actor,
    source: str = "import",
    dry_run: bool = False,
    progress: Progress | None = None,
) -> Result:
    """Bring the customers of a CSV file in, 500 rows to a unit of work.

    `source` names where the external ids come from. A dry run answers the same and
    changes nothing. `progress` is told after each batch how many more bytes of the
    file are done. A file that turns out unreadable half way leaves what came before;
    mended and sent again, it changes only what is missing.

    Raises: Unreadable, Forbidden.
    Records: what the directory records of every customer added or changed.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    survey = _survey(path)

    def save(rows: list[ImportedCustomer]) -> Sequence[Outcome]:
        return service.import_customers(rows, source=source, actor=actor)

    def save_batch(batch: list[Numbered]) -> Iterable[tuple[int, Outcome]]:
        outcomes = work.run(lambda: save([row for _number, row in batch]))
        return zip((number for number, _row in batch), outcomes, strict=True)

    if not dry_run:
        return _carry_out(path, survey=survey, answer=save_batch, progress=progress)
    with open_table(path) as table:
        rows = (row for _number, row in _customers(table, survey, survey.result()))
        rehearsal = Rehearsal(save, rows=rows, is_email_unique=actor.is_email_unique)
    result = _carry_out(path, survey=survey, answer=rehearsal.answer, progress=progress)
    result.count(rehearsal.answer_rest())
    return result


class _Survey(NamedTuple):
    """What a file as a whole tells before its rows are read."""

    columns: Columns
    day_first: dict[str, bool | None]
    encoding: str
    delimiter: str

    def result(self) -> Result:
        return Result(
            columns_not_understood=self.columns.unknown,
            partly_read=self.columns.partly_read,
            encoding=self.encoding,
            delimiter=self.delimiter,
        )


def _survey(path: Path) -> _Survey:
    with open_table(path) as table:
        columns = understand(table.header)
        if not columns.finds_people():
            raise Unreadable(
                _(
                    "No column tells who the customers are. The first row must hold "
                    "the names of the columns, such as code, name, phone or email."
                )
            )
        days = {f: columns.places[f] for f in _DAYS if f in columns.places}
        orders = day_orders(table.rows, places=days) if days else {}
        return _Survey(columns, orders, table.encoding, table.delimiter)


def _carry_out(
    path: Path, *, survey: _Survey, answer: Answer, progress: Progress | None
) -> Result:
    result = survey.result()
    done = 0
    with open_table(path) as table:
        rows = _customers(table, survey, result)
        while batch := list(islice(rows, BATCH)):
            result.count(answer(batch))
            if progress:
                progress(table.bytes_done() - done)
                done = table.bytes_done()
    return result


def _customers(table: Table, survey: _Survey, result: Result) -> Iterator[Numbered]:
    """The customers with the numbers of their rows; `result` gets the rest."""
    reader = RowReader(survey.columns, header=table.header, day_first=survey.day_first)
    for number, cells in table.rows:
        if isinstance(cells, str):
            result.refuse(number, cells)
            continue
        customer, left_out = reader.read(cells)
        result.leave_out(number, left_out)
        if customer:
            yield number, customer
        else:
            result.refuse(number, _("It has no name, phone, email, code or id."))
