"""Recording a purchase that somebody types: an amount, or lines that come to it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import or_, select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory.rules import sort_name
from customers.ground import clock, texts
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid
from customers.ground.money import decimals_of, minor_units
from customers.purchases.hand_schemas import LineInput, PurchaseInput
from customers.purchases.models import Purchase
from customers.purchases.products.models import Product
from customers.purchases.rules import VOID, line_total
from customers.purchases.schemas import REFUSED, SAME, NewLine, NewPurchase, Outcome
from customers.purchases.service.recording import record_purchases

SOURCE = "counter"
# No two of these are taken for one another on paper.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_RANDOM_SIGNS = 5
_BASE = 10_000
# Before a SKU, so that it is taken for no name.
_SKU = "#"
Products = Mapping[str, Product]


def record_by_hand(
    values: PurchaseInput, *, customer_id: int | None, actor: Actor
) -> int:
    """Record a purchase of the customer, or (None) of nobody; gives its id.

    The same content under the same reference again changes nothing.

    Raises: Forbidden; Invalid with a sentence for each field, lines as `lines-0-…`;
    Conflict where the reference is another purchase's, or of one that was undone.
    Records: PurchaseRecorded, PurchaseRefunded for refunds that waited for it.
    """
    actor.need(permissions.RECORD_PURCHASES)
    told = _told(values, customer_id=customer_id, actor=actor)
    (outcome,) = record_purchases([told], actor=actor)
    if outcome.kind != SAME and outcome.purchase_id is not None:
        return outcome.purchase_id
    return _known_or_refused(outcome, told.reference)


def _told(
    values: PurchaseInput, *, customer_id: int | None, actor: Actor
) -> NewPurchase:
    lines = _lines(values.lines, actor)
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
    discount = _minor(values.discount, actor, "discount")
    if not lines:
        if values.amount is None:
            raise _fault("amount", _("Write what was paid, or add a line."))
        return _minor(values.amount, actor, "amount"), discount
    total = sum(line.total_minor for line in lines) - discount
    if total < 0:
        raise _fault("discount", _("This is more than the lines come to."))
    if values.amount is not None and _minor(values.amount, actor, "amount") != total:
        due = texts.money_text(total, currency=actor.currency)
        sentence = _("The lines come to %(total)s. Leave this empty.", total=due)
        raise _fault("amount", sentence)
    return total, discount


def _minor(amount: str | None, actor: Actor, field: str) -> int:
    if amount is None:
        return 0
    return minor_units(amount, currency=actor.currency, field=field)


def _lines(told: Sequence[LineInput], actor: Actor) -> list[NewLine]:
    products = _products({one.description for one in told if one.description})
    found = []
    faults: dict[str, str] = {}
    for place, one in enumerate(told):
        product = _meant(one.description, products)
        try:
            found.append(_line(one, product, actor))
        except Invalid as refused:
            for name, sentence in refused.details.items():
                faults[f"lines-{place}-{name}"] = sentence
    if faults:
        raise Invalid(" ".join(faults.values()), details=faults)
    return found


def _line(one: LineInput, product: Product | None, actor: Actor) -> NewLine:
    decimals = decimals_of(actor.currency)
    price = one.unit_price
    if price is None and product is not None and product.price_minor is not None:
        price = product.price_minor * _BASE // 10**decimals
    if price is None:
        raise _fault("unit_price", _("Write the price of one."))
    total = line_total(price, quantity=one.quantity, decimals=decimals)
    discount = _minor(one.discount, actor, "discount")
    if discount > total:
        raise _fault("discount", _("This is more than the line comes to."))
    return NewLine(
        quantity=one.quantity,
        total_minor=total - discount,
        description=product.name if product else one.description,
        sku=product.sku if product else None,
        category=product.category if product else None,
        unit_price_e4=price,
        discount_minor=discount,
    )


def _products(described: set[str]) -> Products:
    """The products that these may mean: by folded name, and by SKU after a sign."""
    if not described:
        return {}
    by_name = Product.sort_name.in_({sort_name(words) for words in described})
    wanted = select(Product).where(or_(by_name, Product.sku.in_(described)))
    found: dict[str, Product] = {}
    for product in db.session.scalars(wanted.order_by(Product.id.desc())):
        found[product.sort_name] = found[_SKU + product.sku] = product
    return found


def _meant(description: str | None, products: Products) -> Product | None:
    if description is None:
        return None
    by_sku = products.get(_SKU + description)
    return by_sku or products.get(sort_name(description))


def _moment(told: datetime | None, actor: Actor) -> datetime:
    """The moment; told without a zone it is the business's. Raises: Invalid."""
    now = clock.now()
    if told is None:
        return now
    if told.tzinfo is None:
        told = told.replace(tzinfo=ZoneInfo(actor.timezone))
    if told.year < 1970:
        raise _fault("purchased_at", _("This is too long ago."))
    if told > now:
        raise _fault("purchased_at", _("This is in the future."))
    return told


def _check_payment(method: str | None, actor: Actor) -> None:
    if method is not None and method not in actor.payment_methods:
        raise _fault("payment_method", _("Choose one of the list."))


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


def _fault(field: str, sentence: str) -> Invalid:
    return Invalid(sentence, details={field: sentence})
