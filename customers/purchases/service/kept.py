"""Purchases that a unit of work touches: found, locked, changed, written back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from customers.ground import tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.rules import COUNTED, WAITING, Counted
from customers.purchases.service.totals import CustomerTotals

_COLUMNS = (
    *("id", "source", "reference", "fingerprint", "kind", "state", "customer_id"),
    *("shop_id", "purchased_on", "week_hour", "counts_on", "total_minor", "items"),
    *("refunded_minor", "refund_of_id", "refund_of_reference", "created_by"),
    *("has_said", "customer_name", "customer_phone", "customer_address"),
)
_CHANGEABLE = (
    *("state", "customer_id", "counts_on", "refunded_minor", "refund_of_id"),
    *("customer_name", "customer_phone", "customer_address"),
)
Key = tuple[str, str]


class Kept:
    """A purchase or refund as it is, or will be, in its row.

    `id` is None until a new one is written, and `refund_of` the purchase that a
    counted refund gives back, which may be new as well.
    """

    __slots__ = (*_COLUMNS, "_before", "refund_of")

    id: int | None
    source: str
    reference: str
    fingerprint: str
    kind: str
    state: str
    customer_id: int | None
    shop_id: int | None
    purchased_on: date
    week_hour: int
    counts_on: date
    total_minor: int
    items: int
    refunded_minor: int
    refund_of_id: int | None
    refund_of_reference: str | None
    created_by: int | None
    has_said: bool
    customer_name: str | None
    customer_phone: str | None
    customer_address: str | None
    refund_of: Kept | None

    def __init__(self, values: Iterable[Any]) -> None:
        for name, value in zip(_COLUMNS, values, strict=True):
            setattr(self, name, value)
        self.refund_of = None
        self._before = self._changeable()

    @classmethod
    def new(cls, **values: Any) -> Kept:
        """One that is to be written; `values` name what its row will hold."""
        return cls(values.get(name) for name in _COLUMNS)

    def _changeable(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in _CHANGEABLE)

    @property
    def key(self) -> Key:
        """What it is known by."""
        return self.source, self.reference

    @property
    def named(self) -> Key | None:
        """The purchase that a refund names."""
        if self.refund_of_reference is None:
            return None
        return self.source, self.refund_of_reference

    @property
    def room(self) -> int:
        """How much of a purchase may still be given back."""
        return self.total_minor - self.refunded_minor

    def counted(self) -> Counted:
        """What it adds to the totals."""
        return Counted(
            self.customer_id,
            self.shop_id,
            self.purchased_on,
            self.week_hour,
            self.kind,
            self.total_minor,
            self.items,
        )

    def say_whose(self, customer: CustomerTotals | None) -> None:
        """Keep who the customer is now (None: nobody), unless the sale said who."""
        if not self.has_said:
            self.customer_name = customer.name if customer else None
            self.customer_phone = customer.phone if customer else None
            self.customer_address = customer.address if customer else None

    @property
    def has_moved(self) -> bool:
        """Whether it has another customer than its row says."""
        return bool(self.customer_id != self._before[1])

    def give_back(self, refund: Kept) -> None:
        """Let a refund, which fits, count as one of this purchase."""
        refund.state = COUNTED
        refund.refund_of = self
        refund.refund_of_id = self.id
        refund.customer_id = self.customer_id
        refund.counts_on = self.purchased_on
        self.refunded_minor -= refund.total_minor

    def let_wait(self, refund: Kept) -> None:
        """Let a refund of this purchase count no more, until it can again."""
        self.refunded_minor += refund.total_minor
        refund.state = WAITING
        refund.refund_of = refund.refund_of_id = None
        refund.counts_on = refund.purchased_on

    def change(self) -> dict[str, Any] | None:
        """What is other in it than in its row; None where nothing is."""
        if self.id is None or self._changeable() == self._before:
            return None
        values = zip(_CHANGEABLE, self._changeable(), strict=True)
        return {"id": self.id, **dict(values)}


def write_changes(kept: Iterable[Kept], *, user_id: int | None) -> None:
    """Write back what changed."""
    rows = [row for one in kept if (row := one.change()) is not None]
    stamped = [{**row, "updated_by": user_id} for row in rows]
    tenancy.write_many(db.session(), Purchase, stamped, by=["id"])


def by_keys(keys: Collection[Key]) -> dict[Key, Kept]:
    """The purchases and refunds that are known by these, not locked."""
    found: dict[Key, Kept] = {}
    for source in sorted({source for source, _reference in keys}):
        references = {reference for of, reference in keys if of == source}
        of_these = among(db.session(), Purchase.reference, references)
        for one in _read(Purchase.source == source, of_these):
            found[one.key] = one
    return found


def waiting_for(keys: Collection[Key]) -> list[Kept]:
    """The refunds that wait for these purchases, not locked, in order of arrival."""
    found: list[Kept] = []
    for source in sorted({source for source, _reference in keys}):
        references = {reference for of, reference in keys if of == source}
        of_these = among(db.session(), Purchase.refund_of_reference, references)
        found += _read(Purchase.state == WAITING, Purchase.source == source, of_these)
    return found


def locked(
    purchase_ids: Collection[int], *, with_refunds: bool = True
) -> dict[int, Kept]:
    """Those of these ids, locked by id, with what is counted joined.

    Their refunds, of which one purchase may have thousands, come too unless they are
    not wanted.

    Their customers must be locked before: nothing moves them as long as `ARRIVAL` of
    `recording.py` is held.
    """
    if not purchase_ids:
        return {}
    wanted = among(db.session(), Purchase.id, purchase_ids)
    if with_refunds:
        its = among(db.session(), Purchase.refund_of_id, purchase_ids)
        wanted = or_(wanted, its)
    found = {one.id: one for one in _read(wanted, is_locked=True) if one.id is not None}
    for one in found.values():
        if one.state == COUNTED and one.refund_of_id is not None:
            one.refund_of = found.get(one.refund_of_id)
    return found


def refunds_of(purchase: Kept, *, among_these: Iterable[Kept]) -> list[Kept]:
    """Its counted refunds, in order of arrival."""
    return [one for one in among_these if one.refund_of is purchase]


def _read(*conditions: ColumnElement[bool], is_locked: bool = False) -> list[Kept]:
    columns = [getattr(Purchase, name) for name in _COLUMNS]
    wanted = select(*columns).where(*conditions).order_by(Purchase.id)
    if is_locked:
        wanted = wanted.with_for_update(key_share=True)
    return [Kept(row) for row in db.session.execute(wanted)]


def purchases_of_lines(line_ids: Iterable[int | None]) -> dict[int, int]:
    """The purchase of each of these lines; those that are not there miss."""
    given = {one for one in line_ids if one is not None}
    if not given:
        return {}
    wanted = select(PurchaseLine.id, PurchaseLine.purchase_id).where(
        among(db.session(), PurchaseLine.id, given)
    )
    return {row.id: row.purchase_id for row in db.session.execute(wanted)}
