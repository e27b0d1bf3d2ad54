"""A dry run: what an import would answer, found out by doing it and taking it back.

Doing the whole file in one unit of work would be simple, and would keep every other
writer waiting until it ends. So rows go in batches as in the import itself, each taken
back at once. Rows that would meet each other (the same code twice in the file, say)
must not be parted: those are kept until the end and tried in one unit of work.

Two kinds of rows are parted all the same, and may be answered otherwise than the import
will: those that name one kept customer by different keys, and those that name a code
which the import itself gives out on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NoReturn

from customers.directory.rules import folded_email
from customers.directory.schemas import ImportedCustomer, Outcome
from customers.ground import work

Save = Callable[[list[ImportedCustomer]], Sequence[Outcome]]
Numbered = tuple[int, ImportedCustomer]


class Rehearsal:
    """Tries rows on the directory; `rows` are those of the file, read once before.

    Of a whole file its memory holds a number for each key, and the rows that meet.
    """

    def __init__(
        self, save: Save, *, rows: Iterable[ImportedCustomer], is_email_unique: bool
    ) -> None:
        self.save = save
        self.is_email_unique = is_email_unique
        self.kept: list[list[Numbered]] = []
        met: set[int] = set()
        self.shared: set[int] = set()
        for row in rows:
            for key in self._keys(row):
                (self.shared if key in met else met).add(key)

    def answer(self, batch: list[Numbered]) -> Iterator[tuple[int, Outcome]]:
        """The answers to those of the rows that meet no other row of the file."""
        alone: list[Numbered] = []
        meeting: list[Numbered] = []
        for numbered in batch:
            meets = self.shared.intersection(self._keys(numbered[1]))
            (meeting if meets else alone).append(numbered)
        if meeting:
            self.kept.append(meeting)
        return self._tried([alone])

    def answer_rest(self) -> Iterator[tuple[int, Outcome]]:
        """The answers to the rows that were kept back."""
        return self._tried(self.kept)

    def _tried(self, batches: list[list[Numbered]]) -> Iterator[tuple[int, Outcome]]:
        numbers = [number for batch in batches for number, _row in batch]
        try:
            work.run(lambda: self._take_back(batches))
        except _TakenBackError as done:
            return zip(numbers, done.outcomes, strict=True)

    def _take_back(self, batches: list[list[Numbered]]) -> NoReturn:
        outcomes: list[Outcome] = []
        for batch in batches:
            outcomes += self.save([row for _number, row in batch])
        raise _TakenBackError(outcomes)

    def _keys(self, row: ImportedCustomer) -> Iterator[int]:
        """What a row could meet another one by, as numbers; too many do no harm."""
        if row.external_id:
            yield hash(("external_id", row.external_id))
        if row.code:
            yield hash(("code", row.code.upper()))
        if row.email and self.is_email_unique:
            yield hash(("email", folded_email(row.email)))


class _TakenBackError(Exception):
    """Ends a unit of work so that nothing of it stays, and carries the answers out."""

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        super().__init__()
        self.outcomes = outcomes
