"""What may come in as a purchase or refund, and what became of it.

Those that are fed in bulk come as plain tuples: `service.record_purchases` checks each,
so that a program, a file and a form obey the same rules.
"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

RECORDED, SAME, REFUSED = "recorded", "same", "refused"


class NewLine(NamedTuple):
    """A line: so many of something, for so much.

    `quantity` is in thousandths; `total_minor`, in minor units, is what the line comes
    to after `discount_minor`. Both have the sign of the line: a refund's are negative,
    as is what comes back within an exchange. `unit_price_e4` is the price of one in
    ten-thousandths of the currency's main unit. `refund_of_line_id` is the line that
    a refund's line gives back.
    """

    quantity: int
    total_minor: int
    description: str | None = None
    sku: str | None = None
    category: str | None = None
    unit_price_e4: int | None = None
    discount_minor: int = 0
    refund_of_line_id: int | None = None


class NewPurchase(NamedTuple):
    """A purchase or refund as it is told, known by `source` and `reference`.

    `purchased_at` is aware. `total_minor` is what was paid, tax within and discounts
    off: 0 or more, and below 0 for a refund. `items` are thousandths, below 0 where
    more comes back than is bought. With `lines` the total is their sum without
    `discount_minor` (of the whole, 0 or more), and the items are the sum of their
    quantities. `refund_of_reference`
    is the reference, of the same source, of the purchase that a refund gives back.
    The name, phone and address are those the sale said; where it says none, they are
    the customer's.
    """

    source: str
    reference: str
    purchased_at: datetime
    total_minor: int
    kind: str = "purchase"
    items: int = 0
    customer_id: int | None = None
    shop_id: int | None = None
    staff_member_id: int | None = None
    payment_method: str | None = None
    tax_minor: int | None = None
    discount_minor: int = 0
    refund_of_reference: str | None = None
    customer_name: str | None = None
    customer_phone: str | None = None
    customer_address: str | None = None
    lines: tuple[NewLine, ...] = ()


class Outcome(NamedTuple):
    """What became of one of a batch: recorded, same (it was known), or refused.

    `reason` is the sentence of a refusal; `purchase_id` the row that is kept.
    """

    kind: str
    reason: str | None
    purchase_id: int | None
