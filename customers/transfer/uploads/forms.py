"""Labels and widgets of an upload."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField
from wtforms import BooleanField, SelectField, StringField

from customers.ground.forms import SchemaForm
from customers.transfer.uploads.models import KINDS
from customers.transfer.uploads.schemas import UploadInput
from customers.transfer.uploads.wording import kind_text


def kind_choices() -> list[tuple[str, str]]:
    """(kind, its name)."""
    return [(kind, kind_text(kind)) for kind in KINDS]


class UploadForm(SchemaForm):
    """What the file holds, the file, and how its rows are meant."""

    schema = UploadInput

    kind = SelectField(_l("What is in it"), choices=kind_choices, validate_choice=False)
    file = FileField(_l("File"))
    source = StringField(
        _l("Source"),
        description=_l(
            "The program it comes from, such as shopify. Ids and references of the "
            "same source are the same customers and purchases."
        ),
        default="import",
    )
    adds_customers = BooleanField(
        _l("Purchases: add customers that are not known"),
    )
