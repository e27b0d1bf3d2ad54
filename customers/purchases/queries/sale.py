"""One sale as its page shows it: every text ready, in a fixed number of questions."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import RECORD_PURCHASES
from customers.directory.models import Customer
from customers.directory.queries import Head, head_of
from customers.events.models import Event
from customers.ground import texts
from customers.ground.db import db
from customers.purchases import wording
from customers.purchases.errors import NoSuchPurchase
from customers.purchases.models import Purchase
from customers.purchases.queries.sale_lines import ShownLine, shown_lines
from customers.purchases.rules import COUNTED, PURCHASE, VOID
from customers.purchases.service import may_undo
from customers.purchases.service.giving_back import room_of

# More refunds of one purchase are not listed.
MOST_REFUNDS = 100


class ShownRefund(NamedTuple):
    """A refund of the purchase: its page, when, its amount below nothing."""

    id: int
    title: str
    at: str
    amount: str


class ShownSale(NamedTuple):
    """A purchase or refund; texts are ready, "" where there is nothing.

    `facts` and `record` are (label, text); `said` is what the sale itself says of the
    customer. `refund_of` is (address or None, text) of the purchase that a refund gives
    back. `sums` are (label, text) below the lines, the last of them the amount. `left`
    is what may still be given back, "" for nothing. `refunds` are the newest 100;
    `has_more_refunds` where there are others.
    """

    id: int
    kind: str
    title: str
    amount: str
    at: str
    is_void: bool
    is_waiting: bool
    badges: list[tuple[str, str]]
    customer: Head | None
    said: list[str]
    facts: list[tuple[str, str]]
    record: list[tuple[str, str]]
    lines: list[ShownLine]
    sums: list[tuple[str, str]]
    refunds: list[ShownRefund]
    has_more_refunds: bool
    refund_of: tuple[str | None, str] | None
    left: str
    may_refund: bool
    may_undo: bool
    may_attach: bool


def shown_sale(purchase_id: int, *, actor: Actor) -> ShownSale:
    """One sale of the business. Raises: NotFound."""
    row = purchase(purchase_id)
    may_record = actor.may(RECORD_PURCHASES)
    is_open = row.kind == PURCHASE and row.state == COUNTED and room_of(row) > 0
    refunds = _refunds(row, actor)
    return ShownSale(
        id=row.id,
        kind=row.kind,
        title=wording.title(row.kind, reference=row.reference),
        amount=_money(row.total_minor, actor),
        at=_moment(row.purchased_at, actor),
        is_void=row.state == VOID,
        is_waiting=row.state not in (COUNTED, VOID),
        badges=wording.badges(row.kind, state=row.state),
        customer=_customer(row.customer_id),
        said=_said(row),
        facts=_facts(row, actor),
        record=_record(row, actor),
        lines=shown_lines(row, actor=actor, with_left=is_open and may_record),
        sums=_sums(row, actor),
        refunds=refunds[:MOST_REFUNDS],
        has_more_refunds=len(refunds) > MOST_REFUNDS,
        refund_of=_refund_of(row),
        left=_money(room_of(row), actor) if is_open else "",
        may_refund=is_open and may_record,
        may_undo=row.state != VOID and may_undo(actor, created_by=row.created_by),
        may_attach=may_record and row.refund_of_reference is None and row.state != VOID,
    )


def purchase(purchase_id: int) -> Purchase:
    """A purchase or refund as it is now. Raises: NotFound."""
    wanted = select(Purchase).where(Purchase.id == purchase_id)
    options = {"populate_existing": True}
    found = db.session.scalars(wanted, execution_options=options).one_or_none()
    if found is None:
        raise NoSuchPurchase
    return found


def _customer(customer_id: int | None) -> Head | None:
    """The customer; None for nobody, and for one who was deleted."""
    wanted = select(Customer).where(Customer.id == customer_id)
    customer = db.session.scalars(wanted).one_or_none() if customer_id else None
    return head_of(customer) if customer else None


def _said(row: Purchase) -> list[str]:
    said = (row.customer_name, row.customer_phone, row.customer_address)
    return [text for text in said if text]


def _facts(row: Purchase, actor: Actor) -> list[tuple[str, str]]:
    shops, staff = accounts.shop_names(), accounts.staff_names()
    return [
        (_("When"), _moment(row.purchased_at, actor)),
        (_("Shop"), shops.get(row.shop_id or 0, "")),
        (_("Rung up by"), staff.get(row.staff_member_id or 0, "")),
        (_("Paid with"), row.payment_method or ""),
        (_("Reference"), row.reference),
        (_("Source"), row.source),
    ]


def _record(row: Purchase, actor: Actor) -> list[tuple[str, str]]:
    """Who wrote it down and who undid it, and when."""
    undone = _undone(row)
    undone_by = undone.user_id if undone else None
    names = accounts.people_names([row.created_by, undone_by])
    recorded = _by(row.created_at, names.get(row.created_by or 0), actor)
    lines = [(_("Recorded"), recorded)]
    if undone is not None:
        lines.append((_("Undone"), _by(undone.at, names.get(undone_by or 0), actor)))
    return lines


def _undone(row: Purchase) -> Any:
    """The moment and the person of the last undoing; None where it is not undone."""
    if row.state != VOID:
        return None
    about = (Event.subject == "purchase", Event.subject_id == row.id)
    wanted = select(Event.at, Event.user_id).where(
        *about, Event.name == "PurchaseVoided"
    )
    return db.session.execute(wanted.order_by(Event.id.desc()).limit(1)).first()


def _by(moment: datetime, name: str | None, actor: Actor) -> str:
    at = _moment(moment, actor)
    return _("%(at)s by %(name)s", at=at, name=name or _("an import"))


def _sums(row: Purchase, actor: Actor) -> list[tuple[str, str]]:
    sums = []
    if row.discount_minor:
        whole = row.total_minor + row.discount_minor
        sums += [
            (_("Together"), _money(whole, actor)),
            (_("Discount"), _money(-row.discount_minor, actor)),
        ]
    if row.tax_minor is not None:
        sums.append((_("Tax within"), _money(row.tax_minor, actor)))
    label = _("Paid") if row.kind == PURCHASE else _("Given back")
    sums.append((label, _money(row.total_minor, actor)))
    return sums


def _refunds(row: Purchase, actor: Actor) -> list[ShownRefund]:
    """The refunds that count, the newest first; one more than is listed."""
    if row.kind != PURCHASE or not row.refunded_minor:
        return []
    names = ("id", "reference", "purchased_at", "total_minor")
    wanted = (
        select(*(getattr(Purchase, name) for name in names))
        .where(Purchase.refund_of_id == row.id, Purchase.state == COUNTED)
        .order_by(Purchase.id.desc())
        .limit(MOST_REFUNDS + 1)
    )
    return [
        ShownRefund(
            found.id,
            found.reference,
            _moment(found.purchased_at, actor),
            _money(found.total_minor, actor),
        )
        for found in db.session.execute(wanted)
    ]


def _refund_of(row: Purchase) -> tuple[str | None, str] | None:
    if row.refund_of_reference is None:
        return None
    text = wording.title(PURCHASE, reference=row.refund_of_reference)
    of_id = row.refund_of_id or _named(row)
    return (f"/sales/{of_id}" if of_id else None), text


def _named(row: Purchase) -> int | None:
    """The purchase that a waiting refund names, where it is known."""
    wanted = select(Purchase.id).where(
        Purchase.source == row.source, Purchase.reference == row.refund_of_reference
    )
    return db.session.scalars(wanted).one_or_none()


def _money(amount_minor: int, actor: Actor) -> str:
    return texts.money_text(amount_minor, currency=actor.currency)


def _moment(moment: datetime, actor: Actor) -> str:
    return texts.moment_text(moment, timezone=actor.timezone)
