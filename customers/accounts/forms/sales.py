"""Labels and widgets of the settings of sales."""

from __future__ import annotations

import re
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField

from customers.accounts.models import Business
from customers.accounts.schemas.sales import SalesSettings
from customers.ground.forms import SchemaForm


class NumberField(StringField):
    """A whole number as the browser sends it; an empty field is None."""

    data: Any

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the number; what is none stays as it was typed, and is no data."""
        if not valuelist:
            return
        self.data = None
        typed = valuelist[0].strip()
        if not typed:
            return
        if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
            raise ValueError(_("Write a whole number."))
        self.data = int(typed)

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else str(self.data)


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
