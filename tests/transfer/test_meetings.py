"""A dry run tries rows that meet each other together, in short units of work."""

from __future__ import annotations

from pathlib import Path

import pytest

from customers.directory.models import Customer
from customers.ground.db import db
from customers.transfer import customers
from customers.transfer.customers import CustomerImport
from tests.transfer.files import written
from tests.world import World


def test_a_dry_run_tries_rows_that_meet_in_small_units(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "BATCH", 4)
    monkeypatch.setattr(customers, "MOST_MEETING", 6)
    rows = [["code", "id", "name"]]
    rows += [[f"K{n % 10}", "", "Ana"] for n in range(20)]
    # The first brings together what the others name by its code and by its id.
    rows += [["G1", "g", "Bo"], ["G1", "", "Bo"], ["", "g", "Bo"]]
    rows += [["M1", "", "Cy"]] * 7
    path = written(tmp_path, rows)
    course = CustomerImport(path, actor=world.actor(world.alice), dry_run=True)
    sizes, result, place = [], course.result(), None

    while batch := course.read_batch(place):
        place = batch.place
        sizes.append(sum(map(len, batch.parts)))
        result.add(course.take(batch))

    assert db.session.scalars(db.select(Customer)).all() == []
    assert sum(sizes) == 30
    assert max(sizes) == 4
    assert result.refused_count == 7
    assert "More than 6 rows" in result.refused[0].reason
    assert result.counts()["added"] == 11
