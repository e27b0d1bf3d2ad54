"""What lies in a basket of the demo business, and what it comes to."""

from __future__ import annotations

from itertools import accumulate
from random import Random
from typing import NamedTuple

from customers.purchases.rules import line_total, share
from customers.purchases.schemas import NewLine
from customers.transfer.demo_goods import GOODS, Good

DECIMALS = 2
# The fewest and most kinds of goods; the most of each; how often there is a discount.
_SIZES = {
    "walk_in": (1, 4, 2, 0.02),
    "regular": (1, 6, 3, 0.05),
    "vip": (2, 8, 4, 0.25),
    "wholesale": (4, 11, 24, 0.3),
}
_VAT = 20
_OFTEN = list(accumulate(good.often for good in GOODS))
_TAXED = {good.sku for good in GOODS if good.is_taxed}


class Basket(NamedTuple):
    """The lines of a sale, and its sums: minor units, and items in thousandths."""

    lines: tuple[NewLine, ...]
    total_minor: int
    items: int
    discount_minor: int
    tax_minor: int


class Baskets:
    """Fills baskets."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def of(self, customer_type: str) -> Basket:
        """A basket as customers of this type take home."""
        fewest, most, many, discounted = _SIZES[customer_type]
        kinds = self.random.randint(fewest, self.random.randint(fewest, most))
        goods = dict.fromkeys(
            self.random.choices(GOODS, cum_weights=_OFTEN, k=max(kinds, 1))
        )
        lines = tuple(self._line(good, many) for good in goods)
        whole = sum(line.total_minor for line in lines)
        discount = 0
        if self.random.random() < discounted:
            discount = share(whole, of=100, part=self.random.choice((5, 10)))
        taxed = tax_of(lines)
        return Basket(
            lines,
            total_minor=whole - discount,
            items=sum(line.quantity for line in lines),
            discount_minor=discount,
            tax_minor=share(taxed, of=whole, part=whole - discount),
        )

    def _line(self, good: Good, many: int) -> NewLine:
        count = self.random.randint(1, self.random.randint(1, many))
        # Scales show grams in tens.
        grams = self.random.randint(8, 35) * 10 if good.is_weighed else 1_000
        price_e4 = good.price_minor * 100
        quantity = count * grams
        return NewLine(
            quantity=quantity,
            total_minor=line_total(price_e4, quantity=quantity, decimals=DECIMALS),
            description=good.name,
            sku=good.sku,
            category=good.category,
            unit_price_e4=price_e4,
        )


def tax_of(lines: tuple[NewLine, ...]) -> int:
    """The tax within these lines, signed as they are."""
    taxed = sum(line.total_minor for line in lines if line.sku in _TAXED)
    return share(taxed, of=100 + _VAT, part=_VAT)
