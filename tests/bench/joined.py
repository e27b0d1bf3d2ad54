"""Who is a member: by hand before anything was bought, or by what they spent then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from customers.membership.rules import BY_THRESHOLD, FOREVER, MANUAL, NEVER
from customers.purchases.rules import COUNTED
from tests.bench.people import LAST_DAY
from tests.bench.plans import THRESHOLD_MINOR, Plan
from tests.bench.sales import Sale

# When all of it was written down: at the same time of the same day in every place.
NOTED_ON = LAST_DAY + timedelta(days=1)
NOTED_AT = datetime.combine(NOTED_ON, time(12), UTC)
REASON = "A friend of the house."
# Of so many customers one is held, in turn as a member and as none.
_ONE_OF, _THE = 50, 7
COLUMNS = (
    *("is_member", "member_until", "held_until", "membership_entry_id"),
    "window_spend_minor",
)
ENTRY = (
    *("id", "business_id", "customer_id", "at", "on_day", "was_member", "is_member"),
    *("until", "held_until", "cause", "rule_id", "spend_minor", "period_from"),
    *("reason", "purchase_id"),
)


class Membership(NamedTuple):
    """What a customer is: as the row has it, and the entry that says so, if any."""

    is_member: bool = False
    held_until: date = NEVER
    spend_minor: int = 0
    purchase_id: int | None = None

    @property
    def until(self) -> date:
        """The day (exclusive) until which they are a member."""
        return FOREVER if self.is_member else NEVER

    @property
    def is_entered(self) -> bool:
        """Whether there is an entry; of one who is no member and never was, none."""
        return self.is_member or self.held_until > NEVER

    def columns(self, customer_id: int, *, spend_minor: int) -> dict[str, Any]:
        """What the customer's row has of it; they spent so much by now."""
        entry_id = customer_id if self.is_entered else None
        values = (self.is_member, self.until, self.held_until, entry_id, spend_minor)
        return dict(zip(COLUMNS, values, strict=True))

    def entry(self, customer_id: int, plan: Plan) -> dict[str, Any]:
        """The entry's row, which has the number of the customer."""
        is_by_hand = self.purchase_id is None
        values = (
            *(customer_id, plan.business_id, customer_id, NOTED_AT, NOTED_ON, False),
            *(self.is_member, self.until, self.held_until),
            *(MANUAL if is_by_hand else BY_THRESHOLD, plan.rule_id, self.spend_minor),
            *(NOTED_ON if self.is_member else NEVER, REASON if is_by_hand else None),
            self.purchase_id,
        )
        return dict(zip(ENTRY, values, strict=True))


def switched(customer_id: int) -> bool | None:
    """Whether somebody switched them to member, or to none; None: nobody did."""
    if customer_id % _ONE_OF != _THE:
        return None
    return customer_id % (2 * _ONE_OF) == _THE


def day_rows(members: Mapping[int, int]) -> list[tuple[Any, ...]]:
    """The rows of the days: all joined on one, so many in each business."""
    day = NOTED_ON.isoformat()
    return [(business_id, day, number, 0) for business_id, number in members.items()]


def membership(customer_id: int, sales: Sequence[Sale]) -> Membership:
    """What a customer is after these sales, which are told in the order of time."""
    by_hand = switched(customer_id)
    if by_hand is not None:
        return Membership(by_hand, FOREVER)
    counted = [sale for sale in sales if sale.state == COUNTED]
    if sum(max(sale.told.total_minor, 0) for sale in counted) >= THRESHOLD_MINOR:
        spend = 0
        for sale in sorted(counted):
            spend += sale.told.total_minor
            if spend >= THRESHOLD_MINOR:
                return Membership(True, NEVER, spend, sale.id)
    return Membership()
