"""`make test` collects every test with requirements.txt alone installed."""

from __future__ import annotations

import ast

import pytest

from tests.house.source import Source, expect_none, place, python

# Packages of tests/requirements.txt; a test asks for them when it runs, or skips.
TOOLS = {"playwright", "coverage", "xdist", "pytest_cov", "mypy", "djlint", "uv"}


def needs_tools(source: Source) -> list[str]:
    """Name the imports that fail, while tests are collected, without the tools."""
    found = []
    for node in source.tree.body:
        if isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            modules = [node.module or ""]
        else:
            continue
        if any(module.partition(".")[0] in TOOLS for module in modules):
            found.append(place(source, node))
    return found


def test_no_test_needs_the_tools_to_be_collected() -> None:
    expect_none(found for source in python("tests") for found in needs_tools(source))


@pytest.mark.parametrize(
    "text", ["import playwright", "from playwright.sync_api import expect"]
)
def test_the_rule_sees_such_an_import(text: str) -> None:
    assert needs_tools(Source("tests/browser/test_pages.py", text))


def test_the_rule_lets_an_import_pass_that_may_fail() -> None:
    text = "try:\n    import playwright\nexcept ImportError:\n    playwright = None"

    assert not needs_tools(Source("tests/browser/conftest.py", text))
