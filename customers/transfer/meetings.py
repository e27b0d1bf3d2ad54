"""Rows of a file that would meet each other, so that a dry run must not part them.

Doing the whole file in one unit of work would be simple, and would keep every other
writer waiting until it ends. So a dry run takes rows in batches as the import itself,
each taken back at once. Rows that would meet each other (the same code twice in the
file, say) are kept until the end and tried in one unit of work.

Two kinds of rows are parted all the same, and may be answered otherwise than the import
will: those that name one kept customer by different keys, and those that name a code
which the import itself gives out on the way.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from customers.directory.rules import folded_email
from customers.directory.schemas import ImportedCustomer


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
