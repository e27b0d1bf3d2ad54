"""Customers from a file into the directory."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from flask_babel import format_decimal as decimal
from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.directory import service
from customers.directory.schemas import UNCHANGED, ImportedCustomer, Outcome
from customers.membership import service as membership
from customers.transfer.columns import understand
from customers.transfer.dates import day_orders
from customers.transfer.errors import Unreadable
from customers.transfer.imports import (
    Batch,
    FileImport,
    Parts,
    Progress,
    Survey,
    empty_result,
    taken_back,
)
from customers.transfer.meetings import Meetings
from customers.transfer.reading import Table, open_table
from customers.transfer.results import Result
from customers.transfer.rows import RowReader
from customers.transfer.wording import LABELS

# A unit of work of so many holds the write lock for less than a tenth of a second.
BATCH = 500
# Rows that meet each other, and that a dry run tries in one unit of work.
MOST_MEETING = 5_000
_DAYS = ("birthday", "since")

__all__ = ["CustomerImport", "Result", "import_customers", "survey"]


def survey(path: Path, *, actor: Actor) -> Survey:
    """What a file of customers as a whole tells: its columns, its way of writing.

    Raises: Unreadable, Forbidden.
    """
    return CustomerImport(path, actor=actor).survey


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
    Records: what the directory records of every customer added or changed, and what
    membership records of everyone whose state changed.
    """
    return CustomerImport(path, actor=actor, source=source, dry_run=dry_run).run(
        progress
    )


class _ReadRow(NamedTuple):
    """A row: its customer, or the sentence on why there is none.

    `is_member` is what it says of their membership, None where it says nothing.
    """

    number: int
    customer: ImportedCustomer | str
    left_out: list[str]
    is_member: bool | None = None


class _GoodRow(NamedTuple):
    """A row that tells of a customer."""

    number: int
    customer: ImportedCustomer
    is_member: bool | None


class CustomerImport(FileImport[Result]):
    """An import of a file of customers, batch by batch."""

    def __init__(
        self, path: Path, *, actor: Actor, source: str = "import", dry_run: bool = False
    ) -> None:
        super().__init__(path, actor=actor, source=source, dry_run=dry_run)

    def result(self) -> Result:
        """An answer in which nothing is counted yet."""
        return empty_result(Result, survey=self.survey)

    def take(self, batch: Batch) -> Result:
        """Add or change the customers of the batch. See `FileImport.take`."""
        if self.dry_run:
            return taken_back(lambda: self._take(batch))
        return self._take(batch)

    def _take(self, batch: Batch) -> Result:
        result = self.result()
        for part in batch.parts:
            good: list[_GoodRow] = []
            for row in part:
                result.leave_out(row.number, row.left_out)
                if isinstance(row.customer, str):
                    result.refuse(row.number, row.customer)
                else:
                    good.append(_GoodRow(row.number, row.customer, row.is_member))
            outcomes = service.import_customers(
                [row.customer for row in good],
                source=self.source,
                actor=self.actor,
            )
            result.count(zip((row.number for row in good), outcomes, strict=True))
            states = _states(good, outcomes)
            if states:
                told = membership.imported(states, actor=self.actor)
                result.memberships += told.changed
                for row, outcome in zip(good, outcomes, strict=True):
                    if outcome.customer_id in told.held_ids:
                        sentence = _("The membership is held by hand, and stays so.")
                        result.leave_out(row.number, [sentence])
        return result

    def _surveyed(self, table: Table) -> Survey:
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
        encoding, delimiter = table.encoding, table.delimiter
        return Survey(table.header, columns, encoding, delimiter, LABELS, orders)

    def _batches(self, table: Table) -> Iterator[Parts]:
        """Runs of 500 rows. In a dry run those that meet others come at the end:
        whole groups of them, that one unit of work takes, in about as many rows.
        """
        rows = self._rows(table)
        meetings = self._meetings() if self.dry_run else None
        kept: list[list[_ReadRow]] = []
        while batch := list(islice(rows, BATCH)):
            if meetings is None:
                yield [batch]
                continue
            kept.append([row for row in batch if meetings.has(row.customer)])
            alone = [row for row in batch if not meetings.has(row.customer)]
            if alone:
                yield [alone]
        if meetings is not None:
            yield from _in_groups(kept, meetings)

    def _meetings(self) -> Meetings:
        with open_table(self.path) as table:
            rows = (row.customer for row in self._rows(table))
            return Meetings(rows, is_email_unique=self.actor.is_email_unique)

    def _rows(self, table: Table) -> Iterator[_ReadRow]:
        reader = RowReader(
            self.survey.columns, header=table.header, day_first=self.survey.learned
        )
        for number, cells in table.rows:
            if isinstance(cells, str):
                yield _ReadRow(number, cells, [])
                continue
            customer, left_out, is_member = reader.read(cells)
            fault = _("It has no name, phone, email, code or id.")
            yield _ReadRow(number, customer or fault, left_out, is_member)


def _states(rows: Sequence[_GoodRow], outcomes: Sequence[Outcome]) -> dict[int, bool]:
    """Who is to be a member, and who none, by the customer's id; the last row counts.

    A row that is known by its fingerprint was taken before, and says nothing new.
    """
    return {
        outcome.customer_id: row.is_member
        for row, outcome in zip(rows, outcomes, strict=True)
        if outcome.customer_id is not None
        and row.is_member is not None
        and not (row.customer.fingerprint and outcome.kind == UNCHANGED)
    }


def _in_groups(runs: list[list[_ReadRow]], meetings: Meetings) -> Iterator[Parts]:
    """The rows that meet, as `Meetings.groups` parts them; `runs` are as they came."""
    taken: Parts = []
    count = 0
    for group in meetings.groups(runs, customer_of=attrgetter("customer")):
        size = sum(map(len, group))
        if size > MOST_MEETING:
            yield from ([_too_many_meet(run)] for run in group)
            continue
        if count and count + size > BATCH:
            yield taken
            taken, count = [], 0
        # Groups have nothing to do with each other: their first runs go together.
        for i, run in enumerate(group):
            if i == len(taken):
                taken.append([])
            taken[i] += run
        count += size
    if taken:
        yield taken


def _too_many_meet(run: list[_ReadRow]) -> list[_ReadRow]:
    why = _(
        "More than %(most)s rows say the same of whom they mean (a code, an id, an "
        "email). A dry run does not try them.",
        most=decimal(MOST_MEETING),
    )
    return [_ReadRow(row.number, why, row.left_out) for row in run]
