"""Two businesses with a row of every kind, whose texts tell whose they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from customers.accounts.models import Business, Shop
from customers.directory.models import Counter, Customer
from customers.events.models import Event
from customers.ground import clock, tenancy
from customers.ground.db import db
from tests.world import World


@dataclass(frozen=True)
class Side:
    """One business: its id, the mark in all its texts, the ids of its rows."""

    business_id: int
    mark: str
    shop_id: int
    customer_id: int
    gone_id: int
    event_id: int
    counter_id: int


class Pair:
    """Alice's side and Charlie's; the session serves Alice's."""

    def __init__(self, world: World) -> None:
        self.alice = _fill(world.books, "of-alice")
        self.charlie = _fill(world.bikes, "of-charlie")
        self.enter(self.alice)

    def enter(self, side: Side) -> None:
        """Serve this side from now on."""
        tenancy.enter(db.session(), side.business_id)

    def sides(self) -> tuple[tuple[Side, Side], tuple[Side, Side]]:
        """Each side with the other, to be tried from both ends."""
        return (self.alice, self.charlie), (self.charlie, self.alice)

    def everything_of(self, side: Side) -> list[Any]:
        """All rows of the side as the database has them, past the session's guard."""
        before = db.session().info["business_id"]
        self.enter(side)
        db.session.flush()
        found = [
            tuple(row)
            for table in ("shop", "customer", "counter", "event")
            for row in tenancy.core(
                db.session(),
                text(f"SELECT * FROM {table} WHERE business_id = :id ORDER BY id"),
                {"id": side.business_id},
                business_id=side.business_id,
            )
        ]
        tenancy.enter(db.session(), before)
        return found


def new_customer(code: str, name: str, **others: Any) -> Customer:
    """A customer with the columns that must be there."""
    columns: dict[str, Any] = {
        "sort_name": name,
        "customer_type": "regular",
        "status": "active",
        "since": date(2024, 1, 1),
    }
    return Customer(code=code, name=name, **{**columns, **others})


def new_event(name: str, **others: Any) -> Event:
    """An event with the columns that must be there."""
    return Event(name=name, subject="shop", data={}, **others)


def _fill(business: Business, mark: str) -> Side:
    session = db.session()
    tenancy.enter(session, business.id)
    shop = Shop(name=mark)
    kept = new_customer("KEPT", mark)
    gone = new_customer("GONE", f"{mark}-gone", deleted_at=clock.now())
    session.add_all([shop, kept, gone])
    session.flush()
    event = new_event(mark, subject_id=shop.id)
    counter = Counter(name=mark, value=shop.id)
    session.add_all([event, counter])
    session.flush()
    ids = (shop.id, kept.id, gone.id, event.id, counter.id)
    return Side(business.id, mark, *ids)
