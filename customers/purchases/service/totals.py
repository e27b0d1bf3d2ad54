"""The totals of customers and of the business's days, changed by what counts.

Whatever counts is counted once and whatever counts no more is taken off, here and
nowhere else: so the totals are the sum of what is counted, in any order of events.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any

from sqlalchemy import func, select

from customers.directory.models import NEVER, Customer
from customers.directory.service import tallies
from customers.directory.service.tallies import Visits
from customers.ground import tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.purchases.models import IS_COUNTED, Purchase
from customers.purchases.rules import PURCHASE, Counted
from customers.purchases.service.rollups import Rollups

_TOTALS = ("visits", "spend_minor", "items", "first_visit_on", "last_visit_on")
_SAID = ("name", "phone", "street", "postcode", "town", "region", "country")


class CustomerTotals:
    """A locked customer: the totals, and what a sale keeps of who they are."""

    __slots__ = (
        *("id", "is_deleted", "name", "phone", "address"),
        *(*_TOTALS, "_before", "is_stale"),
    )

    visits: int
    spend_minor: int
    items: int
    first_visit_on: date
    last_visit_on: date

    def __init__(self, row: Any) -> None:
        self.id: int = row.id
        self.is_deleted = row.deleted_at is not None
        self.name: str | None = row.name or None
        self.phone: str | None = row.phone
        place = " ".join(filter(None, (row.postcode, row.town)))
        lines = (row.street, place, row.region, row.country)
        self.address = ", ".join(filter(None, lines)) or None
        for name in _TOTALS:
            setattr(self, name, getattr(row, name))
        self._before = self.values()
        self.is_stale = False

    def values(self) -> tuple[Any, ...]:
        """The totals, in the order of their columns."""
        return tuple(getattr(self, name) for name in _TOTALS)

    def told(self) -> dict[str, int]:
        """The totals as facts tell them."""
        return {"visits": self.visits, "spend_minor": self.spend_minor}

    @property
    def visited(self) -> Visits:
        """How often they came, and when first."""
        return Visits(self.visits, self.first_visit_on)

    @property
    def visited_before(self) -> Visits:
        """The same when it was locked."""
        return Visits(self._before[0], self._before[3])

    @property
    def is_new(self) -> bool:
        """Whether nothing of theirs was counted when it was locked.

        A refund gives back more than nothing: without visits it leaves spend below 0.
        """
        return not any(self._before[:3])

    def add(self, counted: Counted, *, sign: int) -> None:
        """Count it (1) or take it off (-1)."""
        self.spend_minor += sign * counted.total_minor
        self.items += sign * counted.items
        if counted.kind != PURCHASE:
            return
        self.visits += sign
        on = counted.purchased_on
        if sign < 0:
            self.is_stale |= on in (self.first_visit_on, self.last_visit_on)
            return
        if self.first_visit_on == NEVER or on < self.first_visit_on:
            self.first_visit_on = on
        self.last_visit_on = max(self.last_visit_on, on)

    def change(self) -> dict[str, Any] | None:
        """What is other in it than in its row; None where nothing is."""
        if self.values() == self._before:
            return None
        return {"id": self.id, **dict(zip(_TOTALS, self.values(), strict=True))}


class Totals:
    """The totals that a unit of work changes: locked first, written last."""

    def __init__(self) -> None:
        self.customers: dict[int, CustomerTotals] = {}
        self.rollups = Rollups()

    def lock(self, customer_ids: Collection[int]) -> None:
        """Lock these customers by id, deleted ones too; those that are not there miss.

        Customers are locked before anything else of the unit of work.
        """
        missing = set(customer_ids) - self.customers.keys()
        if not missing:
            return
        names = ("id", "deleted_at", *_SAID, *_TOTALS)
        wanted = (
            select(*(getattr(Customer, name) for name in names))
            .where(among(db.session(), Customer.id, missing))
            .order_by(Customer.id)
            .with_for_update(key_share=True)
        )
        options = {"include_deleted": True}
        for row in db.session.execute(wanted, execution_options=options):
            self.customers[row.id] = CustomerTotals(row)

    def told(self, customer_id: int | None) -> dict[str, int] | None:
        """The customer's totals so far, as facts tell them; None for nobody."""
        if customer_id is None:
            return None
        return self.customers[customer_id].told()

    def count(self, counted: Counted) -> None:
        """Count it from now on."""
        self._add(counted, sign=1)

    def uncount(self, counted: Counted) -> None:
        """Count it no more."""
        self._add(counted, sign=-1)

    def _add(self, counted: Counted, *, sign: int) -> None:
        if counted.customer_id is not None:
            self.customers[counted.customer_id].add(counted, sign=sign)
        self.rollups.add(counted, sign=sign)

    def write_customers(self) -> None:
        """Write the customers' totals; the purchases must be written already."""
        self._refresh_days()
        rows = [row for one in self.customers.values() if (row := one.change())]
        # A sale changes no profile: `updated_at` stays.
        tenancy.write_many(db.session(), Customer, rows, by=["id"], touches=False)
        self.rollups.find_first_days(self.customers.values())

    def write_rollups(self) -> None:
        """Write the tallies of visits and the rollups, after all else but versions."""
        tallies.change_visits(
            (one.visited_before, one.visited)
            for one in self.customers.values()
            if one.visited != one.visited_before and not one.is_deleted
        )
        self.rollups.write()

    def _refresh_days(self) -> None:
        """Look up the first and last visit of those who lost one of the two."""
        stale = {one.id: one for one in self.customers.values() if one.is_stale}
        if not stale:
            return
        first, last = func.min(Purchase.purchased_on), func.max(Purchase.purchased_on)
        wanted = (
            select(Purchase.customer_id, first.label("first"), last.label("last"))
            .where(
                among(db.session(), Purchase.customer_id, list(stale)),
                IS_COUNTED,
                Purchase.kind == PURCHASE,
            )
            .group_by(Purchase.customer_id)
        )
        for one in stale.values():
            one.first_visit_on = one.last_visit_on = NEVER
        for row in db.session.execute(wanted):
            stale[row.customer_id].first_visit_on = row.first
            stale[row.customer_id].last_visit_on = row.last
