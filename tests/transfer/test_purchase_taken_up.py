"""An import that another process takes up: each customer is counted and created once,
and the file is read no more often than it must be.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from customers.directory.models import Customer
from customers.ground.db import db
from customers.transfer.errors import Unreadable
from customers.transfer.purchases import PurchaseImport, importing
from customers.transfer.results import PurchaseResult
from tests.transfer.files import course_of, written
from tests.transfer.selling import HEADER, bring, figures
from tests.world import World


def test_a_dry_run_counts_each_customer_once_however_often_it_is_taken_up(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PURCHASES", 2)
    rows = [
        ["reference", "customer", "date", "amount", "shop"],
        # Refused, so B1 is not created by it: there is no such shop.
        ["1", "B1", "2020-01-01", "5", "Dockside"],
        ["2", "A1", "2020-01-01", "5", ""],
        ["3", "a1", "2020-01-01", "5", "high street"],
        ["4", "B1", "2020-01-01", "5", ""],
        ["5", "b1", "2020-01-01", "5", ""],
        ["6", "some id!", "2020-01-01", "5", ""],
        ["7", "some id!", "2020-01-01", "5", ""],
    ]
    path = written(tmp_path, rows)

    in_one = bring(world, path, dry_run=True, create_customers=True)
    in_many = _each_batch_elsewhere(world, path)
    done = bring(world, path, create_customers=True)

    assert figures(in_one) == figures(in_many) == figures(done) == (6, 0, 1, 3)


def _each_batch_elsewhere(world: World, path: Path) -> PurchaseResult:
    total, place = None, None
    while True:
        course = PurchaseImport(
            path,
            actor=world.actor(world.alice),
            source="till",
            create_customers=True,
            dry_run=True,
        )
        total = total or course.result()
        batch = course.read_batch(place)
        if batch is None:
            return total
        total.add(course.take(batch))
        place = batch.place
        course.close()


def test_only_purchases_that_stand_create_their_customers(
    world: World, tmp_path: Path
) -> None:
    rows = [
        ["reference", "customer", "date", "amount", "shop"],
        ["1", "A1", "2020-01-01", "5", "Dockside"],
        ["2", "A2", "1960-01-01", "5", ""],
        ["3", "A3", "2999-01-01", "5", ""],
        ["4", "A4", "2020-01-01", "5", ""],
    ]
    path = written(tmp_path, rows)

    dry = bring(world, path, dry_run=True, create_customers=True)
    done = bring(world, path, create_customers=True)

    assert figures(dry) == figures(done) == (1, 0, 3, 1)
    assert dry.refused == done.refused
    assert db.session.scalars(db.select(Customer.code)).all() == ["A4"]


def test_a_place_ahead_is_read_on_to_and_one_behind_from_the_beginning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PURCHASES", 2)
    rows = [[str(n), "", "2020-01-01", "5", "", ""] for n in range(8)]
    course = course_of(written(tmp_path, [HEADER, *rows]))
    opened = []
    begin = course._opened
    monkeypatch.setattr(course, "_opened", lambda: opened.append(1) or begin())

    def references(items: int) -> list[str]:
        batch = course.read_batch({"items": items})
        assert batch
        return [one.purchase.reference for part in batch.parts for one in part]

    assert references(0) == ["0", "1"]
    assert references(4) == ["4", "5"]
    assert len(opened) == 1
    assert references(2) == ["2", "3"]
    assert len(opened) == 2
    for nowhere in (3, 99):
        with pytest.raises(Unreadable, match="cannot go on"):
            course.read_batch({"items": nowhere})
    assert references(6) == ["6", "7"]
    assert course.read_batch({"items": 8}) is None
