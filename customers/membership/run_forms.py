"""Labels and widgets of a run: which threshold is to be tried."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import BooleanField

from customers.ground.forms import SchemaForm
from customers.ground.money import DecimalField
from customers.membership.forms import MonthsField
from customers.membership.run_schemas import RunInput


def _last(months: int) -> str:
    return ngettext("Of the last month", "Of the last %(num)s months", months)


class RunForm(SchemaForm):
    """The threshold, its window, and whether memberships below it end."""

    schema = RunInput

    threshold = DecimalField(render_kw={"inputmode": "decimal"})
    window_months = MonthsField(
        _l("Spend that counts"),
        without=_l("Of everything ever bought"),
        said=_last,
    )
    also_ends = BooleanField(_l("Also end those below"))

    def __init__(self, *, currency: str, **options: Any) -> None:
        super().__init__(**options)
        self.threshold.label.text = _("Threshold (%(currency)s)", currency=currency)
