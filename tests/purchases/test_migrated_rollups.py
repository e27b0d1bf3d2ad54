"""Sales of before the rollups by the hour and of first days are in them after it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from flask import Flask
from flask_migrate import downgrade, upgrade

from customers.directory.service import delete_customer
from customers.ground import work
from customers.ground.db import db
from customers.purchases import service
from customers.purchases.service.verifying import differences
from tests.purchases.sold import (
    days_later,
    kept_totals,
    people,
    recorded,
    refund,
    rows,
    sale,
)
from tests.world import World


def test_sales_of_before_are_in_the_rollups_after_it(real_app: Flask) -> None:
    world = work.run(lambda: World(real_app))
    actor = world.actor(world.alice)
    anna, bert, cleo = people(world, "Anna", "Bert", "Cleo")
    shop = world.book_shop.id
    recorded(
        world,
        sale("1", 1000, customer_id=anna, shop_id=shop),
        sale("2", 300, customer_id=anna, purchased_at=days_later(3)),
        refund("3", 200, refund_of_reference="1"),
        refund("4", 50, customer_id=bert),
        sale("5", 70, customer_id=cleo),
        sale("6", 9, purchased_at=datetime(2026, 7, 5, 23, 30, tzinfo=UTC)),
        sale("void", 11, customer_id=cleo, purchased_at=days_later(-40)),
        refund("waits", 50, refund_of_reference="unknown"),
    )
    void = rows(reference="void")[0].id
    work.run(lambda: service.void(void, actor=actor))
    work.run(lambda: delete_customer(cleo, actor=actor))
    # Recorded where it was the day before, at an hour that nobody knows any more.
    far = replace(actor, timezone="Pacific/Pago_Pago")
    one = sale("far", 4, purchased_at=datetime(2026, 3, 4, 1, tzinfo=UTC))
    work.run(partial(service.record_purchases, [one], actor=far))
    before = kept_totals(), {row.reference: row.week_hour for row in rows()}
    db.session.remove()

    downgrade(revision="0012")
    upgrade()

    world.enter()
    kept, hours = kept_totals(), {row.reference: row.week_hour for row in rows()}
    work.end_read()
    found = list(differences(mends=False, actor=actor))
    db.session.remove()
    assert (before[1].pop("far"), hours.pop("far")) == (24 + 14, 24 + 23)
    at_14, at_23 = (f"hour {('2026-03-03', 0, 24 + hour)}" for hour in (14, 23))
    assert before[0].pop(at_14) == kept.pop(at_23) == (1, 4)
    assert (kept, hours) == before
    assert hours["6"] == 0
    assert found == []
