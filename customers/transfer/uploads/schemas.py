"""What may come in with a file: what it holds, whose rows they are."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator

from customers.directory.schemas import Source
from customers.ground.fields import Schema, refusal


def _file(value: Any) -> Any:
    if value is None:
        raise refusal("missing", _l("Choose a file."))
    return value


class UploadInput(Schema):
    """A file (werkzeug's FileStorage), and how its rows are meant."""

    kind: Literal["customers", "purchases"]
    file: Annotated[Any, AfterValidator(_file)]
    source: Source
    adds_customers: bool = False
