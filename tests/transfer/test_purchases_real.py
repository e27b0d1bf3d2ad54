"""Real lists of sales add up to the figures that are published of them.

The tenth of CDNOW and the invoices of Online Retail are always imported where they are
kept; the whole of CDNOW (69,659 purchases) and all lines of Online Retail (541,909)
take minutes, and only with REGULARS_FULL=1. All need the data in REGULARS_DATA, or
beside the repository.
"""

from __future__ import annotations

import os
from decimal import Decimal
from typing import NamedTuple

import pytest
from sqlalchemy import case, func

from customers.directory.models import Customer
from customers.ground.db import db
from customers.purchases.models import Purchase, PurchaseLine
from customers.transfer.customers import import_customers
from customers.transfer.purchases import import_purchases
from tests.transfer.files import real
from tests.world import World

FULL = pytest.mark.skipif(
    os.environ.get("REGULARS_FULL") != "1", reason="takes minutes; REGULARS_FULL=1"
)
PEOPLE = "online_retail/customers.csv"


class Figures(NamedTuple):
    """What is published: customers, how often and how much they bought."""

    customers: int
    purchases: int
    refunds: int
    spend: str
    repeat: int
    at_or_above: tuple[int, int, int]


CDNOW = Figures(23_570, 69_659, 0, "2500315.63", 11_662, (6_234, 734, 200))
SAMPLE = Figures(2_357, 6_919, 0, "244091.94", 1_152, (615, 76, 20))
RETAIL = Figures(4_372, 18_536, 3_654, "8300065.81", 2_845, (4_157, 2_540, 1_633))


def brought(world: World, purchases: str, *, customers: str) -> dict[str, int]:
    """The counts of importing a file, after its customers."""
    actor = world.actor(world.alice)
    import_customers(real(customers), actor=actor)
    count_rows()
    return import_purchases(real(purchases), actor=actor, source="real").counts()


def count_rows() -> None:
    """Let PostgreSQL know how many customers there are, as it would find out itself.

    Within the test's one transaction nobody tells it, and it searches them in order.
    """
    if db.session.get_bind().dialect.name == "postgresql":
        db.session.connection().exec_driver_sql("ANALYZE customer")


def figures() -> Figures:
    """The same as our tables have them."""
    spent = Customer.spend_minor
    limits = [
        func.sum(case((spent >= amount * 100, 1), else_=0))
        for amount in (100, 500, 1_000)
    ]
    customers, visits, spend, repeat, *above = db.session.execute(
        db.select(
            func.count(Customer.id),
            func.sum(Customer.visits),
            func.sum(spent),
            func.sum(case((Customer.visits >= 2, 1), else_=0)),
            *limits,
        )
    ).one()
    refunds = db.session.scalar(
        db.select(func.count(Purchase.id)).where(
            Purchase.kind == "refund", Purchase.customer_id.is_not(None)
        )
    )
    total = str(Decimal(int(spend)).scaleb(-2))
    return Figures(
        customers, int(visits), refunds or 0, total, int(repeat), tuple(map(int, above))
    )


def unattached() -> tuple[int, Decimal]:
    """How many sales have no customer, and what they come to."""
    count, total = db.session.execute(
        db.select(func.count(Purchase.id), func.sum(Purchase.total_minor)).where(
            Purchase.customer_id.is_(None)
        )
    ).one()
    return count, Decimal(int(total or 0)).scaleb(-2)


def test_the_tenth_of_cdnow_adds_up_and_stays_so(world: World) -> None:
    files = {"customers": "cdnow/sample_customers.csv"}
    first = brought(world, "cdnow/sample_purchases.csv", **files)
    second = brought(world, "cdnow/sample_purchases.csv", **files)

    assert figures() == SAMPLE
    assert first["recorded"] == 6_919
    assert (second["same"], second["recorded"], second["refused"]) == (6_919, 0, 0)


# Those of CDNow, which are fewer, add up in both databases.
@pytest.mark.one_database
def test_the_invoices_of_online_retail_add_up(world: World) -> None:
    counts = brought(world, "online_retail/purchases.csv.gz", customers=PEOPLE)

    assert figures() == RETAIL
    assert counts["recorded"] == 22_190
    assert unattached() == (0, 0)


@FULL
def test_the_whole_of_cdnow_adds_up(world: World) -> None:
    counts = brought(world, "cdnow/purchases.csv.gz", customers="cdnow/customers.csv")

    assert figures() == CDNOW
    assert counts["recorded"] == 69_659


@FULL
def test_all_lines_of_online_retail_add_up_to_its_invoices(world: World) -> None:
    counts = brought(world, "online_retail/lines.csv.gz", customers=PEOPLE)

    assert figures() == RETAIL
    assert (counts["rows"], counts["recorded"]) == (541_909, 25_900)
    assert unattached() == (3_710, Decimal("1447682.12"))
    assert db.session.scalar(db.select(func.count(PurchaseLine.id))) == 541_909
