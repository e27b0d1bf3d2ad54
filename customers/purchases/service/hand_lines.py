"""The lines and sums of a purchase by hand, with the products that its words mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from customers.accounts.actors import Actor
from customers.directory.rules import sort_name
from customers.ground import texts
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.money import decimals_of, minor_units
from customers.purchases.hand_schemas import LineInput
from customers.purchases.products.models import Product
from customers.purchases.rules import line_total
from customers.purchases.schemas import NewLine

# In the main unit: whoever types more has typed a phone number or a barcode.
MOST_BY_HAND = 100_000_000
_BASE = 10_000
# Before a SKU, as it is and in small letters, so that it is taken for no name.
_SKU, _ANY_CASE = "#", "~"
Products = Mapping[str, Product]


def fault(field: str, *, sentence: str) -> Invalid:
    """The sentence beside the field, to be raised."""
    return Invalid(sentence, details={field: sentence})


def sum_of(amount: str | None, *, actor: Actor, field: str) -> int:
    """The canonical amount in minor units; None is nothing.

    Raises: Invalid, beside `field`, for too many decimals and for an absurd amount.
    """
    if amount is None:
        return 0
    found = minor_units(amount, currency=actor.currency, field=field)
    return check_sum(found, actor=actor, field=field)


def check_sum(sum_minor: int, *, actor: Actor, field: str) -> int:
    """The sum, 100,000,000 of the main unit at most. Raises: Invalid beside `field`."""
    most = MOST_BY_HAND * 10 ** decimals_of(actor.currency)
    if sum_minor > most:
        said = texts.money_text(most, currency=actor.currency)
        sentence = _("Is this right? At most %(most)s can be typed by hand.", most=said)
        raise fault(field, sentence=sentence)
    return sum_minor


def lines_of(told: Sequence[LineInput], *, actor: Actor) -> list[NewLine]:
    """The lines, each with the product that it means.

    Raises: Invalid with the sentences of all lines, named as `lines-0-unit_price`.
    """
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
        raise fault("unit_price", sentence=_("Write the price of one."))
    total = line_total(price, quantity=one.quantity, decimals=decimals)
    check_sum(total, actor=actor, field="unit_price")
    discount = sum_of(one.discount, actor=actor, field="discount")
    if discount > total:
        raise fault("discount", sentence=_("This is more than the line comes to."))
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
    by_sku = func.lower(Product.sku).in_({_small(words) for words in described})
    wanted = select(Product).where(or_(by_name, by_sku))
    found: dict[str, Product] = {}
    # Of two that fit alike the one that was there first stays.
    for product in db.session.scalars(wanted.order_by(Product.id.desc())):
        found[product.sort_name] = found[_SKU + product.sku] = product
        found[_ANY_CASE + _small(product.sku)] = product
    return found


def _meant(description: str | None, products: Products) -> Product | None:
    """The product of this SKU, letter for letter or in any case, or of this name."""
    if description is None:
        return None
    return (
        products.get(_SKU + description)
        or products.get(_ANY_CASE + _small(description))
        or products.get(sort_name(description))
    )


def _small(words: str) -> str:
    """In small letters as both databases make them: those of ASCII alone."""
    return words.encode().lower().decode()
