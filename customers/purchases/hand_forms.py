"""The form of a purchase by hand: labels and widgets over the schema."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from pydantic import ValidationError
from wtforms import Field, FieldList, Form, FormField, SelectField, StringField
from wtforms.fields import DateTimeLocalField

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import clock
from customers.ground.errors import Invalid, Refused
from customers.ground.fields import sentence_of
from customers.ground.forms import SchemaForm
from customers.ground.money import DecimalField
from customers.purchases.hand_schemas import MOST_LINES, PurchaseInput


def _chosen(value: Any) -> Any:
    """A chosen row's id; anything else is left for the schema to refuse."""
    text = str(value or "")
    is_id = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if is_id else value or None


class MomentField(DateTimeLocalField):
    """A day and time as the browser's own field sends them, without a zone."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the moment; an empty field is None."""
        self.data = None
        typed = " ".join(valuelist).strip()
        if not typed:
            return
        try:
            found = datetime.fromisoformat(typed)
        except ValueError:
            found = None
        if found is None or found.tzinfo is not None:
            sentence = _("Write a day and a time, such as 2026-12-31 14:05.")
            raise ValueError(sentence)
        self.data = found


class PaidField(DecimalField):
    """What was paid; one below nothing is told where money is given back."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the amount. Raises: ValueError with a sentence."""
        try:
            super().process_formdata(valuelist)
        except ValueError:
            if str(self.data).startswith(("-", "\u2212")):
                sentence = _(
                    "Write an amount of 0 or more. To give money back, open the sale."
                )
                raise ValueError(sentence) from None
            raise


class LineList(FieldList):  # type: ignore[type-arg]
    """The lines that were sent, in order, whatever else is called like one."""

    def _extract_indices(self, prefix: str, formdata: Iterable[str]) -> Iterator[int]:
        return (
            int(found[1])
            for name in formdata
            if (found := re.fullmatch(rf"{prefix}-([0-9]{{1,4}})-.*", name))
        )


class LineForm(Form):
    """A line; one in which nothing stands is none."""

    description = StringField(_l("What"))
    quantity = DecimalField(_l("Quantity"))
    unit_price = DecimalField(_l("Price of one"))
    discount = DecimalField(_l("Discount"))

    @property
    def is_empty(self) -> bool:
        """Whether nothing was typed."""
        return not any((field.raw_data or [""])[0].strip() for field in self)

    def values(self) -> dict[str, Any]:
        """What was typed, without what was left empty."""
        typed = {field.name.rpartition("-")[2]: field.data for field in self}
        return {name: value for name, value in typed.items() if value not in (None, "")}


class PurchaseForm(SchemaForm):
    """A purchase of a customer, which begins with now and the customer's shop.

    Faults of a line are named as its fields: `lines-0-quantity`.
    """

    schema = PurchaseInput

    amount = PaidField(_l("Amount paid"))
    lines = LineList(FormField(LineForm), label=_l("Lines"), max_entries=MOST_LINES)
    discount = DecimalField(_l("Discount on all of it"))
    purchased_at = MomentField(_l("Day and time"), format="%Y-%m-%dT%H:%M")
    shop_id = SelectField(_l("Shop"), coerce=_chosen, validate_choice=False)
    payment_method = SelectField(_l("Payment method"), validate_choice=False)
    reference = StringField(
        _l("Reference"),
        description=_l(
            "The number on the receipt. One is made where you leave it empty."
        ),
    )

    def __init__(self, *, actor: Actor, preferred_shop_id: int | None = None) -> None:
        shops = accounts.shop_choices()
        now = clock.now().astimezone(ZoneInfo(actor.timezone))
        super().__init__(
            purchased_at=now.replace(second=0, microsecond=0, tzinfo=None),
            shop_id=_usual_shop(shops, preferred_shop_id),
        )
        nothing = ("", _("None chosen"))
        self.shop_id.choices = [nothing, *shops]
        methods = [(method, method) for method in actor.payment_methods]
        self.payment_method.choices = [nothing, *methods]

    @property
    def has_room(self) -> bool:
        """Whether there may be one more line."""
        return len(self.lines) < MOST_LINES

    def add_line(self) -> None:
        """Show one more line, as long as there is room."""
        if self.has_room:
            self.lines.append_entry()

    @property
    def line_forms(self) -> list[LineForm]:
        """The lines as they are shown."""
        return [entry.form for entry in self.lines]

    @property
    def first_wrong(self) -> str:
        """The name of the first field that was refused, in the order of the form."""
        wrong = [field.name for field in self._shown() if field.errors]
        return wrong[0] if wrong else ""

    def value(self) -> PurchaseInput:
        """The schema's instance of what was typed; empty lines go.

        Raises: Invalid with a sentence for each field that breaks a rule.
        """
        for place in reversed(range(len(self.lines))):
            if self.lines[place].form.is_empty:
                self.lines.pop_entry(place)  # type: ignore[call-arg]
        faults = {
            field.name: str(field.process_errors[0])
            for field in self._shown()
            if field.process_errors
        }
        values = {
            field.name: None if field.data == "" else field.data
            for field in self
            if field.name != "lines"
        }
        lines = [form.values() for form in self.line_forms]
        checked, refused = _judged(values | {"lines": lines})
        faults = refused | faults
        if checked is None or faults:
            raise Invalid(" ".join(faults.values()), details=faults)
        return checked

    def show(self, refused: Refused) -> None:
        """Put the refusal's sentences beside their fields, those of lines too."""
        fields = {field.name: field for field in self._shown()}
        others = []
        for name, sentence in refused.details.items():
            if name in fields:
                fields[name].errors = [sentence]
            else:
                others.append(sentence)
        self.form_errors += others if refused.details else [refused.message]

    def _shown(self) -> Sequence[Field]:
        """Every field, in the order of the form."""
        names = ("discount", "purchased_at", "shop_id", "payment_method", "reference")
        of_lines = [field for form in self.line_forms for field in form]
        return [self.amount, *of_lines, *(self[name] for name in names)]


def _usual_shop(
    shops: Sequence[tuple[int, str]], preferred_id: int | None
) -> int | None:
    """The customer's shop where it is open, else the only one there is."""
    ids = [shop_id for shop_id, _name in shops]
    if preferred_id in ids:
        return preferred_id
    return ids[0] if len(ids) == 1 else None


def _judged(values: Mapping[str, Any]) -> tuple[PurchaseInput | None, dict[str, str]]:
    """The schema's instance, or None and the faults, those of lines by their place."""
    try:
        return PurchaseInput.model_validate(values), {}
    except ValidationError as error:
        faults: dict[str, str] = {}
        for fault in error.errors(include_url=False):
            name = "-".join(str(step) for step in fault["loc"][:3])
            faults.setdefault(name, sentence_of(fault))
        return None, faults
