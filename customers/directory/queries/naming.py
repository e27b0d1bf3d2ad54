"""The values of many changes as people read them, without a question for each."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from flask_babel import gettext as _

from customers.accounts import queries as accounts
from customers.directory import wording


class Naming:
    """Names of shops and staff members, asked for once and only where one is needed."""

    @cached_property
    def _shops(self) -> dict[int, str]:
        return accounts.shop_names()

    @cached_property
    def _members(self) -> dict[int, str]:
        return accounts.staff_names()

    def value_text(self, field: str, *, value: Any) -> str:
        """A field's value as a person reads it, "" for none."""
        if value in (None, "", []):
            return ""
        if field == "preferred_shop_id":
            return self._shops.get(value) or _("a shop that is gone")
        if field == "assigned_staff_member_id":
            return self._members.get(value) or _("somebody who left")
        return wording.value_text(field, value=value)
