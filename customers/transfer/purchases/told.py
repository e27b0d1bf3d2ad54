"""The rows of one reference to the one purchase that they tell; pure."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import NamedTuple

from flask_babel import gettext as _

from customers.directory.rules import normal_code
from customers.purchases.rules import MOST_LINES, PURCHASE, REFUND
from customers.purchases.schemas import NewLine, NewPurchase
from customers.transfer.purchases.groups import Group
from customers.transfer.purchases.rows import Row

_ONE = 1_000


class Told(NamedTuple):
    """A purchase as a file tells it, before its customer and shop are looked up.

    `number` is its first row, `rows` how many there are; without a `purchase`, `fault`
    is the sentence on why it is refused.
    """

    number: int
    rows: int
    purchase: NewPurchase | None
    fault: str = ""
    customer: str = ""
    external_id: str = ""
    shop: str = ""
    left_out: tuple[str, ...] = ()


class _FaultError(ValueError):
    """Rows that make no purchase; `number` is the row that shows it."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(why)
        self.number = number


def purchase_of(group: Group, *, source: str) -> Told:
    """The purchase or refund of these rows, or the sentence on why they make none.

    The sum's sign decides which of the two it is; the earliest time counts. Rows that
    name two customers, shops or refunded purchases contradict each other.
    """
    rows = group.rows
    try:
        _check(group)
        customer = _one(rows, "customer", alike=_code_or_text)
        shop = _one(rows, "shop", alike=str.casefold)
        external_id, refund_of = _one(rows, "external_id"), _one(rows, "refund_of")
        purchase = _purchase(rows, source=source, refund_of=refund_of)
    except _FaultError as fault:
        return Told(fault.number, group.count, None, str(fault))
    left_out: tuple[str, ...] = ()
    if len(rows) > 1 and len({r.payment_method for r in rows if r.payment_method}) > 1:
        left_out = (_("Of several payment methods only the first is kept."),)
    return Told(
        rows[0].number,
        group.count,
        purchase,
        customer=customer,
        external_id=external_id,
        shop=shop,
        left_out=left_out,
    )


def _check(group: Group) -> None:
    first = group.rows[0]
    for row in group.rows:
        if row.fault is not None:
            raise _FaultError(row.number, row.fault)
    if not first.reference:
        raise _FaultError(first.number, _("It has no reference."))
    if group.count > MOST_LINES:
        raise _FaultError(
            first.number, _("It has more than %(most)d lines.", most=MOST_LINES)
        )


def _code_or_text(key: str) -> str:
    return normal_code(key) or key


def _one(
    rows: list[Row], field: str, *, alike: Callable[[str], str] = lambda text: text
) -> str:
    """What all rows say that say anything; "" where none does.

    `alike` makes the same of two texts that mean the same where they are looked up.
    """
    of = attrgetter(field)
    said: str = of(rows[0])
    if len(rows) == 1:
        return said
    for row in rows:
        text: str = of(row)
        if text and text != said:
            if said and alike(text) == alike(said):
                continue
            if said:
                first = next(row for row in rows if of(row))
                raise _contradiction(first, row, said=said, text=text)
            said = text
    return said


def _contradiction(first: Row, other: Row, *, said: str, text: str) -> _FaultError:
    return _FaultError(
        other.number,
        _(
            "The rows of %(reference)s contradict each other: row %(first)d says "
            "“%(said)s”, row %(other)d says “%(text)s”.",
            reference=first.reference,
            first=first.number,
            said=said,
            other=other.number,
            text=text,
        ),
    )


def _purchase(rows: list[Row], *, source: str, refund_of: str) -> NewPurchase:
    first = rows[0]
    times = [row.at for row in rows if row.at is not None]
    if not times:
        raise _FaultError(first.number, _("It has no date."))
    totals = [row.total_minor for row in rows if row.total_minor is not None]
    whole = _whole(rows)
    if len(totals) < len(rows) and (totals or whole is None):
        missing = next(row for row in rows if row.total_minor is None)
        raise _FaultError(missing.number, _("It has no amount."))
    lines = _lines(rows) if totals else ()
    summed = sum(totals) if totals else whole or 0
    total = summed if whole is None else whole
    discount = _discount_of_whole(first, summed=summed, total=total)
    if not lines:
        discount += sum(row.discount_minor for row in rows)
    _check_kinds(rows, total=total)
    taxes = [row.tax_minor for row in rows if row.tax_minor is not None]
    return NewPurchase(
        source,
        first.reference,
        min(times),
        total,
        kind=REFUND if total < 0 else PURCHASE,
        items=_items(rows, lines),
        payment_method=_first(rows, "payment_method"),
        tax_minor=sum(taxes) if taxes else None,
        discount_minor=discount,
        # What gives nothing back is no refund of anything.
        refund_of_reference=(refund_of or None) if total else None,
        customer_name=_first(rows, "name"),
        customer_phone=_first(rows, "phone"),
        customer_address=_first(rows, "address"),
        lines=lines,
    )


def _whole(rows: list[Row]) -> int | None:
    """The total of the whole, where a column says that; in one row or in all."""
    if len(rows) == 1:
        return rows[0].purchase_total_minor
    said = {row.purchase_total_minor: row for row in rows}
    said.pop(None, None)
    if len(said) > 1:
        (one, first), (two, other), *_rest = said.items()
        raise _contradiction(first, other, said=str(one), text=str(two))
    return next(iter(said), None)


def _discount_of_whole(first: Row, *, summed: int, total: int) -> int:
    """What the lines come to beyond the total: a discount on the whole."""
    if summed < total or (total < summed and summed <= 0):
        raise _FaultError(
            first.number, _("Its lines do not add up to the total that it says.")
        )
    return summed - total


def _lines(rows: list[Row]) -> tuple[NewLine, ...]:
    """The lines; none where a single row says nothing that a line has."""
    only = rows[0]
    if len(rows) == 1 and not (
        only.description or only.sku or only.category or only.unit_price_e4 is not None
    ):
        return ()
    return tuple(
        NewLine(
            _quantity(row),
            row.total_minor or 0,
            row.description or None,
            row.sku or None,
            row.category or None,
            row.unit_price_e4,
            row.discount_minor,
        )
        for row in rows
    )


def _quantity(row: Row) -> int:
    """How many; a line that does not say is one."""
    if row.quantity is not None:
        return row.quantity
    return -_ONE if (row.total_minor or 0) < 0 else _ONE


def _items(rows: list[Row], lines: tuple[NewLine, ...]) -> int:
    if lines:
        return sum(line.quantity for line in lines)
    return sum(row.quantity or 0 for row in rows)


def _check_kinds(rows: list[Row], *, total: int) -> None:
    if total > 0 and all(row.is_refund for row in rows):
        raise _FaultError(
            rows[0].number,
            _("It says that it is a refund, and its amount says that it is none."),
        )


def _first(rows: list[Row], field: str) -> str | None:
    of = attrgetter(field)
    if len(rows) == 1:
        return of(rows[0]) or None
    return next((text for row in rows if (text := of(row))), None)
