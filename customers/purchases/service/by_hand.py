"""Recording a purchase that somebody types: an amount, or lines that come to it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import clock, texts
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid
from customers.purchases.hand_schemas import PurchaseInput
from customers.purchases.models import Purchase
from customers.purchases.rules import VOID
from customers.purchases.schemas import REFUSED, SAME, NewLine, NewPurchase, Outcome
from customers.purchases.service.hand_lines import check_sum, fault, lines_of, sum_of
from customers.purchases.service.recording import record_purchases

SOURCE = "counter"
# No two of these are taken for one another on paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RANDOM_SIGNS = 5


class Recorded(NamedTuple):
    """A purchase; `is_new` unless it was recorded just so before."""

    purchase_id: int
    is_new: bool


def record_by_hand(
    values: PurchaseInput, *, customer_id: int | None, actor: Actor
) -> Recorded:
    """Record a purchase of the customer, or (None) of nobody.

    The same content under the same reference again changes nothing.

    Raises: Forbidden; Invalid with a sentence for each field, lines as `lines-0-…`;
    Conflict where the reference is another purchase's, or of one that was undone.
    Records: PurchaseRecorded, PurchaseRefunded for refunds that waited for it.
    """
    actor.need(permissions.RECORD_PURCHASES)
    told = _told(values, customer_id=customer_id, actor=actor)
    (outcome,) = record_purchases([told], actor=actor)
    if outcome.kind != SAME and outcome.purchase_id is not None:
        return Recorded(outcome.purchase_id, is_new=True)
    known_id = _known_or_refused(outcome, told.reference)
    return Recorded(known_id, is_new=False)


def _told(
    values: PurchaseInput, *, customer_id: int | None, actor: Actor
) -> NewPurchase:
    lines = lines_of(values.lines, actor=actor)
    total, discount = _total(values, lines, actor)
    moment = _moment(values.purchased_at, actor)
    _check_payment(values.payment_method, actor)
    return NewPurchase(
        source=SOURCE,
        reference=values.reference or _new_reference(moment, actor),
        purchased_at=moment,
        total_minor=total,
        items=sum(line.quantity for line in lines),
        customer_id=customer_id,
        shop_id=values.shop_id,
        staff_member_id=actor.staff_member_id,
        payment_method=values.payment_method,
        discount_minor=discount,
        lines=tuple(lines),
    )


def _total(
    values: PurchaseInput, lines: Sequence[NewLine], actor: Actor
) -> tuple[int, int]:
    """What was paid, and the discount on the whole. Raises: Invalid."""
    discount = sum_of(values.discount, actor=actor, field="discount")
    paid = sum_of(values.amount, actor=actor, field="amount")
    if not lines:
        if values.amount is None:
            raise fault("amount", sentence=_("Write what was paid, or add a line."))
        return paid, discount
    total = sum(line.total_minor for line in lines) - discount
    if total < 0:
        raise fault("discount", sentence=_("This is more than the lines come to."))
    check_sum(total, actor=actor, field="amount")
    if values.amount is not None and paid != total:
        due, said = (
            texts.money_text(n, currency=actor.currency) for n in (total, paid)
        )
        sentence = _(
            "The lines come to %(total)s, and the amount says %(amount)s. "
            "Correct one of them.",
            total=due,
            amount=said,
        )
        raise fault("amount", sentence=sentence)
    return total, discount


def _moment(told: datetime | None, actor: Actor) -> datetime:
    """The moment; told without a zone it is the business's. Raises: Invalid."""
    now = clock.now()
    if told is None:
        return now
    if told.tzinfo is None:
        told = told.replace(tzinfo=ZoneInfo(actor.timezone))
    if told.year < 1970:
        raise fault("purchased_at", sentence=_("This is too long ago."))
    if told > now:
        raise fault("purchased_at", sentence=_("This is in the future."))
    return told


def _check_payment(method: str | None, actor: Actor) -> None:
    if method is not None and method not in actor.payment_methods:
        raise fault("payment_method", sentence=_("Choose one of the list."))


def _new_reference(moment: datetime, actor: Actor) -> str:
    """A reference that can be read aloud: the day, and signs that nobody else has."""
    day = moment.astimezone(ZoneInfo(actor.timezone)).strftime("%y%m%d")
    while True:
        signs = "".join(secrets.choice(_SIGNS) for _place in range(_RANDOM_SIGNS))
        reference = f"{day}-{signs}"
        if _kept(reference) is None:
            return reference


def _kept(reference: str) -> Purchase | None:
    wanted = select(Purchase).where(
        Purchase.source == SOURCE, Purchase.reference == reference
    )
    return db.session.scalars(wanted).one_or_none()


def _known_or_refused(outcome: Outcome, reference: str) -> int:
    """The id of the same purchase as before. Raises: Invalid, Conflict."""
    kept = _kept(reference)
    if kept is not None and kept.state == VOID:
        raise _taken(
            _("The sale with this reference was undone. Write another reference.")
        )
    if outcome.kind == REFUSED and kept is not None:
        raise _taken(
            _("Another sale has this reference. Write another, or leave it empty.")
        )
    if outcome.purchase_id is None:
        raise Invalid(outcome.reason or _("This sale cannot be recorded."))
    return outcome.purchase_id


def _taken(sentence: str) -> Conflict:
    return Conflict(sentence, details={"reference": sentence})
