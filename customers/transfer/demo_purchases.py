"""What the people of the demo buy and give back in two years, from a seeded source."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import accumulate
from random import Random
from typing import NamedTuple

from customers.purchases.schemas import NewPurchase
from customers.transfer.demo_baskets import Basket, Baskets
from customers.transfer.demo_days import DAYS, Calendar
from customers.transfer.demo_phones import phone_of
from customers.transfer.demo_places import HOME

SOURCE = "till"
SEED = 20_240_301
# How many of a hundred never come, come once, 2 to 4, 5 to 9, 10 to 16 times, weekly.
NEVER, ONCE, FEW, SOME, OFTEN, WEEKLY = range(6)
_TIMES = {ONCE: (1, 1), FEW: (2, 4), SOME: (5, 9), OFTEN: (10, 16)}
_SHARES = {
    "walk_in": (18, 33, 29, 13, 6, 1),
    "regular": (6, 12, 28, 30, 22, 2),
    "vip": (2, 4, 16, 28, 44, 6),
    "wholesale": (5, 5, 15, 25, 45, 5),
}
_LAPSED = 0.25
_STRANGERS = 0.06
_CALLERS = ("A. Whitcombe", "Mrs Pryce", "Dan at no. 12", "The Old Mill", "R. Okafor")
_METHODS = (30, 60, 3, 5, 2)


class Buyer(NamedTuple):
    """Somebody who may come: since when, as what, and where they would rather go."""

    customer_id: int
    customer_type: str
    since: date
    shop_id: int | None


class Till:
    """Draws two years of sales in these shops, up to the day before `today`."""

    def __init__(
        self,
        *,
        shop_ids: Sequence[int],
        payment_methods: Sequence[str],
        today: date,
        timezone: str,
    ) -> None:
        self.random = Random(SEED)  # noqa: S311 - it must be the same every time
        # Their own, so that as many come whatever the day is.
        self.habits = Random(SEED)  # noqa: S311
        self.calendar = Calendar(today=today, timezone=timezone, random=self.random)
        self.baskets = Baskets(self.random)
        self.shop_ids = list(shop_ids)
        # The first shop is the largest.
        self._busy = list(accumulate(range(len(shop_ids) + 1, 1, -1)))
        self.methods = list(payment_methods)
        shares = [*_METHODS, *[1] * len(self.methods)][: len(self.methods)]
        self._methods = list(accumulate(shares))

    def sales(self, buyers: Sequence[Buyer]) -> list[NewPurchase]:
        """What these and strangers bought, in order of time, with its references."""
        drawn = [sale for buyer in buyers for sale in self._sales_of(buyer)]
        strangers = int(len(drawn) * _STRANGERS)
        drawn += [self._stranger() for _ in range(strangers)]
        drawn.sort(key=lambda sale: sale.purchased_at)
        return [
            sale._replace(reference=f"R-{number:06d}")
            for number, sale in enumerate(drawn, start=1)
        ]

    def _sales_of(self, buyer: Buyer) -> Iterator[NewPurchase]:
        for number in self._days_of(buyer):
            basket = self.baskets.of(buyer.customer_type)
            sale = self._sale(number, basket, shop_id=self._shop(buyer.shop_id))
            yield sale._replace(customer_id=buyer.customer_id)

    def _days_of(self, buyer: Buyer) -> Iterator[int]:
        """The days on which somebody comes, never before they are a customer."""
        start, end = self.calendar.place(buyer.since), DAYS
        [habit] = self.habits.choices(range(6), _SHARES[buyer.customer_type])
        if self.habits.random() < _LAPSED:
            end = self.habits.randint(max(start, 0), DAYS)
        if habit == NEVER:
            return
        if habit == WEEKLY:
            yield from self._weekly(start, end)
            return
        times = self.habits.randint(*_TIMES[habit])
        if self.calendar.is_open(start):
            # Who is new became a customer by buying.
            yield start
            times -= 1
        times = min(times, (end - max(start, 0)) // 3)
        days = (self.calendar.drawn(start + 1, end) for _ in range(times))
        yield from (number for number in days if number >= 0)

    def _weekly(self, start: int, end: int) -> Iterator[int]:
        """Come on the same day of most weeks, or on the one after."""
        for number in range(max(start, 0) + self.random.randrange(7), end, 7):
            later = number + (self.random.random() < 0.2)
            if self.random.random() < 0.85 and later < end:
                yield from [later] if self.calendar.is_open(later) else ()

    def _stranger(self) -> NewPurchase:
        """Sell to somebody unknown, who sometimes left a name or a phone."""
        number = self.calendar.drawn(0, DAYS)
        sale = self._sale(number, self.baskets.of("walk_in"), shop_id=self._shop(None))
        kind = self.random.random()
        if kind < 0.15:
            sale = sale._replace(customer_name=self.random.choice(_CALLERS))
        if 0.1 < kind < 0.3:
            phone = phone_of(HOME, random=self.random)
            sale = sale._replace(customer_phone=phone)
        return sale

    def _sale(self, number: int, basket: Basket, *, shop_id: int) -> NewPurchase:
        [method] = self.random.choices(self.methods, cum_weights=self._methods)
        return NewPurchase(
            source=SOURCE,
            reference="",
            purchased_at=self.calendar.moment(number),
            total_minor=basket.total_minor,
            items=basket.items,
            shop_id=shop_id,
            payment_method=method,
            tax_minor=basket.tax_minor,
            discount_minor=basket.discount_minor,
            lines=basket.lines,
        )

    def _shop(self, preferred: int | None) -> int:
        if preferred is not None and self.random.random() < 0.9:
            return preferred
        return self.random.choices(self.shop_ids, cum_weights=self._busy)[0]
