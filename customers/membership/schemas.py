"""What may come in about membership: a switch by hand, and a rule."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator

from customers.ground.fields import Line, Schema, refusal
from customers.ground.money import PositiveAmountText

MOST_MONTHS, MOST_DAYS = 120, 366
MAX_REASON = 200

Way = Literal["keep", "grace", "end"]


def _months(value: int) -> int:
    if not 1 <= value <= MOST_MONTHS:
        sentence = _l("Write a number of months from 1 to %(most)s.", most=MOST_MONTHS)
        raise refusal("months", sentence)
    return value


def _days(value: int) -> int:
    if not 0 <= value <= MOST_DAYS:
        sentence = _l("Write a number of days from 0 to %(most)s.", most=MOST_DAYS)
        raise refusal("days", sentence)
    return value


Months = Annotated[int, AfterValidator(_months)]


class SwitchInput(Schema):
    """The wanted state; `hold_until` is the day on which automation decides again.

    None: it stays until somebody ends the hold.
    """

    is_member: bool
    reason: Annotated[str | None, Line(MAX_REASON)] = None
    hold_until: date | None = None

    @property
    def asks_for_hold(self) -> bool:
        """Whether more is said than the state."""
        return self.reason is not None or self.hold_until is not None


class RuleInput(Schema):
    """What makes a member from now on; None is a lifetime, and no period.

    `version` is the number of the rule that was looked at, 0 for none; without it
    nobody's change is missed.
    """

    threshold: PositiveAmountText
    window_months: Months | None = None
    is_automatic: bool = False
    period_months: Months | None = None
    is_renewed: bool = False
    grace_days: Annotated[int, AfterValidator(_days)] = 0
    on_refund: Way = "keep"
    on_window: Way = "keep"
    version: int | None = None
