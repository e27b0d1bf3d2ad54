"""What may come in about a product, from a form or a program."""

from __future__ import annotations

from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, Field

from customers.ground.columns import MAX_INTEGER
from customers.ground.fields import Line, NeededLine, Schema, refusal
from customers.ground.money import MOST_DIGITS

MAX_SKU, MAX_NAME, MAX_CATEGORY = 60, 200, 100
# As many digits as can be typed in a currency without decimals.
MOST_MINOR = 10**MOST_DIGITS - 1


def _printable(value: str) -> str:
    if not value.isprintable():
        sentence = _l("There is an invisible character in this. Remove it.")
        raise refusal("invisible", sentence)
    return value


class ProductInput(Schema):
    """A product; `price_minor` in minor units, None where it has no usual price."""

    sku: Annotated[str, NeededLine(MAX_SKU), AfterValidator(_printable)]
    name: Annotated[str, NeededLine(MAX_NAME)]
    price_minor: Annotated[int, Field(ge=0, le=MOST_MINOR)] | None = None
    category: Annotated[str | None, Line(MAX_CATEGORY)] = None


class ProductEdit(ProductInput):
    """An edited product, and the version of it that the form was drawn of.

    Without a version nobody's change is missed.
    """

    version: Annotated[int, Field(ge=1, le=MAX_INTEGER)] | None = None
