"""What was found wrong so far, so that nothing made of it is told as wrong again."""

from __future__ import annotations

from collections import Counter

from customers.membership.service.tallies import Place
from customers.purchases.service.verifying.wrong import Wrong as WrongPurchases


class Wrong:
    """What stays wrong: sales that do not count as they should, customers' columns.

    `places` are how many customers more or fewer in truth stand where; `customers` are
    those whose columns are wrong.
    """

    def __init__(self) -> None:
        self.of_purchases = WrongPurchases()
        self.places: Counter[Place] = Counter()
        self.customers: set[int] = set()

    def is_of_purchases(self, customer_id: int) -> bool:
        """Whether what somebody bought is wrong, and so all that is made of it."""
        return customer_id in self.of_purchases.by_customer

    def move(self, customer_id: int, *, kept: Place, true: Place) -> None:
        """Note where a customer, who is not deleted, stands in truth."""
        self.customers.add(customer_id)
        self.places[kept] -= 1
        self.places[true] += 1
