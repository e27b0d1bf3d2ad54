"""Settings of membership: who is about to join, and who may switch it by hand."""

from __future__ import annotations

from typing import Annotated

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator

from customers.ground.fields import Line, Schema, refusal

LEAST_PERCENT, MOST_PERCENT = 1, 99


def _percent(value: int) -> int:
    if not LEAST_PERCENT <= value <= MOST_PERCENT:
        sentence = _l(
            "Write a number from %(fewest)s to %(most)s.",
            fewest=LEAST_PERCENT,
            most=MOST_PERCENT,
        )
        raise refusal("percent", sentence)
    return value


class MembershipSettings(Schema):
    """How near the threshold one is about to join, and whether staff may switch.

    `version` tells which settings were looked at; without it nobody's are missed.
    """

    near_percent: Annotated[int, AfterValidator(_percent)]
    is_switch_for_admins: bool
    version: Annotated[str | None, Line(64)] = None
