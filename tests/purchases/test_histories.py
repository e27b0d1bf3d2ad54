"""Random histories: whatever came in whatever order, the totals are those it comes to.

Purchases, partial and repeated refunds, refunds before their purchase, duplicates,
undone ones and attachments, in batches; compared with a model and with the rows.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

import pytest

from customers.ground import clock, work
from customers.ground.errors import Refused
from customers.purchases import service
from customers.purchases.schemas import NewPurchase
from tests.purchases.model import Model
from tests.purchases.sold import (
    kept_totals,
    people,
    record,
    rows,
    states,
    true_totals,
)
from tests.world import World

STEPS = 60
# At the edges of the local day and of summer time.
EDGES = [
    datetime(2026, 3, 28, 23, 59, 59, tzinfo=UTC),
    datetime(2026, 3, 29, 0, 59, 59, tzinfo=UTC),
    datetime(2026, 6, 30, 22, 59, 59, 999_999, tzinfo=UTC),
    datetime(2026, 6, 30, 23, 0, tzinfo=UTC),
    datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
    datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
    datetime(2024, 2, 29, 12, tzinfo=UTC),
]


class History:
    """Draws what happens next, and does it here and in the model."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = Random(seed)
        self.model = Model()
        self.actor = world.actor(world.alice)
        self.zone = ZoneInfo(self.actor.timezone)
        self.who = [None, *people(world, "Anna", "Bo", "Cy")]
        self.told: list[NewPurchase] = []

    def step(self) -> None:
        """One thing more."""
        action = self.random.choices(
            (self.batch, self.void, self.attach), weights=(6, 2, 2)
        )[0]
        action()

    def batch(self) -> None:
        """Record up to four, some of them again, some with other content."""
        told = [self._drawn() for _ in range(self.random.randint(1, 4))]
        expected = [
            self.model.record(one, local=one.purchased_at.astimezone(self.zone))
            for one in told
        ]

        outcomes = record(self.world, *told)

        assert [outcome.kind for outcome in outcomes] == expected
        self.told += told

    def _drawn(self) -> NewPurchase:
        random = self.random
        if self.told and random.random() < 0.15:
            again = random.choice(self.told)
            changed = again._replace(payment_method="Card")
            return again if random.random() < 0.7 else changed
        is_refund = random.random() < 0.4
        amount = random.choice((0, 1, 333, 500, 1000, 99_999))
        number = random.randint(1, 25)
        reference = f"r{random.randint(1, 40)}" if is_refund else f"p{number}"
        named = f"p{random.randint(1, 25)}" if random.random() < 0.8 else None
        return NewPurchase(
            source="till",
            reference=reference,
            purchased_at=self._moment(),
            total_minor=-max(1, amount // random.choice((1, 2, 3)))
            if is_refund
            else amount,
            kind="refund" if is_refund else "purchase",
            items=random.choice((0, 1000, 2500)) * (-1 if is_refund else 1),
            customer_id=None
            if is_refund and named and random.random() < 0.7
            else random.choice(self.who),
            shop_id=random.choice((None, self.world.book_shop.id)),
            refund_of_reference=named if is_refund else None,
        )

    def _moment(self) -> datetime:
        if self.random.random() < 0.4:
            return self.random.choice(EDGES)
        minutes = self.random.randint(0, 400 * 24 * 60)
        return datetime(2025, 10, 1, tzinfo=UTC) + timedelta(minutes=minutes)

    def void(self) -> None:
        """Undo one of those that are there."""
        if found := rows():
            row = self.random.choice(found)
            self.model.void((row.source, row.reference))
            work.run(lambda: service.void(row.id, actor=self.actor))

    def attach(self) -> None:
        """Give one of them a customer, or take them off."""
        if not (found := rows()):
            return
        row = self.random.choice(found)
        who = self.random.choice(self.who)
        may = self.model.attach((row.source, row.reference), who)
        try:
            work.run(lambda: service.attach(row.id, customer_id=who, actor=self.actor))
        except Refused:
            assert not may
        else:
            assert may


@pytest.mark.parametrize("seed", range(4))
def test_totals_are_those_of_the_model_after_any_history(
    world: World, seed: int
) -> None:
    history = History(world, seed)
    with clock.set_to(datetime(2026, 12, 1, tzinfo=UTC)):
        for _ in range(STEPS):
            history.step()

        assert states() == history.model.states()
        assert kept_totals() == history.model.totals()
        assert kept_totals() == true_totals()
