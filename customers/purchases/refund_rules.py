"""What the lines of a purchase cost, and what giving them back comes to: pure.

Amounts are minor units and quantities thousandths, as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from customers.purchases.rules import share

Part = tuple[int, int]


class LineLeft(NamedTuple):
    """A line of a purchase and what is left of it.

    `paid_minor` is its share of what was paid; `quantity` and `left_minor` are what
    counted refunds of the line have not given back yet.
    """

    line_id: int
    bought: int
    paid_minor: int
    quantity: int
    left_minor: int

    @property
    def is_refundable(self) -> bool:
        """Whether something of it may be given back by quantity."""
        return self.bought > 0 and self.quantity > 0 and self.left_minor >= 0

    def amount(self, quantity: int) -> int:
        """What giving back so much of it comes to; all that is left gives the rest.

        It is the share of growing parts: repeated refunds never drift.
        """
        given_quantity = self.bought - self.quantity
        given_minor = self.paid_minor - self.left_minor
        due = share(self.paid_minor, of=self.bought, part=given_quantity + quantity)
        return max(0, due - given_minor)


def shares(amount_minor: int, parts: Sequence[int]) -> list[int]:
    """The amount divided in the ratio of the parts: whole numbers that add up to it.

    Parts that come to nothing get nothing.
    """
    whole = sum(parts)
    if not whole:
        return [0] * len(parts)
    sums = [share(amount_minor, of=whole, part=part) for part in accumulate(parts)]
    return [after - before for before, after in zip([0, *sums], sums, strict=False)]


def lines_left(
    lines: Sequence[tuple[int, int, int]],
    *,
    total_minor: int,
    given: Mapping[int, Part],
) -> list[LineLeft]:
    """What is left of each line of a purchase.

    `lines` are (id, quantity, total) in their order, `total_minor` is what was paid for
    all of them, with the discount of the whole off; `given` is what refunds gave back
    of a line, as (quantity, amount), both 0 or more.
    """
    paid = shares(total_minor, [total for _id, _quantity, total in lines])
    left = []
    for (line_id, quantity, _total), paid_minor in zip(lines, paid, strict=True):
        given_quantity, given_minor = given.get(line_id, (0, 0))
        left.append(
            LineLeft(
                line_id,
                quantity,
                paid_minor,
                quantity - given_quantity,
                paid_minor - given_minor,
            )
        )
    return left


def rest(lines: Sequence[LineLeft], *, room: int) -> list[tuple[LineLeft, int]]:
    """Each line of which something is left, with its part of `room`, the whole rest.

    Where amounts were given back beside the lines, what is left of the lines costs
    less: their parts always add up to the room. Empty where no lines can say so.
    """
    left = [line for line in lines if line.quantity or line.left_minor]
    parts = shares(room, [line.left_minor for line in left])
    return list(zip(left, parts, strict=True)) if sum(parts) == room else []
