"""Rows of a file that would meet each other, so that a dry run must not part them.

Doing the whole file in one unit of work would be simple, and would keep every other
writer waiting until it ends. So a dry run takes rows in batches as the import itself,
each taken back at once. Rows that would meet each other (the same code twice in the
file, say) are kept until the end; each group of them is tried in one unit of work.

Two kinds of rows are parted all the same, and may be answered otherwise than the import
will: those that name one kept customer by different keys, and those that name a code
which the import itself gives out on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from customers.directory.rules import folded_email
from customers.directory.schemas import ImportedCustomer

R = TypeVar("R")


class Meetings:
    """Knows which rows meet others; `rows` are all of the file, read once before.

    Of a whole file its memory holds a number for each key. A row that is refused, and
    so comes as a sentence, meets none.
    """

    def __init__(
        self, rows: Iterable[ImportedCustomer | str], *, is_email_unique: bool
    ) -> None:
        self.is_email_unique = is_email_unique
        met: set[int] = set()
        self.shared: set[int] = set()
        for row in rows:
            for key in self._keys(row):
                (self.shared if key in met else met).add(key)

    def has(self, row: ImportedCustomer | str) -> bool:
        """Whether the row meets another one."""
        return not self.shared.isdisjoint(self._keys(row))

    def groups(
        self,
        runs: Sequence[Sequence[R]],
        *,
        customer_of: Callable[[R], ImportedCustomer | str],
    ) -> list[list[list[R]]]:
        """Rows that meet, and those that meet these, and so on: a group of each.

        `runs` are the rows that `has` names, as they are taken at once; a group has
        its part of each, in order. Groups come in the order of their first rows.
        """
        met = _Joined()
        for run in runs:
            for row in run:
                met.join(self._shared(customer_of(row)))
        found: dict[int, list[list[R]]] = {}
        for run in runs:
            of_run: dict[int, list[R]] = {}
            for row in run:
                key = met.first(next(iter(self._shared(customer_of(row)))))
                of_run.setdefault(key, []).append(row)
            for key, rows in of_run.items():
                found.setdefault(key, []).append(rows)
        return list(found.values())

    def _shared(self, row: ImportedCustomer | str) -> list[int]:
        return [key for key in self._keys(row) if key in self.shared]

    def _keys(self, row: ImportedCustomer | str) -> Iterator[int]:
        """What a row could meet another one by, as numbers; too many do no harm."""
        if isinstance(row, str):
            return
        if row.external_id:
            yield hash(("external_id", row.external_id))
        if row.code:
            yield hash(("code", row.code.upper()))
        if row.email and self.is_email_unique:
            yield hash(("email", folded_email(row.email)))


class _Joined:
    """Keys that belong together, each named by one of them."""

    def __init__(self) -> None:
        self.before: dict[int, int] = {}

    def first(self, key: int) -> int:
        """The one that stands for all that are joined with the key."""
        before = self.before
        while (above := before.setdefault(key, key)) != key:
            before[key] = key = before[above]
        return key

    def join(self, keys: list[int]) -> None:
        """Join the keys of a row."""
        for key in keys[1:]:
            self.before[self.first(key)] = self.first(keys[0])
