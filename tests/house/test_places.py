"""What may stand in one place only: commit, connections, the clock, htmx's headers."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.house.source import Source, dotted, expect_none, place, python

ENDS_WORK = {"commit", "rollback"}
REACHES_THE_DATABASE = {
    *("connection", "get_bind", "raw_connection", "create_engine", "sessionmaker"),
    *("get_engine", "engine_from_config"),
}
TELLS_TIME = {
    *("datetime.now", "datetime.utcnow", "datetime.today", "date.today"),
    *("time.time", "time.localtime", "func.now", "func.current_timestamp"),
}
OF_ONE_REQUEST = {
    *("request", "session", "g", "current_app", "flash", "redirect", "url_for"),
    *("render_template", "render_template_string", "jsonify", "make_response", "abort"),
}
NOT_FOR_ARITHMETIC = (
    *("flask", "sqlalchemy", "flask_sqlalchemy"),
    *("customers.ground.db", "customers.ground.clock", "customers.ground.work"),
)


def calls(source: Source) -> Iterator[tuple[ast.Call, str]]:
    """Give every call with the dotted name of what is called."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call):
            yield node, dotted(node.func)


def ends_work(source: Source) -> list[str]:
    """Name the places that commit or roll back."""
    return [
        place(source, node)
        for node, called in calls(source)
        if called.rpartition(".")[2] in ENDS_WORK
    ]


def reaches_the_database(source: Source) -> list[str]:
    """Name the places that go round the guarded session; its dialect is no secret."""
    nodes = list(ast.walk(source.tree))
    harmless = {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Attribute) and node.attr == "dialect"
    }
    return [
        place(source, node)
        for node in nodes
        if id(node) not in harmless
        and (
            dotted(node) in ("db.engine", "db.engines")
            or (
                isinstance(node, ast.Call)
                and dotted(node.func).rpartition(".")[2] in REACHES_THE_DATABASE
            )
        )
    ]


def tells_time(source: Source) -> list[str]:
    """Name the places that look at a clock which tests cannot set."""
    return [
        place(source, node)
        for node, called in calls(source)
        if ".".join(called.split(".")[-2:]) in TELLS_TIME
    ]


def knows_the_request(source: Source) -> list[str]:
    """Name the imports by which a verb would know of a browser."""
    return [
        place(source, node)
        for node in ast.walk(source.tree)
        if (isinstance(node, ast.Import) and any(a.name == "flask" for a in node.names))
        or (
            isinstance(node, ast.ImportFrom)
            and node.module in ("flask", "flask.globals")
            and any(alias.name in OF_ONE_REQUEST for alias in node.names)
        )
    ]


def knows_more_than_numbers(source: Source) -> list[str]:
    """Name the imports by which a rule would no longer be arithmetic."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [f"{node.module}.{alias.name}" for alias in node.names]
        else:
            continue
        if any(
            f"{module}.".startswith(f"{banned}.")
            for module in modules
            for banned in NOT_FOR_ARITHMETIC
        ):
            found.append(place(source, node))
    return found


def speaks_htmx(source: Source) -> list[str]:
    """Name the places that spell one of htmx's headers."""
    return [
        place(source, node)
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value.lower().startswith("hx-")
    ]


def outside(*places: str) -> list[Source]:
    """Give the code of the house but for these files and folders."""
    return [
        source
        for source in python("app.py", "customers")
        if not source.path.startswith(places)
    ]


def files_named(piece: str) -> list[Source]:
    """Give every room's `piece.py`, or the files of its package `piece`."""
    return [source for source in python("customers") if piece in source.module[2:3]]


def test_work_is_ended_in_one_file() -> None:
    expect_none(p for s in outside("customers/ground/work.py") for p in ends_work(s))


def test_nobody_goes_round_the_session() -> None:
    expect_none(
        p for s in outside("customers/ground/") for p in reaches_the_database(s)
    )


def test_there_is_one_clock() -> None:
    expect_none(p for s in outside("customers/ground/clock.py") for p in tells_time(s))


def test_one_file_speaks_htmx() -> None:
    expect_none(
        p for s in outside("customers/ground/answers.py") for p in speaks_htmx(s)
    )


@pytest.mark.parametrize("piece", ["service", "queries", "models", "rules", "schemas"])
def test_what_is_no_door_knows_no_request(piece: str) -> None:
    expect_none(
        place for source in files_named(piece) for place in knows_the_request(source)
    )


def test_rules_are_arithmetic() -> None:
    expect_none(p for s in files_named("rules") for p in knows_more_than_numbers(s))


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        (ends_work, "db.session.commit()"),
        (ends_work, "session().rollback()"),
        (reaches_the_database, "db.session.connection().execute(x)"),
        (reaches_the_database, "db.session().get_bind().connect()"),
        (reaches_the_database, "with db.engine.begin() as c: pass"),
        (reaches_the_database, "engine = sqlalchemy.create_engine(url)"),
        (tells_time, "at = datetime.now(UTC)"),
        (tells_time, "at = datetime.datetime.now(UTC)"),
        (tells_time, "on = date.today()"),
        (knows_the_request, "from flask import g, request"),
        (knows_the_request, "import flask"),
        (knows_more_than_numbers, "from sqlalchemy.orm import Session"),
        (knows_more_than_numbers, "from customers.ground import clock"),
        (speaks_htmx, "headers = {'HX-Redirect': url}"),
    ],
)
def test_the_rule_sees_its_breach(
    rule: Callable[[Source], list[str]], text: str
) -> None:
    assert rule(Source("customers/notes/service.py", text))
