"""Imports go down only, and into a room by its public files (never its doors)."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from tests.house.source import Source, expect_none, place, python

FLOORS = {
    "ground": 0,
    "events": 1,
    "accounts": 2,
    "directory": 3,
    **dict.fromkeys(("notes", "documents", "preferences", "purchases"), 4),
    "loyalty": 5,
    "membership": 6,
    **dict.fromkeys(("desk", "api", "insights", "privacy"), 7),
    **dict.fromkeys(("merging", "transfer", "integrations"), 7),
}
PUBLIC = {"service", "queries", "models", "rules", "schemas", "events"}
# What every verb is told and asks: who acts, and what they may do. A switch of many is
# the form of one, with others beside them.
MORE_OF = {"accounts": {"actors", "permissions"}, "membership": {"switch_forms"}}
# Machinery that every room stands on; its files are chosen freely.
MACHINERY = {"ground", "events"}
KNOW_EVERY_ROOM = {"customers/__init__.py", "customers/cli.py"}


def imported(source: Source) -> Iterator[tuple[ast.stmt, tuple[str, ...]]]:
    """Give the modules and names that a file imports, in pieces from the top."""
    package = source.module
    if not source.path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            for alias in node.names:
                yield node, tuple(alias.name.split("."))
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else ()
            origin = (*start, *(node.module or "").split("."))
            for alias in node.names:
                yield node, tuple(piece for piece in (*origin, alias.name) if piece)


def wrong_imports(source: Source) -> Iterator[str]:
    """Name the imports that go up, across, through a door, or past the front desk."""
    if source.path in KNOW_EVERY_ROOM:
        return
    own = source.module[1] if len(source.module) > 1 else ""
    for node, pieces in imported(source):
        if pieces[0] != "customers":
            continue
        other = pieces[1] if len(pieces) > 1 else ""
        if other not in FLOORS:
            yield f"{place(source, node)} imports {'.'.join(pieces)}, which is no room"
        elif other == own:
            continue
        elif FLOORS[other] >= FLOORS[own]:
            yield f"{place(source, node)} goes from {own} up or across to {other}"
        elif other not in MACHINERY and not _is_public(other, pieces):
            yield f"{place(source, node)} enters {other} past its public files"


def _is_public(room: str, pieces: tuple[str, ...]) -> bool:
    return len(pieces) > 2 and pieces[2] in PUBLIC | MORE_OF.get(room, set())


def test_every_room_has_a_floor() -> None:
    rooms = {
        source.module[1] for source in python("customers") if source.path.count("/") > 1
    }

    assert rooms
    assert rooms <= FLOORS.keys()


def test_imports_go_down_and_through_the_public_files() -> None:
    expect_none(
        line for source in python("customers") for line in wrong_imports(source)
    )


def test_no_room_is_imported_by_its_name_in_a_string() -> None:
    expect_none(
        place(source, node)
        for source in python("customers")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Name | ast.Attribute | ast.alias)
        and "import_module" in (ast.unparse(node), getattr(node, "attr", ""))
    )


def test_app_knows_the_front_door_alone() -> None:
    (app,) = python("app.py")

    names = {pieces for _, pieces in imported(app) if pieces[0] == "customers"}

    assert names == {("customers", "create_app")}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("customers/ground/db.py", "from customers.events import record"),
        ("customers/accounts/views.py", "import customers.directory.service"),
        ("customers/desk/views.py", "from customers.transfer import service"),
        ("customers/desk/views.py", "from ..transfer import service"),
        ("customers/desk/views.py", "from customers.directory import views"),
        (
            "customers/desk/views.py",
            "from customers.directory.forms import CustomerForm",
        ),
        ("customers/desk/views.py", "from customers import directory"),
        ("customers/desk/views.py", "from customers import create_app, cli"),
    ],
)
def test_the_rule_sees_a_wrong_import(path: str, text: str) -> None:
    assert list(wrong_imports(Source(path, text)))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("customers/desk/views.py", "from customers.directory import queries"),
        ("customers/desk/views.py", "from customers.directory.models import Customer"),
        ("customers/desk/views.py", "from customers.desk.forms import SearchForm"),
        ("customers/desk/views.py", "from customers import events"),
        ("customers/desk/forms.py", "from customers.ground.forms import SchemaForm"),
        ("customers/cli.py", "from customers.transfer.cli import import_customers"),
    ],
)
def test_the_rule_lets_a_right_import_pass(path: str, text: str) -> None:
    assert not list(wrong_imports(Source(path, text)))
