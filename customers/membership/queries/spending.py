"""What customers spent, day by day: what windows and periods are made of."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import func, select

from customers.directory.models import NEVER
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import IS_COUNTED, Purchase

DaySums = dict[int, list[tuple[date, int]]]


def day_sums(customer_ids: Collection[int], *, since: date = NEVER) -> DaySums:
    """The net spend of each day from `since` on, rising, of each customer.

    A refund that names its purchase stands on that one's day; a day on which all was
    given back is none. Minor units; customers without such days are missing.
    """
    if not customer_ids:
        return {}
    wanted = (
        select(
            Purchase.customer_id,
            Purchase.counts_on,
            func.sum(Purchase.total_minor).label("minor"),
        )
        .where(
            among(db.session(), Purchase.customer_id, customer_ids),
            IS_COUNTED,
            Purchase.counts_on >= since,
        )
        .group_by(Purchase.customer_id, Purchase.counts_on)
        .having(func.sum(Purchase.total_minor) != 0)
        .order_by(Purchase.customer_id, Purchase.counts_on)
    )
    found: DaySums = {}
    for customer_id, day, minor in db.session.execute(wanted):
        found.setdefault(customer_id or 0, []).append((day, int(minor)))
    return found
