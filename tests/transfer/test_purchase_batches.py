"""An import is the same in one go, in batches, rehearsed, or taken up in the middle."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from customers.directory.schemas import ImportedCustomer
from customers.ground import work
from customers.ground.errors import Forbidden, Invalid
from customers.transfer.purchases import (
    PurchaseImport,
    import_purchases,
    importing,
    survey,
)
from customers.transfer.results import PurchaseResult
from tests.transfer.files import written
from tests.transfer.selling import HEADER, bring, kept, know, spend
from tests.world import World


def random_rows(seed: int, count: int) -> list[list[str]]:
    """Purchases and refunds that meet each other in any order, with faults between."""
    draw = random.Random(seed)
    rows = [HEADER]
    for _row in range(count):
        known = draw.randrange(count)
        amount = draw.choice(["5", "7.50", "-2", "-4", "0", "x", "1.234"])
        of = f"R{draw.randrange(count)}" if amount[0] == "-" else ""
        rows.append(
            [
                draw.choice([f"R{known}", f"R{known}", ""]),
                draw.choice(["", f"C{known % 7}", "not a code"]),
                draw.choice(["2020-01-01", "2020-02-30", "2020-01-02 10:00"]),
                amount,
                draw.choice(["", "sale", "what"]),
                draw.choice(["", of]),
            ]
        )
    return rows


@pytest.mark.parametrize("create_customers", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_a_dry_run_answers_the_same_however_the_rows_meet(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    seed: int,
    create_customers: bool,
) -> None:
    monkeypatch.setattr(importing, "BATCH_PURCHASES", 7)
    path = written(tmp_path, random_rows(seed, 60))

    dry = bring(world, path, dry_run=True, create_customers=create_customers)
    before = (kept(), spend())
    done = bring(world, path, create_customers=create_customers)

    assert before == ({}, {})
    assert dry == done
    assert done.recorded
    assert done.refused_count


def test_refunds_before_their_purchases_count_when_those_come(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PURCHASES", 1)
    know(world, ImportedCustomer(code="A1"))
    rows = [
        HEADER,
        ["2", "A1", "2020-01-02", "-2", "", "1"],
        ["3", "A1", "2020-01-02", "-9", "", "1"],
        ["1", "A1", "2020-01-01", "5", "", ""],
    ]

    result = bring(world, written(tmp_path, rows))

    assert result.recorded == 3
    assert spend() == {"A1": (1, 300)}
    assert kept()["3"].state == "waiting"


def test_an_import_goes_on_at_its_place(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing, "BATCH_PURCHASES", 4)
    rows = [[f"R{n % 9}", "", "2020-01-01", str(n + 1), "", ""] for n in range(18)]
    path = written(tmp_path, [HEADER, *rows, ["", "", "2020-01-01", "1", "", ""]])
    actor = world.actor(world.alice)
    place, total = None, None

    for _turn in range(10):
        # Each turn is another process, which knows the place as JSON alone.
        course = PurchaseImport(path, actor=actor, source="till")
        total = total or course.result()
        batch = course.read_batch(place)
        if batch is None:
            break
        total.add(work.run(lambda c=course, b=batch: c.take(b)))  # type: ignore[misc]
        place = json.loads(json.dumps(batch.place))
        total = PurchaseResult.from_json(json.loads(json.dumps(total.to_json())))
        course.close()

    assert total
    assert total.counts() == {
        "rows": 19,
        "read": 10,
        "recorded": 9,
        "same": 0,
        "refused": 1,
        "left_out": 0,
        "created_customers": 0,
    }
    assert bring(world, path).same == 9


def test_progress_counts_the_bytes_of_the_file(world: World, tmp_path: Path) -> None:
    rows = [[f"R{n}", "", "2020-01-01", "1", "", ""] for n in range(1_100)]
    path = written(tmp_path, [HEADER, *rows])
    steps: list[int] = []

    bring(world, path, progress=steps.append)

    assert len(steps) == 3
    assert sum(steps) == path.stat().st_size


def test_a_survey_names_the_columns(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [[*HEADER, "colour"]], delimiter=";")

    found = survey(path, actor=world.actor(world.alice))

    assert found.found()[:2] == [
        ("reference", "Reference"),
        ("customer_code", "Customer"),
    ]
    assert found.columns.unknown == ("colour",)
    assert found.delimiter == ";"


def test_staff_may_not_import(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [HEADER, ["1", "", "2020-01-01", "5", "", ""]])

    for person in (world.bob, world.vera):
        with pytest.raises(Forbidden):
            import_purchases(path, actor=world.actor(person))

    assert kept() == {}


def test_a_source_without_a_name_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        bring(world, written(tmp_path, [HEADER]), source="a:b")
