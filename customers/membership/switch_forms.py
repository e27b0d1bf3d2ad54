"""The form of a switch by hand, with its reason and its end."""

from __future__ import annotations

from typing import Any, ClassVar, Self

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, StringField

from customers.ground.days import DayField
from customers.ground.forms import SchemaForm
from customers.membership.schemas import SwitchInput

YES, NO = "1", "0"


def _states() -> list[tuple[str, str]]:
    return [(YES, _("Member")), (NO, _("Not a member"))]


class SwitchForm(SchemaForm):
    """The wanted state, why, and the day on which automation decides again.

    It stands on a page beside other forms: `place` begins the ids of its fields.
    """

    schema = SwitchInput
    place: ClassVar[str] = "switch"

    is_member: Any = RadioField(_l("Membership"), choices=_states)
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
        for field in self:
            field.id = f"{self.place}-{field.name}"

    @classmethod
    def fresh(cls, *, is_member: bool, hold: Any = None) -> Self:
        """The form to begin with, whatever was sent just now; `hold` is the present one
        with its `reason` and `hold_until`, so that changing one keeps the other.
        """
        return cls(formdata=None, obj=hold, is_member=YES if is_member else NO)
