"""The commands a person types, with what they answer and how they fail."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from flask import Flask
from sqlalchemy import func, select

from customers.accounts.models import Business, Session, StaffMember, User
from customers.directory.models import Customer
from customers.ground import tenancy
from customers.ground.db import db
from customers.transfer import demo_people
from tests.world import PASSWORD, World

NEW = {
    "name": "Dora's Deli",
    "slug": "doras-deli",
    "country": "DE",
    "currency": "EUR",
    "timezone": "Europe/Berlin",
    "owner-email": "Dora@Example.com",
    "owner-password": PASSWORD,
}


def run(app: Flask, *words: str) -> Result:
    return app.test_cli_runner().invoke(args=list(words))


def options(**changed: str | None) -> list[str]:
    named = {k.replace("_", "-"): v for k, v in changed.items()}
    given = {**NEW, **named}
    return [f"--{name}={value}" for name, value in given.items() if value is not None]


def test_create_business_makes_it_and_its_owner(app: Flask) -> None:
    answer = run(app, "create-business", *options())

    business = db.session.scalars(select(Business)).one()
    owner = db.session.scalars(select(User)).one()
    role = db.session.scalar(select(StaffMember.role))
    assert answer.exit_code == 0
    assert (business.slug, business.currency) == ("doras-deli", "EUR")
    assert (owner.email, role) == ("dora@example.com", "owner")


def test_the_new_owner_can_sign_in(app: Flask, world: World) -> None:
    run(app, "create-business", *options())

    answer = world.client().sign_in("dora@example.com")

    assert answer.status_code == 303


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": None},
        {"slug": "Not a slug!"},
        {"country": "XX"},
        {"currency": "ABC"},
        {"timezone": "Mars/Olympus"},
        {"owner_email": "nobody"},
        {"owner_password": "short"},
        {"owner_password": None},
        {"slug": "alices-books"},
    ],
    ids=lambda wrong: next(iter(wrong)),
)
def test_create_business_refuses_in_words_with_status_1(
    app: Flask, world: World, wrong: dict[str, Any]
) -> None:
    before = db.session.scalar(select(func.count(Business.id)))

    answer = run(app, "create-business", *options(**wrong))

    assert answer.exit_code == 1
    assert "Error" in answer.stderr
    assert "Traceback" not in answer.output
    assert db.session.scalar(select(func.count(Business.id))) == before


def test_a_known_owner_keeps_their_password(app: Flask, world: World) -> None:
    wanted = select(User.password_hash).where(User.email == "alice@example.com")
    before = db.session.scalar(wanted)

    answer = run(
        app,
        "create-business",
        *options(owner_email="alice@example.com", owner_password=None),
    )

    assert answer.exit_code == 0, answer.output
    assert db.session.scalar(wanted) == before


def test_set_password_changes_it_and_ends_the_sessions(
    app: Flask, world: World
) -> None:
    world.client(world.alice)

    answer = run(app, "set-password", "alice@example.com", "--password=a new long one")

    sessions = db.session.scalar(
        select(func.count(Session.id)).where(Session.user_id == world.alice.id)
    )
    assert answer.exit_code == 0, answer.output
    assert sessions == 0
    signed_in = world.client().sign_in("alice@example.com", "a new long one")
    assert signed_in.status_code == 303


@pytest.mark.parametrize(
    "words",
    [
        ["nobody@example.com", "--password=a new long one"],
        ["alice@example.com", "--password=x"],
        [],
    ],
)
def test_set_password_refuses_in_words(
    app: Flask, world: World, words: list[str]
) -> None:
    answer = run(app, "set-password", *words)

    assert answer.exit_code == 1
    assert "Error" in answer.stderr


@pytest.fixture
def people(tmp_path: Path) -> Path:
    file = tmp_path / "people.csv.gz"
    rows = "code,name,phone,shoe size\nA1,Ann,020 7946 0018,39\n,,,40\n"
    file.write_bytes(gzip.compress(rows.encode()))
    return file


def test_import_customers_reports_rows_and_columns(
    app: Flask, world: World, people: Path
) -> None:
    answer = run(app, "import-customers", str(people), "--business=alices-books")

    world.enter()
    assert answer.exit_code == 0, answer.output
    assert json.loads(answer.stdout)["added"] == 1
    assert "shoe size" in answer.stderr
    assert "row 3:" in answer.stderr
    assert db.session.scalars(select(Customer.code)).all() == ["A1"]


def test_a_dry_run_answers_the_same_and_changes_nothing(
    app: Flask, world: World, people: Path
) -> None:
    answer = run(
        app, "import-customers", str(people), "--business=alices-books", "--dry-run"
    )

    world.enter()
    assert json.loads(answer.stdout)["added"] == 1
    assert db.session.scalars(select(Customer.code)).all() == []


def test_the_same_file_twice_changes_nothing(
    app: Flask, world: World, people: Path
) -> None:
    words = ["import-customers", str(people), "--business=alices-books"]
    run(app, *words)

    answer = run(app, *words)

    counts = json.loads(answer.stdout)
    assert (counts["added"], counts["changed"], counts["unchanged"]) == (0, 0, 1)


@pytest.mark.parametrize(
    "words",
    [
        ["nowhere.csv", "--business=alices-books"],
        ["{file}", "--business=nobody"],
        ["{file}"],
    ],
)
def test_import_customers_refuses_in_words(
    app: Flask, world: World, people: Path, words: list[str]
) -> None:
    named = [word.format(file=people) for word in words]

    answer = run(app, "import-customers", *named)

    assert answer.exit_code == 1
    assert "Error" in answer.stderr


# A smaller one fills both databases in the tests of the demo itself.
@pytest.mark.one_database
def test_the_demo_fills_an_empty_database(app: Flask) -> None:
    answer = run(app, "demo")

    business = db.session.scalars(select(Business)).one()
    tenancy.enter(db.session(), business.id)
    assert answer.exit_code == 0, answer.output
    assert "demo@example.com" in answer.stdout
    assert db.session.scalar(select(func.count(Customer.id))) == demo_people.COUNT


def test_the_demo_leaves_a_used_database_alone(app: Flask, world: World) -> None:
    answer = run(app, "demo")

    assert answer.exit_code == 0
    assert db.session.scalar(select(func.count(Business.id))) == 2


@pytest.mark.parametrize(
    "command",
    [
        *("create-business", "set-password", "import-customers", "import-purchases"),
        *("demo", "worker"),
    ],
)
def test_every_command_explains_itself(app: Flask, command: str) -> None:
    answer = run(app, command, "--help")

    assert answer.exit_code == 0
    assert "Usage:" in answer.stdout
