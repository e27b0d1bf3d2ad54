"""What was found wrong so far, so that it is not told again of all that is made of it.

A refund that counts and should not makes no wrong totals where these leave it out
already: totals are compared with what should count, not with what the rows say.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from customers.directory.models import NEVER
from customers.directory.service.tallies import Visits
from customers.purchases.rules import PURCHASE, Counted
from customers.purchases.service.rollups import (
    ByKey,
    add_sums,
    counted_on,
    day_sums,
    first_day_sums,
    hour_sums,
)


class Wrong:
    """What counts and should not (-1), or should and does not (1); mended, nothing.

    `visits` are how many customers more or fewer in truth have such visits.
    """

    def __init__(self) -> None:
        self.by_customer: dict[int, list[tuple[Counted, int]]] = defaultdict(list)
        self.by_day: ByKey = {}
        self.by_hour: ByKey = {}
        self.by_first_day: ByKey = {}
        self.visits: Counter[Visits] = Counter()

    def add(self, counted: Counted, *, sign: int) -> None:
        """Note something that counts and should not, or the other way round."""
        if counted.customer_id is not None:
            self.by_customer[counted.customer_id].append((counted, sign))
        is_attached = int(counted.customer_id is not None)
        key = (counted.purchased_on, counted.shop_id or 0, is_attached)
        add_sums(self.by_day, key=key, sums=day_sums(counted), sign=sign)
        if counted.kind == PURCHASE:
            self.add_hour(counted, counted.week_hour, sign=sign)

    def add_hour(self, purchase: Any, week_hour: int, *, sign: int) -> None:
        """Note a counted purchase in an hour that is not its, or in its own."""
        key = (purchase.purchased_on, purchase.shop_id or 0, week_hour)
        sums = hour_sums(purchase.total_minor)
        add_sums(self.by_hour, key=key, sums=sums, sign=sign)

    def add_visits(self, kept: Visits, true: Visits) -> None:
        """Note that a customer, who is not deleted, has other visits in truth."""
        self.visits[true] += 1
        self.visits[kept] -= 1

    def add_first_days(self, found: Mapping[int, tuple[date, date]]) -> None:
        """Note of customers when they came first as kept, and in truth.

        And what should count on that day, or should not: it must be noted before.
        """
        days = {(who, on) for who, both in found.items() for on in both if on != NEVER}
        counted = counted_on(days)
        for who, (kept, true) in found.items():
            for on, sign in ((kept, -1), (true, 1)):
                for (shop_id,), sums in counted.get((who, on), {}).items():
                    key = (on, shop_id)
                    add_sums(self.by_first_day, key=key, sums=sums, sign=sign)
            for one, sign in self.by_customer.get(who, ()):
                if one.purchased_on == true:
                    key = (true, one.shop_id or 0)
                    sums = first_day_sums(one)
                    add_sums(self.by_first_day, key=key, sums=sums, sign=sign)

    def put_right(self, customer_id: int, totals: Mapping[str, Any]) -> dict[str, Any]:
        """The totals that rows come to, with what should count in place of what does.

        A purchase that counts and should not is never found, so days are only gained.
        """
        right = dict(totals)
        for counted, sign in self.by_customer.get(customer_id, ()):
            right["spend_minor"] += sign * counted.total_minor
            right["items"] += sign * counted.items
            if counted.kind == PURCHASE:
                on, first = counted.purchased_on, right["first_visit_on"]
                right["visits"] += sign
                right["first_visit_on"] = on if first == NEVER else min(first, on)
                right["last_visit_on"] = max(right["last_visit_on"], on)
        return right
