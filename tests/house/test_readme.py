"""README's tables say what the code says: settings, commands, routes and events."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from customers import events
from customers.ground import config
from tests.house.readme import Row, expect_table, rows_under
from tests.house.source import ROOT, expect_none

EXAMPLE = """
# Regulars
## Settings
Words first.

| Setting | Default | Meaning |
| --- | --- | --- |
| `PORT` | `8000` | a \\| b |

## Routes
"""


@pytest.fixture(scope="module")
def readme() -> str:
    return (ROOT / "README.md").read_text()


def settings() -> list[Row]:
    """Every setting with its default and meaning, in the order of the code."""
    return [(f"`{s.name}`", s.default, s.meaning) for s in config.SETTINGS]


def commands(app: Flask) -> list[Row]:
    """Every command with the first sentence of its help, by name."""
    return [
        (f"`{name}`", command.get_short_help_str(limit=200))
        for name, command in sorted(app.cli.commands.items())
    ]


def routes(app: Flask) -> list[Row]:
    """Every route with its method and who may pass, by path."""
    found = set()
    for rule in app.url_map.iter_rules():
        path = re.sub(r"<(?:\w+(?:\(.*?\))?:)?(\w+)>", r"<\1>", rule.rule)
        access = getattr(app.view_functions[rule.endpoint], "access", "")
        methods = (rule.methods or set()) - {"HEAD", "OPTIONS"}
        found |= {(path, f"`{method} {path}`", access) for method in methods}
    return [row[1:] for row in sorted(found)]


def facts() -> list[Row]:
    """Every fact that may be recorded with its meaning, by name."""
    return [(f"`{name}`", fact.meaning) for name, fact in events.facts().items()]


def test_every_setting_is_told(readme: str) -> None:
    expect_table(readme, "Settings", settings())


def test_every_command_is_told(readme: str, app: Flask) -> None:
    expect_table(readme, "Commands", commands(app))


def test_every_route_is_told(readme: str, app: Flask) -> None:
    expect_table(readme, "Routes", routes(app))


def test_every_event_is_told(readme: str, app: Flask) -> None:
    expect_table(readme, "Events", facts())


def test_every_command_helps_with_itself(app: Flask) -> None:
    assert app.cli.commands

    expect_none(name for name, command in app.cli.commands.items() if not command.help)


def test_every_file_that_is_linked_exists(readme: str) -> None:
    links = set(re.findall(r"\]\((?!https?:|#)([^)#\s]+)", readme))

    assert links
    expect_none(link for link in sorted(links) if not (ROOT / link).exists())


def test_every_make_target_is_told(readme: str) -> None:
    makefile = (ROOT / "Makefile").read_text()
    told = set(re.findall(r"`make ([a-z]+)", readme))
    made = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))

    assert {"run", "test"} <= told <= made


def test_the_reader_finds_a_table() -> None:
    assert rows_under(EXAMPLE, "Settings") == [("`PORT`", "`8000`", "a | b")]


def test_a_table_that_differs_is_refused() -> None:
    with pytest.raises(AssertionError, match="should say"):
        expect_table(EXAMPLE, "Settings", [("`PORT`", "`9000`")])


def test_a_table_that_is_missing_is_refused() -> None:
    with pytest.raises(AssertionError, match="no table under Routes"):
        expect_table(EXAMPLE, "Routes", [("`GET /`", "open")])
