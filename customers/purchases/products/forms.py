"""The forms of a product: labels and widgets over the schemas."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from customers.ground.forms import SchemaForm
from customers.purchases.products.models import Product
from customers.purchases.products.prices import price_of, price_text
from customers.purchases.products.schemas import ProductEdit, ProductInput


class PriceField(StringField):
    """A price as people type it; the data are minor units of `currency`."""

    data: Any
    currency = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Keep what was typed; what it comes to is known once the currency is."""
        if valuelist:
            self.data = valuelist[0].strip() or None

    def read(self, currency: str) -> None:
        """Take what was typed as an amount of the currency."""
        self.currency = currency
        if isinstance(self.data, str):
            try:
                self.data = price_of(self.data, currency=currency)
            except ValueError as error:
                self.process_errors = [str(error)]
                self.data = None

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return price_text(self.data, currency=self.currency)


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
