"""Files become customers: once, in whole or in part, and rehearsed without a trace."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from customers.directory.models import Customer, ExternalId
from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Forbidden
from customers.transfer import customers, demo
from customers.transfer.customers import Result, import_customers
from customers.transfer.errors import Unreadable
from tests.transfer.files import real, written
from tests.world import World

ONE = pytest.mark.one_database


def everybody() -> list[Customer]:
    return list(db.session.scalars(db.select(Customer).order_by(Customer.code)))


def figures(result: Result) -> tuple[int, int, int, int]:
    return result.added, result.changed, result.unchanged, result.refused_count


def bring(world: World, path: Path, **options: object) -> Result:
    return import_customers(path, actor=world.actor(world.alice), **options)  # type: ignore[arg-type]


def test_rows_become_customers(world: World, tmp_path: Path) -> None:
    rows = [
        ["code", "name", "phone", "born", "colour"],
        ["a-1", "Zoë Müller", "020 7946 0000", "03.04.1990", "red"],
        ["a-2", "José Núñez", "", "", ""],
    ]

    result = bring(world, written(tmp_path, rows, encoding="cp1252", delimiter=";"))

    zoe, jose = everybody()
    assert (zoe.code, zoe.name, jose.code) == ("A-1", "Zoë Müller", "A-2")
    assert zoe.phone == "020 7946 0000"
    assert zoe.birthday
    assert zoe.birthday.isoformat() == "1990-04-03"
    assert figures(result) == (2, 0, 0, 0)
    assert result.columns_not_understood == ("colour",)
    assert result.counts()["read"] == 2


def test_the_same_file_twice_changes_nothing(world: World, tmp_path: Path) -> None:
    rows = [["name", "town"], ["Ana", "Bath"], ["Ana", "Bath"], ["Bo", ""]]
    path = written(tmp_path, rows)

    first, second = bring(world, path), bring(world, path)

    assert figures(first) == (3, 0, 0, 0)
    assert figures(second) == (0, 0, 3, 0)
    assert len(everybody()) == 3
    assert {customer.profile_version for customer in everybody()} == {1}


def test_a_known_row_changes_only_what_it_fills(world: World, tmp_path: Path) -> None:
    bring(world, written(tmp_path, [["code", "name", "town"], ["A1", "Ana", "Bath"]]))

    rows = [["code", "name", "town", "phone"], ["a1", "Ana Sá", "", "020 7946 0000"]]
    result = bring(world, written(tmp_path, rows))

    [ana] = everybody()
    assert (ana.name, ana.town, ana.phone) == ("Ana Sá", "Bath", "020 7946 0000")
    assert figures(result) == (0, 1, 0, 0)


def test_an_external_id_knows_a_customer_whose_code_changed(
    world: World, tmp_path: Path
) -> None:
    bring(world, written(tmp_path, [["id", "name"], ["x7", "Ana"]]), source="till")
    [ana] = everybody()

    again = bring(
        world, written(tmp_path, [["id", "name"], ["x7", "Ana Sá"]]), source="till"
    )
    other = bring(
        world, written(tmp_path, [["id", "name"], ["x7", "Bo"]]), source="webshop"
    )

    assert figures(again) == (0, 1, 0, 0)
    assert figures(other) == (1, 0, 0, 0)
    assert {c.name for c in everybody()} == {"Ana Sá", "Bo"}
    assert len(list(db.session.scalars(db.select(ExternalId)))) == 2
    assert ana.code.startswith("C-")


BAD_ROWS = [
    ["code", "name", "email", "birthday"],
    ["A1", "Ana", "ana@example.com", "1990-01-01"],
    ["bad code!", "Bo", "", ""],
    ["A3", "Cy", "no email", ""],
    ["A4", "Di\x07", "", ""],
    ["", "", "", "1990-01-01"],
    ["A6", "Ed", "", "1990-02-30"],
    ["A7", "Flo", "", "", "one too many"],
    ["A8", "G" * 5_000, "", ""],
    ["A9", "Hal", "hal@example.com", ""],
]


def test_a_bad_row_is_told_and_stops_no_other(world: World, tmp_path: Path) -> None:
    result = bring(world, written(tmp_path, BAD_ROWS))

    assert [customer.code for customer in everybody()] == ["A1", "A6", "A9"]
    assert [remark.number for remark in result.refused] == [3, 4, 5, 6, 8, 9]
    assert all(remark.reason.endswith(".") for remark in result.refused)
    assert [remark.number for remark in result.left_out] == [7]
    assert result.counts() == {
        "read": 9,
        "added": 3,
        "changed": 0,
        "unchanged": 0,
        "memberships": 0,
        "refused": 6,
        "left_out": 1,
    }


def test_a_dry_run_answers_the_same_and_keeps_nothing(
    world: World, tmp_path: Path
) -> None:
    path = written(tmp_path, BAD_ROWS)

    dry = bring(world, path, dry_run=True)

    assert everybody() == []
    assert bring(world, path) == dry
    assert bring(world, path, dry_run=True) == bring(world, path)


def random_rows(seed: int, count: int) -> Sequence[Sequence[str]]:
    """Rows that meet each other by code, id and email, with faults between them."""
    draw = random.Random(seed)
    rows = [["code", "id", "name", "email", "phone"]]
    for _row in range(count):
        known = draw.randrange(count // 2)
        rows.append(
            [
                draw.choice(["", f"K{known}", f"k{known}", "no code"]),
                draw.choice(["", f"x{known}", f"x{draw.randrange(count)}"]),
                draw.choice(["Ana", "Bo", ""]),
                draw.choice(["", f"p{known}@example.com", f"P{known}@Example.com"]),
                draw.choice(["", "020 7946 0000"]),
            ]
        )
    return rows


@pytest.mark.parametrize(
    ("seed", "is_email_unique"), [(0, False), (1, True), (2, False), (3, True)]
)
def test_a_dry_run_answers_the_same_however_the_rows_meet(
    world: World,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    *,
    seed: int,
    is_email_unique: bool,
) -> None:
    monkeypatch.setattr(customers, "BATCH", 7)
    work.run(lambda: setattr(world.books, "is_email_unique", is_email_unique))
    path = written(tmp_path, random_rows(seed, 60))

    dry = bring(world, path, dry_run=True)
    before = len(everybody())
    done = bring(world, path)

    assert before == 0
    assert dry.counts() == done.counts()
    # Not the sentences: they name other customers by codes that were not given out.
    assert [bad.number for bad in dry.refused] == [bad.number for bad in done.refused]
    assert done.added
    assert done.refused_count


def test_a_dry_run_of_a_known_file_says_what_would_change(
    world: World, tmp_path: Path
) -> None:
    bring(world, written(tmp_path, [["code", "name"], ["A1", "Ana"], ["A2", "Bo"]]))

    rows = [["code", "name"], ["A1", "Ana Sá"], ["A2", "Bo"], ["A3", "Cy"]]
    dry = bring(world, written(tmp_path, rows), dry_run=True)

    assert figures(dry) == (1, 1, 1, 0)
    assert [customer.name for customer in everybody()] == ["Ana", "Bo"]


def test_progress_counts_the_bytes_of_the_file(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [["code"], *([f"A{n}"] for n in range(4_500))])
    steps: list[int] = []

    bring(world, path, progress=steps.append)

    assert len(steps) == 9
    assert sum(steps) == path.stat().st_size


def test_staff_may_not_import(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [["name"], ["Ana"]])

    for person in (world.bob, world.vera):
        with pytest.raises(Forbidden):
            import_customers(path, actor=world.actor(person))

    assert everybody() == []


def test_a_file_that_tells_of_nobody_is_refused(world: World, tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No column tells who"):
        bring(world, written(tmp_path, [["colour", "town"], ["red", "Bath"]]))


def test_sentences_are_bounded_and_all_are_counted(
    world: World, tmp_path: Path
) -> None:
    rows = [["code", "name", "country"], *(["a b", "x", "?"] for _n in range(1_100))]

    result = bring(world, written(tmp_path, rows))

    assert result.refused_count == result.left_out_count == 1_100
    assert len(result.refused) == len(result.left_out) == 1_000


def test_another_business_has_its_own_customers(world: World, tmp_path: Path) -> None:
    path = written(tmp_path, [["code", "id", "name"], ["A1", "x1", "Ana"]])
    bring(world, path)
    world.enter(world.bikes)

    result = import_customers(path, actor=world.actor(world.charlie))

    assert figures(result) == (1, 0, 0, 0)
    assert len(everybody()) == 1


@pytest.mark.parametrize(
    "export",
    ["shopify_export_current", "google_contacts_legacy", "opensourcepos_template"],
)
def test_the_exports_of_other_programs_come_in_whole(world: World, export: str) -> None:
    expected = json.loads(real(f"imports/{export}.expected.json").read_text())

    result = bring(world, real(f"imports/{export}.csv"), source="export")

    assert figures(result) == (8, 0, 0, 0)
    for customer, meant in zip(everybody(), expected, strict=True):
        assert (customer.first_name or "") == meant["given_name"]
        assert (customer.last_name or "") == meant["surname"]
        assert (customer.email or "").lower() == meant["email"]
        if export != "google_contacts_legacy":  # which does not say the country
            assert (customer.country or "") == meant["country"]
            assert (customer.phone_e164 or "") == meant["phone_e164_given_country"]


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("cdnow/sample_customers.csv", 2_357),
        ("online_retail/customers.csv", 4_372),
        # The two that are long bring nothing new to the second database.
        pytest.param("search/directory_febrl.csv", 11_500, marks=ONE),
        pytest.param("search/directory_historical.csv", 5_156, marks=ONE),
    ],
)
def test_real_directories_come_in_whole(world: World, file: str, count: int) -> None:
    path = real(file)

    first, second = bring(world, path), bring(world, path)

    assert figures(first) == (count, 0, 0, 0)
    assert figures(second) == (0, 0, count, 0)


def test_the_demo_fills_a_business(world: World) -> None:
    demo.fill(actor=world.actor(world.alice), count=200)

    people = everybody()
    assert len(people) == 200
    assert all(customer.phone_e164 for customer in people if customer.phone)
