"""The form of the desk: a switch of many, with its reason and its end."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from customers.ground.days import DayField
from customers.ground.forms import SchemaForm
from customers.membership.schemas import SwitchInput


class SwitchManyForm(SchemaForm):
    """The state wanted for all who are chosen, why, and until when it is held."""

    schema = SwitchInput

    is_member = HiddenField()
    reason = StringField(_l("Reason"))
    hold_until = DayField(
        _l("Until"),
        description=_l(
            "Automation decides again from this day on. Empty: it stays until "
            "somebody ends the hold."
        ),
    )

    def __init__(self, **filled: Any) -> None:
        super().__init__(**filled)
        # The list stands behind it.
        for field in self:
            field.id = f"bulk-{field.name}"

    @property
    def wants_member(self) -> bool:
        """Whether they are to be members; the form was drawn with it."""
        return self.is_member.data == "1"


def fresh_form(*, is_member: bool) -> SwitchManyForm:
    """The form to begin with."""
    return SwitchManyForm(formdata=None, is_member="1" if is_member else "0")
