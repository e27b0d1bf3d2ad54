"""The forms of a product: labels and widgets over the schemas."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from customers.ground.errors import Invalid
from customers.ground.forms import SchemaForm
from customers.ground.money import DecimalField, minor_units, typed_amount
from customers.purchases.products.models import Product
from customers.purchases.products.schemas import (
    MOST_MINOR,
    ProductEdit,
    ProductInput,
)


class PriceField(DecimalField):
    """A price as people type it; the data are minor units of `currency`."""

    currency = ""

    def read(self, currency: str) -> None:
        """Take what was typed as an amount of the currency."""
        self.currency = currency
        if not isinstance(self.data, str):
            return
        typed, self.data = self.data, None
        if not self.process_errors:
            try:
                self.data = _price(typed, currency)
            except Invalid as refused:
                self.process_errors = [refused.message]

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        if self.data is None:
            return ""
        return typed_amount(self.data, currency=self.currency)


def _price(typed: str, currency: str) -> int:
    price_minor = minor_units(typed, currency=currency)
    if price_minor > MOST_MINOR:
        raise Invalid(_("This is too large."))
    return price_minor


class ProductForm(SchemaForm):
    """A new product."""

    schema = ProductInput

    name = StringField(_l("Name"))
    sku = StringField(
        _l("SKU"), description=_l("Your own number for it, such as the one on a label.")
    )
    price_minor = PriceField()
    category = StringField(_l("Category"))

    def __init__(self, *, currency: str, kept: Product | None = None) -> None:
        super().__init__(obj=kept)
        self.price_minor.read(currency)
        self.price_minor.label.text = _("Price (%(currency)s)", currency=currency)


class EditProductForm(ProductForm):
    """A known product, and the version of it that the form was drawn of."""

    schema = ProductEdit

    version = HiddenField()

    def take_over(self, version: int) -> None:
        """Let saving again be of this version."""
        self.version.data = str(version)
        self.version.raw_data = None
