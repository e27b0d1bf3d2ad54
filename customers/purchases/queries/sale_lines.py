"""The lines of one sale as its page shows them, and what is left of each."""

from __future__ import annotations

from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.ground import money, texts
from customers.ground.db import db
from customers.purchases import wording
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.service.giving_back import refundable_lines

# Lines past these are counted, not shown.
MOST_SHOWN = 500


class ShownLine(NamedTuple):
    """A line; texts are ready, "" where there is nothing.

    `left` is the quantity that may still be given back, as one would type it ("" for
    none), `left_amount` what that comes to.
    """

    id: int
    text: str
    detail: str
    quantity: str
    price: str
    discount: str
    total: str
    left: str
    left_amount: str


def shown_lines(
    purchase: Purchase, *, actor: Actor, with_left: bool
) -> list[ShownLine]:
    """The first 500 lines in their order; `with_left`: and what is left of each.

    That reads every line of the purchase, so it is asked where one may give back.
    """
    wanted = (
        select(PurchaseLine)
        .where(PurchaseLine.purchase_id == purchase.id)
        .order_by(PurchaseLine.position)
        .limit(MOST_SHOWN)
    )
    rows = db.session.scalars(wanted).all()
    left = refundable_lines(purchase) if rows and with_left else {}
    shown = []
    for row in rows:
        known = left.get(row.id)
        is_left = known is not None and known.is_refundable
        named = row.description or row.sku or _("Without a name")
        detail = [text for text in (row.sku, row.category) if text and text != named]
        shown.append(
            ShownLine(
                id=row.id,
                text=named,
                detail=" · ".join(detail),
                quantity=wording.quantity_text(row.quantity),
                price=_price(row.unit_price_e4, actor.currency),
                discount=_money(-row.discount_minor, actor)
                if row.discount_minor
                else "",
                total=_money(row.total_minor, actor),
                left=wording.quantity_text(known.quantity) if is_left and known else "",
                left_amount=_money(known.left_minor, actor)
                if is_left and known
                else "",
            )
        )
    return shown


def _price(price_e4: int | None, currency: str) -> str:
    """The price of one; what is finer than the currency's smallest unit stays."""
    if price_e4 is None:
        return ""
    step = 10 ** (4 - money.decimals_of(currency))
    if price_e4 % step == 0:
        return texts.money_text(price_e4 // step, currency=currency)
    return money.typed_decimal(price_e4, decimals=4)


def _money(amount_minor: int, actor: Actor) -> str:
    return texts.money_text(amount_minor, currency=actor.currency)
