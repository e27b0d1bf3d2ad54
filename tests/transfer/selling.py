"""What the tests of imported purchases bring, and what is kept of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from customers.directory.models import Customer
from customers.directory.schemas import ImportedCustomer
from customers.directory.service import import_customers as add_customers
from customers.ground import work
from customers.ground.db import db
from customers.purchases.models import Purchase
from customers.transfer.purchases import import_purchases
from customers.transfer.results import PurchaseResult
from tests.world import World

HEADER = ["reference", "customer_code", "purchased_at", "amount", "kind", "refund of"]


def bring(world: World, path: Path, **options: Any) -> PurchaseResult:
    """Import the file for Alice, from the till unless another source is named."""
    actor = world.actor(world.alice)
    return import_purchases(path, actor=actor, **{"source": "till"} | options)


def know(world: World, *customers: ImportedCustomer) -> None:
    """Let the business know customers beforehand."""
    actor = world.actor(world.alice)
    work.run(lambda: add_customers(customers, source="till", actor=actor))


def figures(result: PurchaseResult) -> tuple[int, int, int, int]:
    """Recorded, same, refused, and customers created."""
    return (
        result.recorded,
        result.same,
        result.refused_count,
        result.created_customers,
    )


def kept() -> dict[str, Purchase]:
    """The purchases that are kept, by reference."""
    return {one.reference: one for one in db.session.scalars(db.select(Purchase))}


def spend() -> dict[str, tuple[int, int]]:
    """Visits and spend of each customer, by code."""
    rows = db.session.execute(
        db.select(Customer.code, Customer.visits, Customer.spend_minor)
    )
    return {code: (visits, spent) for code, visits, spent in rows}
