"""Labels and widgets of an export."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from customers.ground.forms import SchemaForm
from customers.transfer.schemas import CSV, OWN_RECORDS, XLSX, ExportInput


def format_choices() -> list[tuple[str, str]]:
    """(format, its name)."""
    return [(CSV, _("CSV, for every program")), (XLSX, _("Excel"))]


def purpose_choices() -> list[tuple[str, str]]:
    """(purpose, its name), as far as one may choose."""
    return [(OWN_RECORDS, _("Own records"))]


class ExportForm(SchemaForm):
    """The format of the file, and what it is for."""

    schema = ExportInput

    format = SelectField(
        _l("Format"),
        choices=format_choices,
        description=_l("An Excel file takes up to 100,000 customers."),
        validate_choice=False,
    )
    purpose = SelectField(
        _l("Purpose"),
        choices=purpose_choices,
        description=_l("It is written down with your name and what you export."),
        validate_choice=False,
    )
