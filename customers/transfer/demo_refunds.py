"""What comes back to the demo business: a whole sale, a line of it, an amount."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import accumulate, chain, pairwise
from random import Random
from typing import NamedTuple

from customers.purchases.rules import share
from customers.purchases.schemas import NewLine, NewPurchase
from customers.transfer.demo_baskets import tax_of
from customers.transfer.demo_days import DAYS, Calendar

SEED = 20_240_302
_SHARE = 0.035
WHOLE, LINE, AMOUNT, NO_SLIP = "whole", "line", "amount", "no slip"
_KINDS, _KIND_SHARES = (WHOLE, LINE, AMOUNT, NO_SLIP), (30, 45, 10, 15)


class Return(NamedTuple):
    """A refund; its lines give back those of the sale at `positions` (from 1)."""

    refund: NewPurchase
    positions: tuple[int, ...] = ()


def returns(sales: Sequence[NewPurchase], *, calendar: Calendar) -> list[Return]:
    """What comes back of these sales, in order of time, none after the calendar."""
    random = Random(SEED)  # noqa: S311 - it must be the same every time
    drawn = list(chain.from_iterable(_of(sale, calendar, random) for sale in sales))
    drawn.sort(key=lambda one: one.refund.purchased_at)
    return [
        one._replace(refund=one.refund._replace(reference=f"RF-{number:05d}"))
        for number, one in enumerate(drawn, start=1)
    ]


def _of(sale: NewPurchase, calendar: Calendar, random: Random) -> Iterator[Return]:
    if random.random() >= _SHARE:
        return
    bought = calendar.place(sale.purchased_at.date())
    number = calendar.drawn(bought + 1, bought + 15)
    if number < 0 or bought + 1 >= DAYS:
        return
    [kind] = random.choices(_KINDS, _KIND_SHARES)
    refund = sale._replace(
        kind="refund",
        purchased_at=calendar.moment(number),
        refund_of_reference=None if kind == NO_SLIP else sale.reference,
        discount_minor=0,
        lines=(),
        # Of a sale that is named the customer is known, and so who they are.
        customer_name=None,
        customer_phone=None,
    )
    yield _given_back(sale, refund, kind, random)


def _given_back(
    sale: NewPurchase, refund: NewPurchase, kind: str, random: Random
) -> Return:
    if kind == AMOUNT:
        part = -(-sale.total_minor // 4)
        return Return(refund._replace(total_minor=-part, items=0, tax_minor=None))
    paid = _paid(sale)
    at = random.randrange(len(sale.lines))
    places = range(len(sale.lines)) if kind == WHOLE else range(at, at + 1)
    lines = tuple(_turned(sale.lines[place], paid[place]) for place in places)
    told = refund._replace(
        total_minor=sum(line.total_minor for line in lines),
        items=sum(line.quantity for line in lines),
        tax_minor=tax_of(lines),
        lines=lines,
    )
    is_named = refund.refund_of_reference is not None
    return Return(told, tuple(place + 1 for place in places) if is_named else ())


def _paid(sale: NewPurchase) -> list[int]:
    """What was paid for each line: less, where there was a discount on the whole."""
    sums = list(accumulate(line.total_minor for line in sale.lines))
    upto = [share(sale.total_minor, of=sums[-1], part=part) for part in sums]
    return [after - before for before, after in pairwise([0, *upto])]


def _turned(line: NewLine, paid_minor: int) -> NewLine:
    return line._replace(quantity=-line.quantity, total_minor=-paid_minor)
