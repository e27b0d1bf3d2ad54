"""What a dry run holds before anything else, so that it waits in no circle."""

from __future__ import annotations

from collections.abc import Sequence

from customers.ground.db import db
from customers.ground.locks import lock_name
from customers.purchases.service import AT_ONCE
from customers.purchases.service.recording import ARRIVAL
from customers.transfer.purchases import lookups
from customers.transfer.purchases.told import Told


def hold(batch: Sequence[Told], *, source: str, creates: bool) -> None:
    """Hold what a batch of a dry run comes to wait for, as its unit of work begins.

    All of it is one unit: recording may begin several times in it, alone only later,
    or after customers were created; each would wait while it holds what others need.
    """
    has_refunds = any(
        one.purchase and one.purchase.refund_of_reference for one in batch
    )
    if creates or has_refunds or len(batch) > AT_ONCE:
        lock_name(db.session(), ARRIVAL, is_alone=True)
    if creates:
        lookups.lock_customers_of(batch, source=source)
