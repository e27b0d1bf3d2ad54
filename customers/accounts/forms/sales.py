"""Labels and widgets of the settings of sales."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, TextAreaField

from customers.accounts.models import Business
from customers.accounts.schemas.sales import SalesSettings
from customers.ground.forms import SchemaForm
from customers.ground.numbers import NumberField


class NamesField(TextAreaField):
    """Names, one a line; the data are a list of them."""

    data: Any

    def process_data(self, value: Any) -> None:
        """Begin with what is kept."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take each line that says something."""
        if valuelist:
            lines = re.split("\r\n|\r|\n", valuelist[0])
            self.data = [line for line in lines if line.strip()]

    def _value(self) -> str:
        return "\n".join(self.data or [])


class SalesForm(SchemaForm):
    """The bounds of frequencies, and the payment methods."""

    schema = SalesSettings
    occasional_from = NumberField(
        _l("Occasional from visit"),
        description=_l("Before this visit a customer is one-time."),
    )
    regular_from = NumberField(_l("Regular from visit"))
    frequent_from = NumberField(_l("Frequent from visit"))
    payment_methods = NamesField(
        _l("Payment methods"), description=_l("One a line, up to 20.")
    )
    version = HiddenField()

    @classmethod
    def of(cls, business: Business, *, version: str) -> SalesForm:
        """The form of a business."""
        return cls(obj=business, version=version)
