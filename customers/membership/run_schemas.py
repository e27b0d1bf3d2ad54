"""What may come in about a run: the threshold that is to be tried."""

from __future__ import annotations

from typing import Annotated, Any

from flask_babel import lazy_gettext as _l
from pydantic import BeforeValidator

from customers.ground.fields import Schema, refusal
from customers.ground.money import PositiveAmountText
from customers.membership.schemas import Months


def _said(value: Any) -> Any:
    if value is None:
        raise refusal("missing", _l("Write the spend that makes a member."))
    return value


class RunInput(Schema):
    """A threshold, in a window of so many months (None: a lifetime).

    `also_ends`: whoever is a member below it is to be none.
    """

    threshold: Annotated[PositiveAmountText, BeforeValidator(_said)]
    window_months: Months | None = None
    also_ends: bool = False
