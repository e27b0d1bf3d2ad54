"""What may come in about a purchase that somebody records by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BeforeValidator, Field

from customers.ground.columns import MAX_ID
from customers.ground.fields import Line, Schema, refusal
from customers.ground.money import AmountText, QuantityText, is_canonical, scaled

MOST_LINES = 50
_DECIMALS = 4


def _to_e4(value: Any) -> int:
    if not is_canonical(value):
        raise refusal("decimal", _l("Write a price with a point, such as 0.125."))
    try:
        return scaled(value, decimals=_DECIMALS)
    except ValueError as error:
        sentence = _l("A price has four decimals at most.")
        raise refusal("decimals", sentence) from error


def _something(value: int) -> int:
    if not value:
        raise refusal("nothing", _l("Write more than nothing."))
    return value


# The price of one in ten-thousandths of the main unit, made of a canonical text.
UnitPriceText = Annotated[int, BeforeValidator(_to_e4)]


class LineInput(Schema):
    """So many of something at so much each, less a discount.

    Where the description is a product's name or SKU, the product gives what is not
    said: its price, SKU and category.
    """

    description: Annotated[str | None, Line(300)] = None
    quantity: Annotated[QuantityText, AfterValidator(_something)] = 1_000
    unit_price: UnitPriceText | None = None
    discount: AmountText | None = None


class PurchaseInput(Schema):
    """A purchase: what was paid, or lines that come to it, or both where they agree.

    `amount` is what was paid after all discounts; `discount` is on the whole and comes
    off the lines. `purchased_at` without a zone is in the business's; None is now.
    Without a reference one is made.
    """

    amount: AmountText | None = None
    lines: Annotated[tuple[LineInput, ...], Field(max_length=MOST_LINES)] = ()
    discount: AmountText | None = None
    purchased_at: datetime | None = None
    shop_id: Annotated[int | None, Field(ge=1, le=MAX_ID)] = None
    payment_method: Annotated[str | None, Line(40)] = None
    reference: Annotated[str | None, Line(100)] = None
