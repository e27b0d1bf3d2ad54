"""The form of a customer: labels and widgets over the schema."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    DateField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)

from customers.accounts import queries as accounts
from customers.directory import wording
from customers.directory.models import Customer
from customers.directory.schemas import CustomerEdit, CustomerInput
from customers.directory.service import EditedMeanwhile
from customers.ground import places
from customers.ground.forms import SchemaForm

LABELS = wording.LABELS


class DayField(DateField):
    """A day as the browser's own field sends it, such as 1990-12-31."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the day; an empty field is None, one that was not sent stays."""
        if not valuelist:
            return
        self.data = None
        typed = " ".join(valuelist).strip()
        if not typed:
            return
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError(_("Write a date, such as 1990-12-31.")) from None


class ExternalIdsField(TextAreaField):
    """External ids, one a line, as `source: value`; the data are pairs by name."""

    data: Any

    def process_data(self, value: Any) -> None:
        """Begin with what is kept, or with none."""
        self.data = list(value or [])

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take each line apart at its first colon; empty lines are none."""
        if not valuelist:
            return
        self.typed = valuelist[0]
        self.data = []
        for line in re.split("\r\n|\r|\n", self.typed):
            source, colon, value = line.partition(":")
            if line.strip() and not colon:
                raise ValueError(
                    _("Write each id as “source: id”, one a line, such as shop: 1234.")
                )
            if line.strip():
                self.data.append({"source": source, "value": value})

    def _value(self) -> str:
        if self.raw_data:
            return self.typed
        return "\n".join(f"{i['source']}: {i['value']}" for i in self.data or [])


def _chosen(value: Any) -> Any:
    """A chosen row's id; anything else is left for the schema to refuse."""
    text = str(value or "")
    return int(text) if text.isdecimal() and len(text) < 20 else value or None


class CustomerForm(SchemaForm):
    """A new customer."""

    schema: ClassVar[type[CustomerInput]] = CustomerInput

    name = StringField(LABELS["name"])
    first_name = StringField(LABELS["first_name"])
    last_name = StringField(LABELS["last_name"])
    phone = StringField(LABELS["phone"])
    email = StringField(LABELS["email"])
    street = StringField(LABELS["street"])
    postcode = StringField(LABELS["postcode"])
    town = StringField(LABELS["town"])
    region = StringField(LABELS["region"])
    country = SelectField(LABELS["country"], coerce=str)
    customer_type = SelectField(
        LABELS["customer_type"], choices=wording.type_choices, default="walk_in"
    )
    status = SelectField(
        LABELS["status"], choices=wording.status_choices, default="active"
    )
    birthday = DayField(LABELS["birthday"])
    since = DayField(LABELS["since"])
    preferred_shop_id = SelectField(LABELS["preferred_shop_id"], coerce=_chosen)
    assigned_staff_member_id = SelectField(
        LABELS["assigned_staff_member_id"], coerce=_chosen
    )
    code = StringField(LABELS["code"])
    external_ids = ExternalIdsField(
        LABELS["external_ids"],
        description=_l("What other programs call them, one a line, as “source: id”."),
    )

    def __init__(self, kept: Customer | None = None, **filled: Any) -> None:
        super().__init__(obj=kept, **filled)
        nothing = ("", _("None chosen"))
        shop_id = kept.preferred_shop_id if kept else None
        member_id = kept.assigned_staff_member_id if kept else None
        self.country.choices = [nothing, *places.countries()]
        self.preferred_shop_id.choices = [nothing, *accounts.shop_choices(shop_id)]
        members = [nothing, *accounts.staff_choices(member_id)]
        self.assigned_staff_member_id.choices = members


class EditCustomerForm(CustomerForm):
    """A known customer, and the version of the profile that the form was drawn of."""

    schema = CustomerEdit

    profile_version = HiddenField()

    def __init__(self, kept: Customer, *, external_ids: list[list[str]]) -> None:
        super().__init__(kept, external_ids=_named(external_ids))

    def take_over(self, meanwhile: EditedMeanwhile) -> None:
        """Show what only others changed, and let saving again be of now's version."""
        for name, value in meanwhile.theirs.items():
            _fill(self[name], _named(value) if name == "external_ids" else value)
        _fill(self.profile_version, meanwhile.version)


def _fill(field: Field, value: Any) -> None:
    field.data = value
    field.raw_data = None


def _named(external_ids: list[list[str]]) -> list[dict[str, str]]:
    return [{"source": source, "value": value} for source, value in external_ids]
