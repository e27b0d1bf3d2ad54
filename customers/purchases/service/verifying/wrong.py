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
from customers.purchases.rules import PURCHASE, Counted
from customers.purchases.service.totals import day_sums

Day = tuple[date, int, int]


class Wrong:
    """What counts and should not (-1), or should and does not (1); mended, nothing.

    `visits` are how many customers more or fewer in truth have so many visits.
    """

    def __init__(self) -> None:
        self.by_customer: dict[int, list[tuple[Counted, int]]] = defaultdict(list)
        self.by_day: dict[Day, tuple[int, ...]] = {}
        self.visits: Counter[int] = Counter()

    def add(self, counted: Counted, *, sign: int) -> None:
        """Note something that counts and should not, or the other way round."""
        if counted.customer_id is not None:
            self.by_customer[counted.customer_id].append((counted, sign))
        is_attached = int(counted.customer_id is not None)
        key = (counted.purchased_on, counted.shop_id or 0, is_attached)
        sums = day_sums(counted)
        before = self.by_day.get(key, (0,) * len(sums))
        self.by_day[key] = tuple(
            b + sign * s for b, s in zip(before, sums, strict=True)
        )

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
