"""What a list of sales as a whole tells: how it writes days and numbers, and which
purchases have rows that do not follow each other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b

from flask_babel import gettext as _

from customers.transfer.columns import Columns
from customers.transfer.dates import says_day_first
from customers.transfer.errors import Unreadable
from customers.transfer.purchases.amounts import Decimals
from customers.transfer.purchases.columns import NUMBERS
from customers.transfer.purchases.moments import MOST_SIGNS
from customers.transfer.purchases.references import normal_reference
from customers.transfer.reading import Unread

MOST_SCATTERED = 100_000
MOST_REFUNDED = 1_000_000
# A reference, as purchases keep it.
LONGEST = 100
_REMEMBERED = 20_000


@dataclass
class Learned:
    """What was learned of a file.

    `day_first` says how 03/04/1990 is meant (None: nothing told); `commas` of each
    column of numbers whether its decimals stand behind a comma (nothing, one, or
    both). `last_rows` has the last row of each reference whose rows do not follow each
    other (also a few others: the memory for it is bounded); `refunded` the references
    that refunds name.
    """

    places: dict[str, tuple[int, ...]]
    day_first: bool | None = None
    commas: dict[str, frozenset[bool]] = field(default_factory=dict)
    last_rows: dict[str, int] = field(default_factory=dict)
    refunded: set[str] = field(default_factory=set)


class _Once:
    """References seen, in a bounded memory: of one that was not, it may say it was.

    A Bloom filter of 16 bits and more for each of those expected: about one in a
    thousand is said wrongly.
    """

    def __init__(self, expected: int) -> None:
        size = 1 << max(16, min(28, (expected * 16).bit_length()))
        self.mask = size - 1
        self.bits = bytearray(size // 8)

    def add(self, text: str) -> bool:
        """Remember it, and say whether it was (perhaps) there before."""
        # Not `hash`, which every process counts otherwise.
        digest = blake2b(text.encode("utf-8", "replace"), digest_size=16).digest()
        was_there = True
        for start in (0, 4, 8, 12):
            bit = int.from_bytes(digest[start : start + 4], "big") & self.mask
            byte, sign = bit >> 3, 1 << (bit & 7)
            if not self.bits[byte] & sign:
                was_there = False
                self.bits[byte] |= sign
        return was_there


class Learner:
    """Looks at each row of a file once.

    `expected` is about how many rows there are; `refunded` asks for the references
    that refunds name.
    """

    def __init__(
        self, columns: Columns, *, expected: int, refunded: bool = False
    ) -> None:
        self.learned = Learned(columns.places)
        places = columns.places
        self.reference_at = places["reference"]
        self.days_at = places["purchased_at"]
        self.refund_of_at = places.get("refund_of", ()) if refunded else ()
        self.decimals = {f: Decimals() for f in NUMBERS if f in places}
        self.numbers_at = [
            (place, decimals)
            for f, decimals in self.decimals.items()
            for place in places[f]
        ]
        self.says: set[bool] = set()
        self.days: set[str] = set()
        self.once = _Once(expected)
        self.last = ""

    def look(self, number: int, cells: list[str] | Unread, *, reference: str) -> None:
        """Learn from one row."""
        # A longer one is refused once it is read.
        if 0 < len(reference) <= LONGEST:
            self._look_at_reference(reference, number)
        if isinstance(cells, Unread):
            return
        for place in self.days_at:
            if (text := cells[place]) not in self.days:
                self._look_at_day(text)
        for place, decimals in self.numbers_at:
            if (text := cells[place]) not in decimals.looked_at:
                decimals.look(text)
        self._look_at_refunds(cells)

    def _look_at_refunds(self, cells: list[str]) -> None:
        learned = self.learned
        for place in self.refund_of_at:
            text = cells[place].strip()
            is_one = 0 < len(text) <= LONGEST
            if is_one and len(learned.refunded) < MOST_REFUNDED:
                learned.refunded.add(normal_reference(text))

    def _look_at_reference(self, reference: str, number: int) -> None:
        last_rows = self.learned.last_rows
        if reference != self.last:
            self.last = reference
            if self.once.add(reference):
                last_rows[reference] = number
                if len(last_rows) > MOST_SCATTERED:
                    raise too_scattered()
        elif reference in last_rows:
            last_rows[reference] = number

    def _look_at_day(self, text: str) -> None:
        if len(text) > MOST_SIGNS:
            return
        if len(self.days) > _REMEMBERED:
            self.days.clear()
        self.days.add(text)
        if (order := says_day_first(text)) is not None:
            self.says.add(order)

    def done(self) -> Learned:
        """What was learned of all rows."""
        if len(self.says) == 1:
            self.learned.day_first = next(iter(self.says))
        everywhere = self.decimals.values()
        self.learned.commas = {
            f: decimals.are_commas(others=everywhere)
            for f, decimals in self.decimals.items()
        }
        return self.learned


def too_scattered() -> Unreadable:
    """The refusal of a file whose rows would have to be kept in memory."""
    return Unreadable(
        _(
            "The rows of too many purchases do not follow each other. Sort the file "
            "by the column of the reference, and import it again."
        )
    )
