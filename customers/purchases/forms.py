"""The form of a refund: labels and widgets over its schema."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField, StringField

from customers.accounts.actors import Actor
from customers.ground.forms import SchemaForm
from customers.ground.money import DecimalField, canonical
from customers.purchases.input_schemas import AMOUNT, LINES, REST, RefundInput

_QUANTITY = "quantity-"


class LinesField(Field):
    """How many of each line come back: a control `quantity-7` for the line 7.

    `typed` is what stood in each, `faults` what is wrong with it, by the line's id.
    """

    data: Any

    def process(self, formdata: Any, *_args: Any, **_options: Any) -> None:
        """Read the quantities that were typed; an empty one gives nothing back."""
        self.process_errors: list[str] = []
        self.typed: dict[int, str] = {}
        self.faults: dict[int, str] = {}
        self.data = []
        for name in formdata or ():
            number = name.removeprefix(_QUANTITY)
            if name == number or not number.isascii() or not number.isdigit():
                continue
            if len(number) < 20 and (text := formdata[name].strip()):
                self._read(int(number), text)

    def _read(self, line_id: int, text: str) -> None:
        self.typed[line_id] = text
        try:
            self.data.append({"line_id": line_id, "quantity": canonical(text)})
        except ValueError as error:
            self.faults[line_id] = str(error)
            self.process_errors.append(str(error))


def _ways() -> list[tuple[str, str]]:
    return [
        (REST, _("Everything that is left")),
        (AMOUNT, _("An amount")),
        (LINES, _("Single lines")),
    ]


class RefundForm(SchemaForm):
    """What of a purchase is given back."""

    schema = RefundInput

    given_back = RadioField(
        _l("Give back"),
        choices=_ways,
        default=REST,
    )
    amount = DecimalField(_l("Amount"))
    lines = LinesField(_l("Lines"))
    payment_method = SelectField(_l("Paid back with"), choices=list)
    reference = StringField(
        _l("Reference"), description=_l("Left empty, one is made of the purchase's.")
    )

    def __init__(self, *, actor: Actor, **filled: Any) -> None:
        super().__init__(**filled)
        # What stands beside another choice is not meant, be it right or wrong.
        for field, choice in ((self.amount, AMOUNT), (self.lines, LINES)):
            if self.given_back.data != choice:
                field.process_errors = []
        methods = [(name, name) for name in actor.payment_methods]
        self.payment_method.choices = [("", _("As it was paid")), *methods]
        # They stand beside other forms.
        self.amount.id = "refund-amount"
        self.reference.id = "refund-reference"
        self.payment_method.id = "refund-payment-method"

    @property
    def is_begun(self) -> bool:
        """Whether something was refused, so that the form is shown open."""
        return bool(self.errors)
