"""Undoing a purchase or refund, and giving a sale its customer."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory import queries as directory
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, Invalid
from customers.ground.locks import lock_name
from customers.purchases.errors import NoSuchPurchase
from customers.purchases.events import (
    PurchaseAttached,
    PurchaseRefunded,
    PurchaseVoided,
)
from customers.purchases.models import Purchase
from customers.purchases.rules import COUNTED, PURCHASE, VOID, WAITING
from customers.purchases.service import kept as kept_rows
from customers.purchases.service.kept import Kept
from customers.purchases.service.recording import ARRIVAL, fitting
from customers.purchases.service.totals import Totals
from customers.purchases.service.writing import Told, write


class _Change:
    """A purchase with its refunds and their customers, locked to be changed."""

    def __init__(self, purchase_id: int, *, also: int | None = None) -> None:
        self.totals = Totals()
        self.facts: list[Told] = []
        # A refund that is on its way would be missed: it has no row to be locked yet.
        lock_name(db.session(), ARRIVAL, is_alone=True)
        found = _found(purchase_id)
        # Of a refund that was joined to a purchase, the purchase is the root.
        root_id, root_reference = purchase_id, found.reference
        if found.refund_of_id is not None and found.refund_of_reference is not None:
            root_id, root_reference = found.refund_of_id, found.refund_of_reference
        waiting = kept_rows.waiting_for([(found.source, root_reference)])
        ids = {found.customer_id, also, *(one.customer_id for one in waiting)}
        self.totals.lock({one for one in ids if one is not None})
        self.rows = kept_rows.locked(
            [root_id, *(one.id for one in waiting if one.id is not None)]
        )
        self.kept = self.rows[purchase_id]

    def waiting_for(self, purchase: Kept) -> list[Kept]:
        """The refunds that wait for it, in order of arrival."""
        named = (one for one in self.rows.values() if one.named == purchase.key)
        return [one for one in named if one.state == WAITING]

    def uncount(self, kept: Kept) -> None:
        self.totals.uncount(kept.counted())

    def count(self, kept: Kept) -> None:
        self.totals.count(kept.counted())

    def write(self, *, actor: Actor) -> None:
        write(
            [],
            touched=self.rows.values(),
            totals=self.totals,
            facts=self.facts,
            actor=actor,
        )


def void(purchase_id: int, *, actor: Actor) -> int:
    """Undo a purchase or refund: it counts no more. Twice is once; gives the id.

    The refunds of a purchase wait from then on. Where a refund goes, refunds that wait
    since the purchase had no room for them count, the oldest first.

    Raises: Forbidden where somebody else recorded it, but for owner and admin;
    NotFound. Records: PurchaseVoided, PurchaseRefunded.
    """
    actor.need(permissions.RECORD_PURCHASES)
    change = _Change(purchase_id)
    kept = change.kept
    if not may_undo(actor, created_by=kept.created_by):
        raise Forbidden(_("Somebody else recorded this. Ask an owner or admin."))
    if kept.state == VOID:
        return purchase_id
    purchase = kept.refund_of
    before = change.totals.told(kept.customer_id)
    more: dict[str, Any] = {"on": kept.counts_on.isoformat()}
    if kept.kind == PURCHASE:
        more["waiting"] = _let_refunds_wait(kept, change=change)
    if kept.state == COUNTED:
        change.uncount(kept)
    if purchase is not None:
        more["refund_of_id"] = purchase.id
        purchase.let_wait(kept)
    kept.state = VOID
    after = change.totals.told(kept.customer_id)
    change.facts.append(
        Told(PurchaseVoided, kept, before=before, after=after, more=more)
    )
    if purchase is not None:
        _count_waiting(purchase, change=change)
    change.write(actor=actor)
    return purchase_id


def _let_refunds_wait(purchase: Kept, *, change: _Change) -> list[dict[str, Any]]:
    """Let its refunds count no more; each as the fact tells it."""
    refunds = kept_rows.refunds_of(purchase, among_these=change.rows.values())
    for refund in refunds:
        change.uncount(refund)
        purchase.let_wait(refund)
    return [{"purchase_id": r.id, "total_minor": r.total_minor} for r in refunds]


def may_undo(actor: Actor, *, created_by: int | None) -> bool:
    """Whether the actor may undo what this person (None: a command) recorded."""
    if not actor.may(permissions.RECORD_PURCHASES):
        return False
    is_own = created_by is not None and created_by == actor.user_id
    return is_own or actor.may(permissions.UNDO_OTHERS)


def _count_waiting(purchase: Kept, *, change: _Change) -> None:
    """Count the refunds that may be joined to the purchase by now."""
    for refund in fitting(purchase, waiting=change.waiting_for(purchase)):
        before = change.totals.told(refund.customer_id)
        change.count(refund)
        after = change.totals.told(refund.customer_id)
        change.facts.append(Told(PurchaseRefunded, refund, before=before, after=after))


def attach(purchase_id: int, *, customer_id: int | None, actor: Actor) -> int:
    """Give a sale its customer, or (None) take a wrong one off; gives the id.

    Counted refunds of a purchase go with it, and those that waited since they are of
    this customer count. The totals change as of the sale's own date.

    Raises: Forbidden; NotFound for a sale or customer there is not; Invalid for a
    refund of a purchase, which goes with that; Conflict where it is another
    customer's. Records: PurchaseAttached for each that moved, PurchaseRefunded.
    """
    actor.need(permissions.RECORD_PURCHASES)
    change = _Change(purchase_id, also=customer_id)
    kept = change.kept
    if kept.refund_of_reference is not None:
        raise Invalid(_("A refund has the customer of the purchase it names."))
    if kept.customer_id == customer_id:
        return purchase_id
    if customer_id is not None:
        # Says so where there is none, or they were deleted; they are locked by now.
        directory.head(customer_id)
        if kept.customer_id is not None:
            raise Conflict(_("This sale has a customer already. Take them off first."))
    for one in (kept, *kept_rows.refunds_of(kept, among_these=change.rows.values())):
        _move(one, customer_id=customer_id, change=change)
    if kept.kind == PURCHASE and kept.state == COUNTED:
        _count_waiting(kept, change=change)
    change.write(actor=actor)
    return purchase_id


def _move(kept: Kept, *, customer_id: int | None, change: _Change) -> None:
    """Let it be this customer's, with the totals of both as they become."""
    before_id = kept.customer_id
    owner = customer_id if customer_id is not None else before_id
    before = change.totals.told(owner)
    if kept.state == COUNTED:
        change.uncount(kept)
    kept.customer_id = customer_id
    if kept.state == COUNTED:
        change.count(kept)
    change.facts.append(
        Told(
            PurchaseAttached,
            kept,
            before=before,
            after=change.totals.told(owner),
            more={"customer_id_before": before_id},
        )
    )


def _found(purchase_id: int) -> Purchase:
    wanted = select(Purchase).where(Purchase.id == purchase_id)
    purchase = db.session.scalars(
        wanted, execution_options={"populate_existing": True}
    ).one_or_none()
    if purchase is None:
        raise NoSuchPurchase
    return purchase
