"""Imports of purchases: customers come first, and none waits in a circle."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.purchases.schemas import NewPurchase
from customers.transfer.purchases import import_purchases, importing
from customers.transfer.results import PurchaseResult
from tests.transfer.files import written
from tests.transfer.selling import HEADER, bring, figures, kept, spend
from tests.world import World

ROWS = [
    HEADER,
    ["1", "A1", "2020-01-01", "5", "", ""],
    ["2", "", "2020-01-02", "-2", "", "1"],
    ["3", "", "2020-01-02", "-2", "", "9"],
]


def test_customers_stay_where_their_purchases_were_not_recorded(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, ROWS)

    def broken(_batch: Sequence[NewPurchase], *, actor: Actor) -> Any:
        raise RuntimeError(actor.business_id)

    with monkeypatch.context() as patch:
        patch.setattr(importing.service, "record_purchases", broken)
        with pytest.raises(RuntimeError):
            bring(world, path, create_customers=True)
    world.enter()
    left = (list(db.session.scalars(db.select(Customer.code))), kept())
    again = bring(world, path, create_customers=True)

    assert left == (["A1"], {})
    assert figures(again) == (3, 0, 0, 0)
    assert spend() == {"A1": (1, 300)}


def test_dry_runs_beside_each_other_are_each_done_at_once(
    real_app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = work.run(lambda: World(real_app))
    actor = world.actor(world.alice)
    work.end_read()
    # Of nobody: customers who are created would let one wait for the other anyway.
    rows = [[cell.replace("A1", "") for cell in row] for row in ROWS]
    path = written(tmp_path, rows)
    record, calls = importing.service.record_purchases, []
    results: list[PurchaseResult] = []

    def record_slowly(batch: Sequence[NewPurchase], *, actor: Actor) -> Any:
        calls.append(len(batch))
        outcomes = record(batch, actor=actor)
        # So that the other is within its unit of work too, if it is let.
        time.sleep(0.1)
        return outcomes

    def rehearse() -> None:
        with real_app.app_context():
            tenancy.enter(db.session(), actor.business_id)
            results.append(import_purchases(path, actor=actor, dry_run=True))

    monkeypatch.setattr(importing.service, "record_purchases", record_slowly)
    monkeypatch.setattr(importing.service, "AT_ONCE", 1)
    threads = [Thread(target=rehearse) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    # None was begun anew, as it would be where both had waited for each other.
    assert calls == [1] * 6
    assert [figures(one) for one in results] == [(3, 0, 0, 0)] * 2
