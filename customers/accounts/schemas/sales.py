"""How sales are told apart: the bounds of frequencies, and what one pays with."""

from __future__ import annotations

from typing import Annotated, Any

from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator, BeforeValidator, ValidationInfo, field_validator

from customers.ground.fields import Line, NeededLine, Schema, refusal

FEWEST_VISITS, MOST_VISITS = 2, 1_000
MOST_METHODS = 20
MAX_METHOD = 40
_RISING = ("occasional_from", "regular_from", "frequent_from")


def _visits(value: int) -> int:
    if not FEWEST_VISITS <= value <= MOST_VISITS:
        sentence = _l(
            "Write a number from %(fewest)s to %(most)s.",
            fewest=FEWEST_VISITS,
            most=MOST_VISITS,
        )
        raise refusal("visits", sentence)
    return value


def _not_too_many(value: Any) -> Any:
    if isinstance(value, list | tuple) and len(value) > MOST_METHODS:
        sentence = _l("Write at most %(most)s payment methods.", most=MOST_METHODS)
        raise refusal("too_many", sentence)
    return value


def _each_once(value: tuple[str, ...]) -> tuple[str, ...]:
    if not value:
        raise refusal("missing", _l("Write at least one payment method."))
    known: set[str] = set()
    for name in value:
        if name.casefold() in known:
            sentence = _l("“%(name)s” stands here twice.", name=name)
            raise refusal("twice", sentence)
        known.add(name.casefold())
    return value


FirstVisit = Annotated[int, AfterValidator(_visits)]
PaymentMethods = Annotated[
    tuple[Annotated[str, NeededLine(MAX_METHOD)], ...],
    BeforeValidator(_not_too_many),
    AfterValidator(_each_once),
]


class SalesSettings(Schema):
    """From which visit on a customer is of a frequency, and the payment methods.

    `version` tells which settings were looked at; without it nobody's are missed.
    """

    occasional_from: FirstVisit
    regular_from: FirstVisit
    frequent_from: FirstVisit
    payment_methods: PaymentMethods
    version: Annotated[str | None, Line(64)] = None

    @field_validator(*_RISING)
    @classmethod
    def _rises(cls, value: int, info: ValidationInfo) -> int:
        before = [info.data[name] for name in _RISING if name in info.data]
        if before and value <= before[-1]:
            sentence = _l("Write more visits than %(before)s.", before=before[-1])
            raise refusal("rises", sentence)
        return value
