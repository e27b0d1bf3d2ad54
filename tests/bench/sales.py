"""What the customers of the measurement bought and gave back in two years.

Each is made as a till would tell it, and nothing of a clock or a database is asked.
Ids rise with the days, as they do where sales are recorded as they happen, but leave
gaps, so that every chunk of customers can give its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from random import Random
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from customers.purchases.schemas import NewLine, NewPurchase
from tests.bench.people import LAST_DAY, Person
from tests.bench.plans import Plan

SOURCE = "till"
DAYS = 730
FIRST_DAY = LAST_DAY - timedelta(days=DAYS - 1)
# A day of a chunk has room for so many, and a purchase for so many lines.
ROOM, LINES = 4_096, 8
_SEED = 11
# Nowhere do clocks change while a shop is open.
_OPENS, _OPEN_SECONDS = 8, 12 * 3_600
_HOUR = timedelta(hours=1)
_METHODS = ("Card", "Card", "Cash", "Voucher")
# The shares of purchases that have lines, are given back partly, or partly or wholly;
# and how many there are for each purchase of a customer: sales to nobody known, refunds
# that name no purchase, refunds that name one which never comes.
_WITH_LINES, _PARTLY, _WHOLLY = 0.1, 0.02, 0.05
_STRANGERS, _NAMELESS_REFUNDS, _WAITING = 0.03, 0.004, 0.0005


class Sale(NamedTuple):
    """A purchase or refund: its id, its day (from 0), how it is told, what it became.

    `of` is the purchase that a refund gives back, `refunded_minor` what was given back
    of a purchase; `week_hour` is the hour of the week by the shop's clock.
    """

    id: int
    day: int
    told: NewPurchase
    week_hour: int
    of: Sale | None = None
    refunded_minor: int = 0
    state: str = "counted"

    def lines(self) -> Iterator[tuple[int, NewLine]]:
        """The lines with their ids."""
        return enumerate(self.told.lines, start=self.id * LINES)


def day(number: int) -> date:
    """The day of a number."""
    return FIRST_DAY + timedelta(days=number)


@cache
def openings(timezone: str) -> list[datetime]:
    """The moments (UTC) at which shops of the time zone open, of every day."""
    zone, opens = ZoneInfo(timezone), time(_OPENS)
    local = (datetime.combine(day(n), opens, zone) for n in range(DAYS))
    return [moment.astimezone(UTC) for moment in local]


def week_hour(told: NewPurchase, number: int, timezone: str) -> int:
    """The hour of the week at which something was told of, in that time zone."""
    hour = _OPENS + (told.purchased_at - openings(timezone)[number]) // _HOUR
    return day(number).weekday() * 24 + hour


class Selling:
    """Draws the sales of a chunk of customers; `chunks` is how many there are."""

    def __init__(self, number: int, *, chunks: int) -> None:
        self.random = Random(_SEED * 1_000_003 + number)
        self._number = number
        self._chunks = chunks
        self._serials = [0] * DAYS

    def of(self, person: Person) -> Iterator[Sale]:
        """What a customer bought, each with what came back of it."""
        random = self.random
        start = max(0, (person.fields["since"] - FIRST_DAY).days)
        for _ in range(person.visits):
            number = start + int((DAYS - start) * random.random())
            yield from self._sold(number, person.plan, person.id)
        for share, waits in ((_NAMELESS_REFUNDS, False), (_WAITING, True)):
            if random.random() < share * person.visits:
                yield self._unnamed(start, person, waits=waits)

    def to_strangers(
        self, plans: tuple[Plan, ...], *, count: int
    ) -> Iterator[tuple[int, Sale]]:
        """What nobody known bought in a business, beside `count` sales to customers."""
        many = round(count * _STRANGERS)
        chosen = self.random.choices(plans, [plan.share for plan in plans], k=many)
        for plan in chosen:
            number = int(DAYS * self.random.random())
            for sale in self._sold(number, plan, None):
                yield plan.business_id, sale

    def _sold(self, number: int, plan: Plan, customer_id: int | None) -> Iterator[Sale]:
        random = self.random
        total, count = (
            int(random.lognormvariate(7.8, 0.8)),
            1 + int(random.random() * 5),
        )
        sale_id, said = self._id(number), random.random()
        told = self._told(
            number,
            plan,
            reference=f"T{sale_id:09d}",
            total_minor=total,
            items=count * 1_000,
            customer_id=customer_id,
            tax_minor=total // 6 if said < 0.5 else None,
            customer_name="A. Caller" if customer_id is None and said < 0.3 else None,
            lines=self._lines(total, count) if random.random() < _WITH_LINES else (),
        )
        hour, refunded = week_hour(told, number, plan.timezone), random.random()
        if refunded >= _WHOLLY or number + 1 >= DAYS or not total:
            yield Sale(sale_id, number, told, hour)
            return
        part = total if refunded >= _PARTLY else -(-total // 3)
        sale = Sale(sale_id, number, told, hour, refunded_minor=part)
        yield sale
        yield self._refunded(sale, plan, part)

    def _refunded(self, sale: Sale, plan: Plan, part: int) -> Sale:
        """Give a part of a sale back some days later; lines come back as a whole."""
        number = min(sale.day + 1 + int(self.random.random() * 14), DAYS - 1)
        is_whole = part == sale.told.total_minor
        sale_id = self._id(number)
        told = self._told(
            number,
            plan,
            reference=f"R{sale_id:09d}",
            kind="refund",
            total_minor=-part,
            items=-sale.told.items if is_whole else 0,
            # A till that knows the purchase need not say whose it is.
            customer_id=sale.told.customer_id if self.random.random() < 0.5 else None,
            refund_of_reference=sale.told.reference,
            lines=tuple(map(_turned, sale.told.lines)) if is_whole else (),
        )
        hour = week_hour(told, number, plan.timezone)
        return Sale(sale_id, number, told, hour, of=sale)

    def _unnamed(self, start: int, person: Person, *, waits: bool) -> Sale:
        """Give money back for a purchase that is not named, or not known yet."""
        number = start + int((DAYS - start) * self.random.random())
        sale_id = self._id(number)
        told = self._told(
            number,
            person.plan,
            reference=f"R{sale_id:09d}",
            kind="refund",
            total_minor=-self.random.randint(100, 2_000),
            items=-1_000,
            customer_id=person.id,
            refund_of_reference="lost" if waits else None,
        )
        hour = week_hour(told, number, person.plan.timezone)
        state = "waiting" if waits else "counted"
        return Sale(sale_id, number, told, hour, state=state)

    def _told(self, number: int, plan: Plan, **more: Any) -> NewPurchase:
        random = self.random
        seconds = timedelta(seconds=int(random.random() * _OPEN_SECONDS))
        shop, staff, method = random.random(), random.random(), random.random()
        return NewPurchase(
            source=SOURCE,
            purchased_at=openings(plan.timezone)[number] + seconds,
            shop_id=plan.shop_ids[int(shop * len(plan.shop_ids))],
            staff_member_id=plan.staff_ids[int(staff * len(plan.staff_ids))],
            payment_method=_METHODS[int(method * len(_METHODS))],
            **more,
        )

    def _lines(self, total: int, count: int) -> tuple[NewLine, ...]:
        """Two lines, or one, that come to the total."""
        first = total // 3 if count > 1 else total
        parts = ((1, first), (count - 1, total - first))
        return tuple(
            NewLine(
                quantity=number * 1_000,
                total_minor=amount,
                description=f"Product {int(self.random.random() * 500)}",
                category="Books",
            )
            for number, amount in parts
            if number
        )

    def _id(self, number: int) -> int:
        serial = self._serials[number]
        self._serials[number] += 1
        assert serial < ROOM, "a day of a chunk is too full"
        return (number * self._chunks + self._number) * ROOM + serial + 1


def _turned(line: NewLine) -> NewLine:
    return line._replace(quantity=-line.quantity, total_minor=-line.total_minor)
