"""The command that imports purchases: its counts, its sentences, its refusals."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from customers.directory.models import Customer
from customers.ground.db import db
from customers.purchases.models import Purchase
from tests.world import World

ROWS = """order_no;customer_code;date;amount;shoe size
1;A1;01.02.2020;1.250,50;39
2;;13.02.2020;12,00;
3;A1;14.02.2020;soon;
"""


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    file = tmp_path / "sales.csv.gz"
    file.write_bytes(gzip.compress(ROWS.encode()))
    return file


def run(app: Flask, file: Path, *options: str) -> Result:
    words = ["import-purchases", str(file), *options]
    return app.test_cli_runner().invoke(args=words)


GIVEN = ("--business=alices-books", "--source=till")


def test_it_reports_counts_rows_and_columns(
    app: Flask, world: World, sales: Path
) -> None:
    answer = run(app, sales, *GIVEN, "--create-customers")

    world.enter()
    totals = db.session.scalars(db.select(Purchase.total_minor).order_by(Purchase.id))
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout) == {
        "rows": 3,
        "read": 3,
        "recorded": 2,
        "same": 0,
        "refused": 1,
        "left_out": 0,
        "created_customers": 1,
    }
    assert "row 4: amount: “soon” is no number." in answer.stderr
    assert "column not understood: shoe size" in answer.stderr
    assert list(totals) == [125_050, 1_200]


def test_a_dry_run_answers_the_same_and_changes_nothing(
    app: Flask, world: World, sales: Path
) -> None:
    dry = run(app, sales, *GIVEN, "--create-customers", "--dry-run")
    world.enter()
    before = db.session.scalars(db.select(Customer.code)).all()

    done = run(app, sales, *GIVEN, "--create-customers")

    assert before == []
    assert dry.stdout == done.stdout
    assert "nothing was changed" in dry.stderr


def test_without_being_asked_it_creates_nobody(
    app: Flask, world: World, sales: Path
) -> None:
    answer = run(app, sales, *GIVEN)

    assert json.loads(answer.stdout)["refused"] == 2
    assert "row 2: There is no customer “A1”." in answer.stderr


@pytest.mark.parametrize(
    "options",
    [
        ("--business=nobody", "--source=till"),
        ("--business=alices-books",),
        ("--source=till",),
        ("--business=alices-books", "--source=a:b"),
    ],
)
def test_it_refuses_in_words(
    app: Flask, world: World, sales: Path, options: tuple[str, ...]
) -> None:
    answer = run(app, sales, *options)

    assert answer.exit_code == 1
    assert "Error" in answer.stderr
    assert "Traceback" not in answer.output


def test_what_is_no_list_of_sales_is_refused(
    app: Flask, world: World, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    file.write_text("name,phone\nAnn,1234567\n")

    answer = run(app, file, *GIVEN)

    assert answer.exit_code == 1
    assert "No column tells the purchases apart." in answer.stderr
