"""Brings what the demo's people bought into the business, as a till would."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.ground import clock, work
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.schemas import NewPurchase
from customers.purchases.service import record_purchases
from customers.transfer.demo_memberships import happenings
from customers.transfer.demo_purchases import SOURCE, Buyer, Till
from customers.transfer.demo_refunds import Return, returns

# So long a time of sales is recorded at once: memberships begin a few at a time.
_AT_ONCE = timedelta(days=21)
_RETURNS_AT_ONCE = 250


def sell(buyers: Sequence[Buyer], *, shop_ids: Sequence[int], actor: Actor) -> None:
    """Record what these and strangers buy and give back in two years.

    Each is recorded as it happens, and what the owner does about membership between.
    Records: what the verbs of purchases and membership record.
    """
    till = Till(
        shop_ids=shop_ids,
        payment_methods=actor.payment_methods,
        today=clock.today(actor.timezone),
        timezone=actor.timezone,
    )
    sales = till.sales(buyers)
    back = returns(sales, calendar=till.calendar)
    told = happenings(
        sales,
        [buyer.customer_id for buyer in buyers],
        calendar=till.calendar,
        actor=actor,
    )
    books = _Books(sales, back, actor)
    for happening in told:
        books.record_until(happening.at)
        with clock.set_to(happening.at):
            work.run(happening.do)


class _Books:
    """What is sold and given back, in order of time, and how far it is recorded."""

    def __init__(
        self, sales: Sequence[NewPurchase], back: Sequence[Return], actor: Actor
    ) -> None:
        self._sales, self._back, self._actor = sales, back, actor
        self._sold = self._returned = 0

    def record_until(self, moment: datetime) -> None:
        """Record what happened before a moment, then what came back before it."""
        sold = bisect_left(self._sales, moment, key=_moment)
        while self._sold < sold:
            end = _moment(self._sales[self._sold]) + _AT_ONCE
            upto = bisect_left(self._sales, end, hi=sold, key=_moment)
            batch = self._sales[self._sold : upto]
            self._record(batch, at=_moment(batch[-1]))
            self._sold = upto
        back = self._back
        returned = bisect_left(back, moment, key=lambda one: _moment(one.refund))
        for start in range(self._returned, returned, _RETURNS_AT_ONCE):
            part = back[start : min(start + _RETURNS_AT_ONCE, returned)]
            self._record(_with_lines(part), at=moment)
        self._returned = returned

    def _record(self, batch: Sequence[NewPurchase], *, at: datetime) -> None:
        with clock.set_to(at):
            outcomes = work.run(lambda: record_purchases(batch, actor=self._actor))
        refused = [outcome.reason for outcome in outcomes if outcome.reason]
        assert not refused, refused


def _moment(purchase: NewPurchase) -> datetime:
    return purchase.purchased_at


def _with_lines(batch: Sequence[Return]) -> list[NewPurchase]:
    """The refunds, with the lines that theirs give back."""
    wanted = {one.refund.refund_of_reference or "" for one in batch if one.positions}
    query = (
        select(Purchase.reference, PurchaseLine.position, PurchaseLine.id)
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .where(
            Purchase.source == SOURCE, among(db.session(), Purchase.reference, wanted)
        )
    )
    line_ids: dict[tuple[str | None, int], int] = {
        (reference, position): line_id
        for reference, position, line_id in db.session.execute(query)
    }
    return [
        _naming_lines(one, line_ids) if one.positions else one.refund for one in batch
    ]


def _naming_lines(
    one: Return, line_ids: Mapping[tuple[str | None, int], int]
) -> NewPurchase:
    refund = one.refund
    given_back = (line_ids[refund.refund_of_reference, at] for at in one.positions)
    lines = (
        line._replace(refund_of_line_id=line_id)
        for line, line_id in zip(refund.lines, given_back, strict=True)
    )
    return refund._replace(lines=tuple(lines))
