"""Files and functions stay small enough to be read at once."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from tests.house.source import Source, expect_none, files, name, place, python

FILE_LINES = 300
FUNCTION_LINES = 50


def long_functions(source: Source) -> Iterator[str]:
    """Name the functions that are longer than a screen."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = (node.end_lineno or node.lineno) - node.lineno + 1
            if lines > FUNCTION_LINES:
                yield f"{place(source, node)} {node.name} has {lines} lines"


def test_no_file_is_long() -> None:
    lengths = {
        name(path): len(path.read_text().splitlines())
        for path in files(".py", ".html", ".css", ".js")
    }

    assert "customers/__init__.py" in lengths
    expect_none(
        f"{path} has {lines} lines"
        for path, lines in lengths.items()
        if lines > FILE_LINES and not path.startswith("migrations/versions/")
    )


def test_no_function_is_long() -> None:
    expect_none(
        line
        for source in python("app.py", "customers", "tests", "deploy")
        for line in long_functions(source)
    )


def test_the_rule_sees_a_long_function() -> None:
    body = "\n".join(["    pass"] * FUNCTION_LINES)

    assert list(long_functions(Source("x.py", f"def long():\n{body}\n")))
