"""The rows of one reference, brought together in a bounded memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from customers.purchases.rules import MOST_LINES
from customers.transfer.purchases.learning import too_scattered
from customers.transfer.purchases.rows import Row

MOST_GATHERED = 200_000


class Group:
    """The rows of one reference; of too many only the first and how many."""

    __slots__ = ("count", "rows")

    def __init__(self, row: Row) -> None:
        self.rows = [row]
        self.count = 1

    def add(self, row: Row) -> None:
        """Take one more."""
        self.count += 1
        if self.count <= MOST_LINES:
            self.rows.append(row)


def grouped(rows: Iterable[Row], *, last_rows: Mapping[str, int]) -> Iterator[Group]:
    """The rows of each reference, as soon as its last one was read.

    `last_rows` names the last row of each reference whose rows do not follow each
    other. Rows without a reference stand alone. Raises: Unreadable where more than
    200,000 rows would wait for others.
    """
    current: Group | None = None
    waiting = _Waiting(last_rows)
    for row in rows:
        reference = row.reference
        if current and reference and current.rows[0].reference == reference:
            current.add(row)
            continue
        if current:
            yield current
        current = None if reference in last_rows else Group(row)
        if current is None and (whole := waiting.add(row)):
            yield whole
    if current:
        yield current
    yield from waiting.groups.values()


def check_waiting(
    references: Iterable[tuple[int, str]], *, last_rows: Mapping[str, int]
) -> None:
    """Find out beforehand what `grouped` will: rows as (number, reference), in order.

    Raises: Unreadable where more than 200,000 rows would wait for others.
    """
    counts: dict[str, int] = {}
    waiting = 0
    for number, reference in references:
        last = last_rows.get(reference)
        if last is None:
            continue
        counts[reference] = counts.get(reference, 0) + 1
        waiting += 1
        if number >= last:
            waiting -= counts.pop(reference)
        elif waiting > MOST_GATHERED:
            raise too_scattered()


class _Waiting:
    """Groups whose last row was not read yet."""

    def __init__(self, last_rows: Mapping[str, int]) -> None:
        self.last_rows = last_rows
        self.groups: dict[str, Group] = {}
        self.rows = 0

    def add(self, row: Row) -> Group | None:
        """Take a row; the group if that was its last one."""
        group = self.groups.get(row.reference)
        if group is None:
            group = self.groups[row.reference] = Group(row)
        else:
            group.add(row)
        self.rows += 1
        if row.number >= self.last_rows[row.reference]:
            self.rows -= group.count
            return self.groups.pop(row.reference)
        if self.rows > MOST_GATHERED:
            raise too_scattered()
        return None
