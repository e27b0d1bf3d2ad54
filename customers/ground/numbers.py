"""A field for a whole number."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from wtforms import StringField


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
