"""The field of a form for a day."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _
from wtforms import DateField


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
