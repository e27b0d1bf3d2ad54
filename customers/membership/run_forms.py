"""Labels and widgets of a run: which threshold is to be tried."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField

from customers.ground.forms import SchemaForm
from customers.ground.money import DecimalField
from customers.membership.forms import window_field
from customers.membership.run_schemas import RunInput


class RunForm(SchemaForm):
    """The threshold, its window, and whether memberships below it end."""

    schema = RunInput

    threshold = DecimalField(render_kw={"inputmode": "decimal"})
    window_months = window_field()
    also_ends = BooleanField(_l("Also end those below"))

    def __init__(self, *, currency: str, **options: Any) -> None:
        super().__init__(**options)
        self.threshold.label.text = _("Threshold (%(currency)s)", currency=currency)
