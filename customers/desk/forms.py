"""The form of the desk: a switch of many, with its reason and its end."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField

from customers.membership.switch_forms import YES, SwitchForm


class SwitchManyForm(SwitchForm):
    """The state wanted for all who are chosen, why, and until when it is held."""

    # The list stands behind it.
    place = "bulk"

    is_member: Any = HiddenField()

    @property
    def wants_member(self) -> bool:
        """Whether they are to be members; the form was drawn with it."""
        return bool(self.is_member.data == YES)
