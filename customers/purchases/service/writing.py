"""What a unit of work came to, written: rows, totals, facts, and the rollups last."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from customers import events
from customers.accounts.actors import Actor
from customers.events import Fact
from customers.ground import tenancy
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.rules import PURCHASE
from customers.purchases.schemas import NewPurchase
from customers.purchases.service import kept as kept_rows
from customers.purchases.service.kept import Kept
from customers.purchases.service.totals import Totals

_TOLD = (
    *("purchased_at", "tax_minor", "discount_minor"),
    *("payment_method", "staff_member_id"),
)
_KEPT = (
    *("source", "reference", "fingerprint", "kind", "state", "customer_id", "shop_id"),
    *("purchased_on", "week_hour", "counts_on", "total_minor", "items"),
    *("refunded_minor", "refund_of_id", "refund_of_reference", "has_said"),
    *("customer_name", "customer_phone", "customer_address"),
)


class Entry(NamedTuple):
    """A new purchase or refund: what will be in its row, and what was told of it."""

    kept: Kept
    told: NewPurchase


class Told(NamedTuple):
    """A fact to be: about which purchase, with its customer's totals around it."""

    kind: type[Fact]
    kept: Kept
    before: Mapping[str, int] | None
    after: Mapping[str, int] | None
    more: Mapping[str, Any] = {}


def write(
    entries: Sequence[Entry],
    *,
    touched: Iterable[Kept],
    totals: Totals,
    facts: Sequence[Told],
    actor: Actor,
) -> None:
    """Write the new rows and those that changed, the totals, the facts, the rollups.

    Purchases go before refunds, which refer to them.
    """
    purchases = [entry for entry in entries if entry.kept.kind == PURCHASE]
    refunds = [entry for entry in entries if entry.kept.kind != PURCHASE]
    for kept in (*(entry.kept for entry in entries), *touched):
        if kept.id is None or kept.has_moved:
            kept.say_whose(totals.customers.get(kept.customer_id or 0))
    for part in (purchases, refunds):
        _insert(part, user_id=actor.user_id)
    _insert_lines(entries)
    for one in touched:
        if one.refund_of is not None:
            one.refund_of_id = one.refund_of.id
    kept_rows.write_changes(touched, user_id=actor.user_id)
    totals.write_customers()
    if facts:
        events.record([_fact(told) for told in facts], actor=actor)
    totals.write_rollups()


def _insert(entries: Sequence[Entry], *, user_id: int | None) -> None:
    rows = [_row(entry, user_id=user_id) for entry in entries]
    ids = tenancy.write_many(db.session(), Purchase, rows)
    for entry, new_id in zip(entries, ids, strict=True):
        entry.kept.id = new_id


def _row(entry: Entry, *, user_id: int | None) -> dict[str, Any]:
    kept, told = entry
    if kept.refund_of is not None:
        kept.refund_of_id = kept.refund_of.id
    row = {name: getattr(kept, name) for name in _KEPT}
    row |= {name: getattr(told, name) for name in _TOLD}
    return row | {"created_by": user_id, "updated_by": user_id}


def _insert_lines(entries: Sequence[Entry]) -> None:
    rows = [
        {"purchase_id": kept.id, "position": position, **line._asdict()}
        for kept, told in entries
        for position, line in enumerate(told.lines, start=1)
    ]
    tenancy.write_many(db.session(), PurchaseLine, rows)


def _fact(told: Told) -> Fact:
    kept = told.kept
    data: dict[str, Any] = {
        "customer_id": kept.customer_id,
        "kind": kept.kind,
        "total_minor": kept.total_minor,
        "on": kept.counts_on.isoformat(),
        **told.more,
    }
    if kept.refund_of_id is not None:
        data.setdefault("refund_of_id", kept.refund_of_id)
    if told.before is not None:
        data |= {"before": told.before, "after": told.after}
    return told.kind(kept.id, data=data)
