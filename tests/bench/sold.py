"""The rows that the product would write for sales, and the totals they come to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from operator import add
from typing import Any, NamedTuple

from customers.directory.models import NEVER
from customers.directory.tally_models import MOST_VISITS
from customers.purchases.rules import COUNTED, REFUND, fingerprint
from tests.bench.sales import DAYS, Sale, day

COLUMNS = {
    "purchase": (
        *("id", "business_id", "kind", "state", "source", "reference", "fingerprint"),
        *("customer_id", "shop_id", "staff_member_id", "purchased_at", "purchased_on"),
        *("week_hour", "counts_on", "total_minor", "tax_minor", "discount_minor"),
        *("refunded_minor", "items", "payment_method", "refund_of_id"),
        *("refund_of_reference", "customer_name", "customer_phone"),
        *("customer_address", "has_said", "created_at", "updated_at"),
    ),
    "purchase_line": (
        *("id", "business_id", "purchase_id", "position", "sku", "description"),
        *("category", "quantity", "unit_price_e4", "discount_minor", "total_minor"),
    ),
}
# What is counted beside the rows: the key of each table behind the business, and its
# numbers.
COUNTED_IN = {
    "visit_tally": ("visits", "total"),
    "first_visit_tally": ("on_month", "buyers", "repeaters"),
    "purchase_day": (
        *("on_day", "shop_id", "is_attached"),
        *("purchases", "refunds", "sales_minor", "refunded_minor", "items"),
    ),
    "purchase_hour": ("on_day", "shop_id", "week_hour", "purchases", "sales_minor"),
    "first_day": (
        *("on_day", "shop_id", "purchases", "refunds"),
        *("sales_minor", "refunded_minor"),
    ),
}
_DAYS = [day(number).isoformat() for number in range(DAYS)]
_SAID = ("street", "region", "country")


class Buyer(NamedTuple):
    """Whose sales they are, and what a sale keeps of who they are."""

    id: int | None = None
    name: str | None = None
    phone: str | None = None
    address: str | None = None

    @classmethod
    def of(cls, customer_id: int, fields: Mapping[str, Any]) -> Buyer:
        """A customer with these fields of the profile."""
        place = " ".join(filter(None, (fields["postcode"], fields["town"])))
        street, region, country = (fields[name] for name in _SAID)
        address = ", ".join(filter(None, (street, place, region, country)))
        return cls(
            customer_id, fields["name"] or None, fields["phone"], address or None
        )


STRANGER = Buyer()


class Sums:
    """What counted sales come to: of a customer, and by the tables of COUNTED_IN."""

    def __init__(self) -> None:
        self._tables: dict[str, dict[Any, tuple[int, ...]]] = {
            table: {} for table in COUNTED_IN
        }

    def customer(
        self, business_id: int, sales: list[Sale], *, is_deleted: bool
    ) -> dict[str, Any]:
        """The totals of a customer with these sales, which are counted here."""
        counted = [sale for sale in sales if sale.state == COUNTED]
        days = [sale.day for sale in counted if sale.told.kind != REFUND]
        first = min(days, default=None)
        for sale in counted:
            self.count(business_id, sale, is_attached=1)
            if sale.day == first:
                key = (business_id, _DAYS[sale.day], sale.told.shop_id or 0)
                self._add("first_day", key, _numbers(sale))
        if first is not None and not is_deleted:
            number = min(len(days), MOST_VISITS)
            self._add("visit_tally", (business_id, number), (1,))
            month = (business_id, day(first).replace(day=1).isoformat())
            self._add("first_visit_tally", month, (1, int(number > 1)))
        return {
            "visits": len(days),
            "spend_minor": sum(sale.told.total_minor for sale in counted),
            "items": sum(sale.told.items for sale in counted),
            "first_visit_on": NEVER if first is None else day(first),
            "last_visit_on": day(max(days)) if days else NEVER,
        }

    def count(self, business_id: int, sale: Sale, *, is_attached: int) -> None:
        """Count a sale on its day and in its hour."""
        told = sale.told
        place = (business_id, _DAYS[sale.day], told.shop_id or 0)
        numbers = (*_numbers(sale), told.items)
        self._add("purchase_day", (*place, is_attached), numbers)
        if told.kind != REFUND:
            hour = (*place, sale.week_hour)
            self._add("purchase_hour", hour, (1, told.total_minor))

    def add(self, other: Sums) -> None:
        """Add what another process counted."""
        for table, sums in other._tables.items():
            for key, numbers in sums.items():
                self._add(table, key, numbers)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """The rows of the tables, each with its business first."""
        return {
            table: [(*key, *numbers) for key, numbers in sums.items()]
            for table, sums in self._tables.items()
        }

    def _add(self, table: str, key: Any, numbers: tuple[int, ...]) -> None:
        sums = self._tables[table]
        before = sums.get(key)
        if before is not None:
            numbers = tuple(map(add, before, numbers))
        sums[key] = numbers


def _numbers(sale: Sale) -> tuple[int, int, int, int]:
    """What it adds to a day: purchases, refunds, and the amount of either."""
    if sale.told.kind == REFUND:
        return (0, 1, 0, -sale.told.total_minor)
    return (1, 0, sale.told.total_minor, 0)


def purchase_row(sale: Sale, buyer: Buyer, *, business_id: int) -> tuple[Any, ...]:
    """The row of a sale, as either database reads it."""
    told = sale.told
    said = (told.customer_name, told.customer_phone, told.customer_address)
    moment = told.purchased_at.replace(tzinfo=None).isoformat(" ", "microseconds")
    return (
        *(sale.id, business_id, told.kind, sale.state, told.source, told.reference),
        *(fingerprint(told), buyer.id, told.shop_id, told.staff_member_id, moment),
        *(_DAYS[sale.day], sale.week_hour),
        _DAYS[sale.of.day if sale.of else sale.day],
        *(told.total_minor, told.tax_minor, told.discount_minor, sale.refunded_minor),
        *(told.items, told.payment_method, sale.of.id if sale.of else None),
        *(told.refund_of_reference, *(said if any(said) else buyer[1:])),
        *(int(any(said)), moment, moment),
    )


def line_rows(sale: Sale, *, business_id: int) -> list[tuple[Any, ...]]:
    """The rows of its lines."""
    return [
        (
            *(line_id, business_id, sale.id, position, line.sku, line.description),
            *(line.category, line.quantity, line.unit_price_e4, line.discount_minor),
            line.total_minor,
        )
        for position, (line_id, line) in enumerate(sale.lines(), start=1)
    ]


def plain(value: Any) -> Any:
    """A value as either database reads it; moments are in UTC."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value
