"""Brings what the demo's people bought into the business, as a till would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.ground import clock, work
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.schemas import NewPurchase
from customers.purchases.service import AT_ONCE, record_purchases
from customers.transfer.demo_purchases import SOURCE, Buyer, Till
from customers.transfer.demo_refunds import Return, returns


def sell(buyers: Sequence[Buyer], *, shop_ids: Sequence[int], actor: Actor) -> None:
    """Record what these and strangers buy and give back in two years.

    Records: what the verb of purchases records.
    """
    till = Till(
        shop_ids=shop_ids,
        payment_methods=actor.payment_methods,
        today=clock.today(actor.timezone),
        timezone=actor.timezone,
    )
    sales = till.sales(buyers)
    for start in range(0, len(sales), AT_ONCE):
        _record(sales[start : start + AT_ONCE], actor)
    back = returns(sales, calendar=till.calendar)
    for start in range(0, len(back), AT_ONCE):
        _record(_with_lines(back[start : start + AT_ONCE]), actor)


def _record(batch: Sequence[NewPurchase], actor: Actor) -> None:
    outcomes = work.run(lambda: record_purchases(batch, actor=actor))
    refused = [outcome.reason for outcome in outcomes if outcome.reason]
    assert not refused, refused


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
