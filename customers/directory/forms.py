"""The form of a customer: labels and widgets over the schema."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import (
    BooleanField,
    Field,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
)

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory import queries, wording
from customers.directory.models import Customer
from customers.directory.schemas import CustomerEdit, CustomerInput, ProfileInput
from customers.directory.service import EditedMeanwhile, checks
from customers.ground import clock, places
from customers.ground.days import DayField
from customers.ground.errors import Invalid
from customers.ground.forms import SchemaForm

LABELS = wording.LABELS
DAYS = ("birthday", "since")


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


def code_taken(code: str, *, except_id: int | None = None) -> str:
    """Whose the code is already, "" where it is nobody's or no code."""
    owner = queries.code_owner(code, except_id=except_id)
    if owner is None:
        return ""
    who = owner.name or owner.code
    return _("%(what)s already belongs to %(who)s.", what=owner.code, who=who)


class CustomerForm(SchemaForm):
    """A new customer."""

    schema: ClassVar[type[ProfileInput]] = CustomerInput

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

    is_member: Any = BooleanField(_l("Member"))
    membership_reason: Any = StringField(_l("Why they are a member"))
    hold_until: Any = DayField(
        _l("Member until"),
        description=_l(
            "Automation decides again from this day on. Empty: it stays until "
            "somebody ends the hold."
        ),
    )

    def __init__(
        self,
        kept: Customer | None = None,
        *,
        may_switch: bool = False,
        **filled: Any,
    ) -> None:
        super().__init__(obj=kept, **filled)
        if self.is_member and not may_switch:
            del self.is_member, self.membership_reason, self.hold_until
        nothing = ("", _("None chosen"))
        shop_id = kept.preferred_shop_id if kept else None
        member_id = kept.assigned_staff_member_id if kept else None
        self.country.choices = [nothing, *places.countries()]
        self.preferred_shop_id.choices = [nothing, *accounts.shop_choices(shop_id)]
        members = [nothing, *accounts.staff_choices(member_id)]
        self.assigned_staff_member_id.choices = members
        self._days = {field: getattr(kept, field, None) for field in DAYS}

    def judged(self, *, actor: Actor, customer_id: int | None = None) -> Any:
        """The schema's instance made of what was typed.

        What is wrong is told in one instalment: where the schema refuses a field, or a
        day lies ahead, so is what the verb would refuse next. Raises: Invalid.
        """
        days = {
            f: self[f].data for f, kept in self._days.items() if self[f].data != kept
        }
        if self.is_member and self.is_member.data:
            days["hold_until"] = self.hold_until.data
        faults = checks.day_faults(days, today=clock.today(actor.timezone))
        faults |= self._no_member()
        value = None
        try:
            value = self.value()
        except Invalid as refused:
            # Of a day too far ahead the plainer words win.
            faults = refused.details | faults
        if not faults:
            return value
        faults = self._nobody(customer_id) | self._taken(customer_id) | faults
        raise Invalid(" ".join(faults.values()), details=faults)

    def _no_member(self) -> dict[str, str]:
        if not self.is_member or self.is_member.data:
            return {}
        said = [f for f in (self.membership_reason, self.hold_until) if f.data]
        return {f.name: _("Tick Member, or leave this empty.") for f in said}

    def _nobody(self, customer_id: int | None) -> dict[str, str]:
        names = ("name", "first_name", "last_name", "phone", "email")
        if customer_id is not None or any(self[name].data for name in names):
            return {}
        return {"name": _("Write a name, a phone or an email.")}

    def _taken(self, customer_id: int | None) -> dict[str, str]:
        sentence = code_taken(self.code.data or "", except_id=customer_id)
        return {"code": sentence} if sentence else {}


class EditCustomerForm(CustomerForm):
    """A known customer, and the version of the profile that the form was drawn of.

    `kept` is None for one who was deleted meanwhile: then all is as it was typed.
    """

    schema = CustomerEdit

    profile_version = HiddenField()
    # A known customer is switched elsewhere.
    is_member = None
    membership_reason = None
    hold_until = None

    def __init__(self, kept: Customer | None, *, external_ids: list[list[str]]) -> None:
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
