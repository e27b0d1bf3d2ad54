"""What a purchase must be, and what its refunds give back: pure, without a database.

Amounts are minor units and quantities thousandths, always whole numbers.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, tzinfo
from hashlib import blake2b
from itertools import pairwise
from typing import Any, NamedTuple

from flask_babel import gettext as _

from customers.purchases.schemas import NewLine, NewPurchase

PURCHASE, REFUND = KINDS = ("purchase", "refund")
COUNTED, WAITING, VOID = STATES = ("counted", "waiting", "void")

# A million million of the smallest unit, or of thousandths: of the largest, more than
# nine million add up to a number that both databases still know.
MOST = 10**12
MOST_LINES = 5_000
EARLIEST = date(1970, 1, 1)
_TEXTS = {
    "source": 40,
    "reference": 100,
    "refund_of_reference": 100,
    "payment_method": 40,
    "customer_name": 200,
    "customer_phone": 60,
    "customer_address": 500,
}
_LINE_TEXTS = {"description": 300, "sku": 60, "category": 100}


class Fault(ValueError):
    """A purchase that breaks a rule; its text is the sentence that says which."""


class Counted(NamedTuple):
    """What a purchase or refund adds to the totals: of whom, where, when, how much."""

    customer_id: int | None
    shop_id: int | None
    purchased_on: date
    week_hour: int
    kind: str
    total_minor: int
    items: int


class ShopHour(NamedTuple):
    """What a shop's calendar and clock show: the day, and the hour of its week.

    `week_hour` is in whole hours after Monday 0:00, 0 to 167, by the clock: an hour
    that summer time skips is missing, and one that it gives twice is one.
    """

    on: date
    week_hour: int


def shop_hour(moment: datetime, *, zone: tzinfo) -> ShopHour:
    """The day and hour of an aware moment in the zone. Raises: Fault for no moment."""
    if moment.tzinfo is None:
        raise Fault(_("Its time says no time zone."))
    try:
        local = moment.astimezone(zone)
    except OverflowError:
        raise Fault(_("Its date is at the end of all calendars.")) from None
    return ShopHour(local.date(), local.weekday() * 24 + local.hour)


def hour_on(moment: datetime, *, on: date, zone: tzinfo) -> int:
    """The hour of the week of an aware moment that was on this day of the shop.

    Of a day that this zone does not make of it, since another one was set then, the
    hour that is nearest: the first or the last.
    """
    local = shop_hour(moment, zone=zone)
    if local.on == on:
        return local.week_hour
    return on.weekday() * 24 + (0 if local.on < on else 23)


def shop_day(moment: datetime, *, zone: tzinfo) -> date:
    """The calendar day of an aware moment in the zone. Raises: Fault for no moment."""
    return shop_hour(moment, zone=zone).on


def may_give_back(refund_of: int | None, *, bought_by: int | None) -> bool:
    """Whether a refund of this customer (None: says none) is one of their purchase."""
    return refund_of is None or refund_of == bought_by


def checked(told: NewPurchase, *, today: date, on: date) -> NewPurchase:
    """The purchase with its texts as they are kept.

    `on` is the shop's day of it, `today` the shop's day now. Raises: Fault.
    """
    _check_amounts(told)
    if on > today:
        raise Fault(_("The date %(day)s is in the future.", day=on.isoformat()))
    if on < EARLIEST:
        raise Fault(_("The date %(day)s is too long ago.", day=on.isoformat()))
    cleaned: dict[str, Any] = {
        name: _line_text(getattr(told, name), most=m) for name, m in _TEXTS_OF
    }
    for name in ("source", "reference"):
        if not cleaned[name]:
            raise Fault(_("It has no reference."))
    told = told._replace(**cleaned)
    if told.refund_of_reference is not None and told.kind != REFUND:
        raise Fault(_("Only a refund can name the purchase it gives back."))
    return told._replace(lines=tuple(map(_checked_line, told.lines)))


_TEXTS_OF = tuple(_TEXTS.items())
_LINE_TEXTS_OF = tuple(_LINE_TEXTS.items())


def _check_amounts(told: NewPurchase) -> None:
    if told.kind not in KINDS:
        raise Fault(_("It is neither a purchase nor a refund."))
    numbers = (told.total_minor, told.items, told.tax_minor or 0, told.discount_minor)
    if any(type(number) is not int or abs(number) > MOST for number in numbers):
        raise Fault(_("An amount is too large."))
    if told.discount_minor < 0:
        raise Fault(_("A discount cannot be negative."))
    if (told.kind == REFUND) != (told.total_minor < 0):
        raise Fault(
            _("A refund gives back more than nothing, and a purchase is not negative.")
        )
    if told.lines:
        _check_sums(told)


def _check_sums(told: NewPurchase) -> None:
    if len(told.lines) > MOST_LINES:
        raise Fault(_("It has more than %(most)d lines.", most=MOST_LINES))
    if sum(line.total_minor for line in told.lines) - told.discount_minor != (
        told.total_minor
    ):
        raise Fault(_("Its lines do not add up to its total."))
    if sum(line.quantity for line in told.lines) != told.items:
        raise Fault(_("The quantities of its lines do not add up."))


def _checked_line(line: NewLine) -> NewLine:
    numbers = (
        *(line.quantity, line.total_minor, line.unit_price_e4 or 0),
        line.discount_minor,
    )
    if any(type(number) is not int or abs(number) > MOST for number in numbers):
        raise Fault(_("An amount is too large."))
    if line.discount_minor < 0:
        raise Fault(_("A discount cannot be negative."))
    cleaned: dict[str, Any] = {
        name: _line_text(getattr(line, name), most=m) for name, m in _LINE_TEXTS_OF
    }
    return line._replace(**cleaned)


def _line_text(value: str | None, *, most: int) -> str | None:
    """The text of one line as it is kept: NFC and trimmed, None where it is empty."""
    if value is None:
        return None
    if not (value.isascii() and value.isprintable()):
        value = unicodedata.normalize("NFC", value)
        if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in value.strip()):
            raise Fault(_("There is an invisible control character in it."))
    value = value.strip()
    if len(value) > most:
        raise Fault(_("A text is longer than %(most)d characters.", most=most))
    return value or None


def fingerprint(told: NewPurchase) -> str:
    """The digest of what was sent: the same again has the same one.

    Who rang it up is left out, since whoever sends it again may be somebody else.
    """
    moment: datetime = told.purchased_at
    content = (
        told.kind,
        moment.timestamp(),
        told.total_minor,
        told.items,
        told.customer_id,
        told.shop_id,
        told.payment_method,
        told.tax_minor,
        told.discount_minor,
        told.refund_of_reference,
        told.customer_name,
        told.customer_phone,
        told.customer_address,
        *map(tuple, told.lines),
    )
    return blake2b(repr(content).encode(), digest_size=16).hexdigest()


def share(amount_minor: int, *, of: int, part: int) -> int:
    """`amount_minor` * `part` / `of`, rounded half away from zero.

    Taken of growing parts, the differences add up to the whole without a rest.
    """
    sign = -1 if (amount_minor < 0) ^ (part < 0) ^ (of < 0) else 1
    product, divisor = abs(amount_minor * part), abs(of)
    return sign * ((2 * product + divisor) // (2 * divisor))


def line_total(unit_price_e4: int, *, quantity: int, decimals: int) -> int:
    """The minor units of `quantity` (thousandths) at a price of one, half up.

    `decimals` are those of the currency: 2 for EUR, 0 for JPY, 3 for KWD.
    """
    return _rounded(unit_price_e4 * quantity * 10**decimals, 10_000 * 1_000)


def _rounded(number: int, divisor: int) -> int:
    """The quotient, half away from zero."""
    quotient = (2 * abs(number) + abs(divisor)) // (2 * abs(divisor))
    return quotient if (number < 0) == (divisor < 0) else -quotient


def usual_interval(days: Sequence[date]) -> int | None:
    """The median of the days between visits, None with fewer than two days.

    `days` are those of visits, in any order; two on one day are one. Of an even number
    of intervals it is the shorter of the middle two.
    """
    ordered = sorted(set(days))
    gaps = sorted((after - before).days for before, after in pairwise(ordered))
    return gaps[(len(gaps) - 1) // 2] if gaps else None


def fitting(amounts: Iterable[int], *, room: int) -> list[bool]:
    """Which of waiting refunds (0 or more, oldest first) fit into what is left."""
    fits = []
    for amount in amounts:
        fits.append(amount <= room)
        room -= amount if amount <= room else 0
    return fits
