"""Giving money back for a purchase: all that is left, an amount, or lines of it."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.ground.locks import lock_name, lock_new
from customers.purchases.errors import NoSuchPurchase
from customers.purchases.input_schemas import RefundInput
from customers.purchases.models import Purchase
from customers.purchases.rules import REFUND, VOID
from customers.purchases.schemas import REFUSED, NewPurchase
from customers.purchases.service import kept as kept_rows
from customers.purchases.service.giving_back import given_back, room_of, tax_within
from customers.purchases.service.recording import ARRIVAL, record_purchases
from customers.purchases.service.totals import Totals

_LONGEST_REFERENCE = 100
_TRIED_AT_ONCE = 20


def refund(purchase_id: int, *, values: RefundInput, actor: Actor) -> int:
    """Give back all that is left of a purchase, an amount, or lines of it; now.

    Whole discounts are shared among the lines, so that repeated refunds never drift:
    the last gives exactly the rest. Gives the id of the refund.

    Raises: Forbidden; NotFound; Conflict where nothing is left, the purchase was
    undone or is a refund, or the reference is taken; Invalid for more than is left.
    Records: PurchaseRefunded.
    """
    actor.need(permissions.RECORD_PURCHASES)
    purchase, reference = _locked(purchase_id, typed=values.reference)
    _check_open(purchase)
    told = _told(purchase, values, reference=reference, actor=actor)
    [outcome] = record_purchases([told], actor=actor)
    if outcome.kind == REFUSED or outcome.purchase_id is None:
        raise Conflict(outcome.reason or _("This cannot be given back."))
    return outcome.purchase_id


def _locked(purchase_id: int, *, typed: str | None) -> tuple[Purchase, str]:
    """The purchase, with its customer, kept by nobody else until the unit ends; and
    the reference of the refund, kept likewise.
    """
    purchase = _seen(purchase_id)
    if purchase is None:
        raise NoSuchPurchase
    session = db.session()
    # Refunds of one purchase choose their references one after the other.
    lock_new(session, f"refunds of {purchase.source}", [purchase.reference])
    reference = _reference(purchase, typed)
    # As recording does: arrival, then what is new, and only then any row; the other
    # way round, a batch of the same source and this would wait for each other.
    lock_name(session, ARRIVAL, is_alone=False)
    lock_new(session, f"purchases of {purchase.source}", [reference])
    _check_free(purchase.source, reference)
    Totals().lock({purchase.customer_id} - {None})  # type: ignore[arg-type]
    kept_rows.locked([purchase_id])
    return _seen(purchase_id) or purchase, reference


def _seen(purchase_id: int) -> Purchase | None:
    """The purchase as it is at this moment."""
    wanted = select(Purchase).where(Purchase.id == purchase_id)
    options = {"populate_existing": True}
    return db.session.scalars(wanted, execution_options=options).one_or_none()


def _check_open(purchase: Purchase) -> None:
    if purchase.kind == REFUND:
        raise Conflict(_("This is a refund itself. Undo it to take it back."))
    if purchase.state == VOID:
        raise Conflict(_("This purchase was undone: there is nothing to give back."))
    if room_of(purchase) <= 0:
        raise Conflict(_("Everything that was paid is given back already."))


def _told(
    purchase: Purchase, values: RefundInput, *, reference: str, actor: Actor
) -> NewPurchase:
    given = given_back(purchase, values=values, actor=actor)
    # What a sale without a customer said, its refund says as well.
    said = ("customer_name", "customer_phone", "customer_address")
    is_nobodys = purchase.customer_id is None
    return NewPurchase(
        source=purchase.source,
        reference=reference,
        purchased_at=clock.now(),
        total_minor=-given.amount_minor,
        kind=REFUND,
        items=-given.items,
        shop_id=purchase.shop_id,
        staff_member_id=actor.staff_member_id,
        payment_method=values.payment_method or purchase.payment_method,
        tax_minor=tax_within(purchase, amount_minor=given.amount_minor),
        refund_of_reference=purchase.reference,
        lines=given.lines,
        **{name: getattr(purchase, name) for name in said if is_nobodys},
    )


def _reference(purchase: Purchase, typed: str | None) -> str:
    """The reference that was typed, or the next free one that names the purchase."""
    if typed is not None:
        return typed
    for first in count(1, _TRIED_AT_ONCE):
        ends = [f"-R{number}" for number in range(first, first + _TRIED_AT_ONCE)]
        offered = [purchase.reference[: _LONGEST_REFERENCE - len(e)] + e for e in ends]
        taken = _taken(purchase.source, offered)
        free = next((one for one in offered if one not in taken), None)
        if free is not None:
            return free
    raise AssertionError


def _check_free(source: str, reference: str) -> None:
    if _taken(source, [reference]):
        sentence = _("%(reference)s is taken already.", reference=reference)
        raise Conflict(sentence, details={"reference": sentence})


def _taken(source: str, references: Sequence[str]) -> set[str]:
    wanted = select(Purchase.reference).where(
        Purchase.source == source, Purchase.reference.in_(references)
    )
    return set(db.session.scalars(wanted))
