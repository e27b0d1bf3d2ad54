"""How much a refund gives back of a purchase: the amount, the items, the lines."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers.accounts.actors import Actor
from customers.ground import texts
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.money import minor_units
from customers.purchases.input_schemas import AMOUNT, LINES, RefundInput, RefundLine
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.refund_rules import LineLeft, lines_left, rest
from customers.purchases.rules import COUNTED, share
from customers.purchases.schemas import NewLine


class GivenBack(NamedTuple):
    """What a refund gives back: the amount (over 0), the items, and the lines."""

    amount_minor: int
    items: int
    lines: tuple[NewLine, ...] = ()


def given_back(purchase: Purchase, *, values: RefundInput, actor: Actor) -> GivenBack:
    """What is to be given back of a purchase, as somebody wants it.

    Raises: Invalid, beside its field, for more than is left, and for nothing.
    """
    room = room_of(purchase)
    if values.given_back == AMOUNT:
        amount = minor_units(values.amount or "0", currency=actor.currency)
        if amount > room:
            raise _too_much(room, field="amount", actor=actor)
        return GivenBack(amount, 0)
    lines = refundable_lines(purchase)
    if values.given_back == LINES:
        given = _of_lines(lines, values.lines)
        if given.amount_minor > room:
            raise _too_much(room, field="lines", actor=actor)
        return given
    parts = rest(list(lines.values()), room=room)
    if not parts:
        return GivenBack(room, _items_left(purchase))
    return _as_lines([(line, line.quantity, amount) for line, amount in parts])


def room_of(purchase: Purchase) -> int:
    """How much of what was paid may still be given back."""
    return purchase.total_minor - purchase.refunded_minor


def tax_within(purchase: Purchase, *, amount_minor: int) -> int | None:
    """The tax within a refund, below 0: of all that is given back so far its share."""
    if purchase.tax_minor is None:
        return None
    given = purchase.refunded_minor + amount_minor
    due = share(purchase.tax_minor, of=purchase.total_minor, part=given)
    return -due - _sum_of_refunds(purchase, "tax_minor")


def refundable_lines(purchase: Purchase) -> dict[int, LineLeft]:
    """What is left of each line of a purchase, by the line's id, in their order."""
    lines = db.session.execute(
        select(PurchaseLine.id, PurchaseLine.quantity, PurchaseLine.total_minor)
        .where(PurchaseLine.purchase_id == purchase.id)
        .order_by(PurchaseLine.position)
    ).all()
    found = lines_left(
        [(row.id, row.quantity, row.total_minor) for row in lines],
        total_minor=purchase.total_minor,
        given=_given(purchase) if lines and purchase.refunded_minor else {},
    )
    return {line.line_id: line for line in found}


def _of_lines(lines: dict[int, LineLeft], wanted: Sequence[RefundLine]) -> GivenBack:
    parts = []
    for line_id, quantity in ((one.line_id, one.quantity) for one in wanted):
        line = lines.get(line_id)
        if line is None or not line.is_refundable:
            raise _of_field("lines", _("A line that was chosen is not there any more."))
        if quantity > line.quantity:
            raise _of_field("lines", _("That is more of a line than is left of it."))
        parts.append((line, quantity, line.amount(quantity)))
    if not sum(amount for _line, _quantity, amount in parts):
        raise _of_field("lines", _("Nothing was paid for this."))
    return _as_lines(parts)


def _as_lines(parts: Sequence[tuple[LineLeft, int, int]]) -> GivenBack:
    """The lines of a refund: what is given back, with a minus."""
    ids = [line.line_id for line, _quantity, _amount in parts]
    wanted = select(PurchaseLine).where(PurchaseLine.id.in_(ids))
    rows = {row.id: row for row in db.session.scalars(wanted)}
    lines = tuple(
        NewLine(
            quantity=-quantity,
            total_minor=-amount,
            description=rows[line.line_id].description,
            sku=rows[line.line_id].sku,
            category=rows[line.line_id].category,
            unit_price_e4=rows[line.line_id].unit_price_e4,
            refund_of_line_id=line.line_id,
        )
        for line, quantity, amount in parts
    )
    return GivenBack(
        -sum(line.total_minor for line in lines),
        -sum(line.quantity for line in lines),
        lines,
    )


def _given(purchase: Purchase) -> dict[int, tuple[int, int]]:
    """(quantity, amount) of each line that counted refunds of it gave back."""
    quantity = func.sum(PurchaseLine.quantity).label("quantity")
    total_minor = func.sum(PurchaseLine.total_minor).label("total_minor")
    wanted = (
        select(PurchaseLine.refund_of_line_id, quantity, total_minor)
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.refund_of_id == purchase.id, Purchase.state == COUNTED)
        .where(PurchaseLine.refund_of_line_id.is_not(None))
        .group_by(PurchaseLine.refund_of_line_id)
    )
    return {
        row.refund_of_line_id: (-int(row.quantity), -int(row.total_minor))
        for row in db.session.execute(wanted)
    }


def _items_left(purchase: Purchase) -> int:
    return purchase.items + _sum_of_refunds(purchase, "items")


def _sum_of_refunds(purchase: Purchase, name: str) -> int:
    """What counted refunds come to, which is 0 or less."""
    wanted = select(func.coalesce(func.sum(getattr(Purchase, name)), 0)).where(
        Purchase.refund_of_id == purchase.id, Purchase.state == COUNTED
    )
    return int(db.session.execute(wanted).scalar_one())


def _too_much(room: int, *, field: str, actor: Actor) -> Invalid:
    left = texts.money_text(room, currency=actor.currency)
    return _of_field(field, _("Only %(amount)s is left to give back.", amount=left))


def _of_field(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, details={field: sentence})
