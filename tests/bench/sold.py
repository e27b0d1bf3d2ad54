"""The rows that the product would write for sales, and the totals they come to."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from customers.directory.models import NEVER
from customers.directory.service.tallies import MOST_VISITS
from customers.purchases.rules import COUNTED, REFUND, fingerprint
from tests.bench.sales import DAYS, Sale, day

COLUMNS = {
    "purchase": (
        *("id", "business_id", "kind", "state", "source", "reference", "fingerprint"),
        *("customer_id", "shop_id", "staff_member_id", "purchased_at", "purchased_on"),
        *("counts_on", "total_minor", "tax_minor", "discount_minor", "refunded_minor"),
        *("items", "payment_method", "refund_of_id", "refund_of_reference"),
        *("customer_name", "customer_phone", "customer_address", "has_said"),
        *("created_at", "updated_at"),
    ),
    "purchase_line": (
        *("id", "business_id", "purchase_id", "position", "sku", "description"),
        *("category", "quantity", "unit_price_e4", "discount_minor", "total_minor"),
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
    """What counted sales come to: of a customer, and by business, day and shop."""

    def __init__(self) -> None:
        self.days: dict[tuple[int, str, int, int], list[int]] = defaultdict(
            lambda: [0] * 5
        )
        self.visits: Counter[tuple[int, int]] = Counter()

    def customer(
        self, business_id: int, sales: list[Sale], *, is_deleted: bool
    ) -> dict[str, Any]:
        """The totals of a customer with these sales, which are counted here."""
        days, spend, items = [], 0, 0
        for sale in sales:
            if sale.state != COUNTED:
                continue
            self.count(business_id, sale, is_attached=1)
            spend += sale.told.total_minor
            items += sale.told.items
            if sale.told.kind != REFUND:
                days.append(sale.day)
        if days and not is_deleted:
            self.visits[business_id, min(len(days), MOST_VISITS)] += 1
        return {
            "visits": len(days),
            "spend_minor": spend,
            "items": items,
            "first_visit_on": day(min(days)) if days else NEVER,
            "last_visit_on": day(max(days)) if days else NEVER,
        }

    def count(self, business_id: int, sale: Sale, *, is_attached: int) -> None:
        """Count a sale on its day."""
        told = sale.told
        sums = self.days[business_id, _DAYS[sale.day], told.shop_id or 0, is_attached]
        if told.kind == REFUND:
            sums[1] += 1
            sums[3] -= told.total_minor
        else:
            sums[0] += 1
            sums[2] += told.total_minor
        sums[4] += told.items

    def add(self, other: Sums) -> None:
        """Add what another process counted."""
        for key, more in other.days.items():
            sums = self.days[key]
            sums[:] = [one + two for one, two in zip(sums, more, strict=True)]
        self.visits.update(other.visits)

    def __getstate__(self) -> tuple[dict[Any, list[int]], Counter[tuple[int, int]]]:
        return dict(self.days), self.visits

    def __setstate__(self, state: tuple[dict[Any, list[int]], Any]) -> None:
        self.__init__()  # type: ignore[misc]
        self.days.update(state[0])
        self.visits = state[1]


def purchase_row(sale: Sale, buyer: Buyer, *, business_id: int) -> tuple[Any, ...]:
    """The row of a sale, as either database reads it."""
    told = sale.told
    said = (told.customer_name, told.customer_phone, told.customer_address)
    moment = told.purchased_at.replace(tzinfo=None).isoformat(" ", "microseconds")
    return (
        *(sale.id, business_id, told.kind, sale.state, told.source, told.reference),
        *(fingerprint(told), buyer.id, told.shop_id, told.staff_member_id, moment),
        *(_DAYS[sale.day], _DAYS[sale.of.day if sale.of else sale.day]),
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
