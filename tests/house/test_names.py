"""Names say what a thing is, public code says what it means, calls say what is what."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.house.source import Source, expect_none, place, python

EMPTY_WORDS = {"util", "utils", "helper", "helpers", "manager"}
EMPTY_VERBS = ("handle_", "process_")
# How a library calls what we write for it.
LIBRARY_NAMES = {
    *("process_bind_param", "process_result_value", "process_literal_param"),
    *("process_formdata", "process_data"),
    *("handle_starttag", "handle_endtag", "handle_data"),
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def is_empty(name: str) -> bool:
    """Whether a name, in either spelling, leans on a word that says nothing."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower().strip("_")
    if name in LIBRARY_NAMES:
        return False
    return bool(EMPTY_WORDS & set(spaced.split("_"))) or spaced.startswith(EMPTY_VERBS)


def empty_names(source: Source) -> Iterator[str]:
    """Name what is called by a word that says nothing."""
    if any(is_empty(piece) for piece in source.module):
        yield source.path
    for node in ast.walk(source.tree):
        if isinstance(node, Function | ast.ClassDef) and is_empty(node.name):
            yield f"{place(source, node)} {node.name}"


def undocumented(source: Source) -> Iterator[str]:
    """Name the public module, functions, classes and methods without a docstring."""
    if not ast.get_docstring(source.tree):
        yield f"{source.path} does not say what it knows"
    for node in source.tree.body:
        if isinstance(node, Function | ast.ClassDef) and node.name[0] != "_":
            yield from _undocumented_in(source, node)


def _undocumented_in(source: Source, node: Function | ast.ClassDef) -> Iterator[str]:
    if not ast.get_docstring(node) and not _is_said_elsewhere(node):
        yield f"{place(source, node)} {node.name} has no docstring"
    if isinstance(node, ast.ClassDef):
        for member in node.body:
            if isinstance(member, Function) and member.name[0] != "_":
                yield from _undocumented_in(source, member)


def _is_said_elsewhere(node: Function | ast.ClassDef) -> bool:
    """Whether a library, the getter or the function itself says what this means."""
    marks = {ast.unparse(mark).rpartition(".")[2] for mark in node.decorator_list}
    return node.name in LIBRARY_NAMES or bool(
        marks & {"overload", "setter", "override"}
    )


def positional(source: Source) -> Iterator[str]:
    """Name the public verbs and queries whose calls would not say what is what."""
    for node in source.tree.body:
        if isinstance(node, Function) and node.name[0] != "_":
            arguments = [*node.args.posonlyargs, *node.args.args]
            if len(arguments) > 1:
                yield f"{place(source, node)} {node.name}: the second is by place too"


def test_no_name_is_empty() -> None:
    expect_none(
        line
        for source in python("customers", "tests", "deploy")
        for line in empty_names(source)
    )


def test_public_code_says_what_it_means() -> None:
    expect_none(line for source in python("customers") for line in undocumented(source))


def test_verbs_and_queries_take_one_thing_by_place() -> None:
    expect_none(
        line
        for source in python("customers")
        if {"service", "queries"} & set(source.module[2:3])
        and source.module[1] != "events"
        for line in positional(source)
    )


@pytest.mark.parametrize(
    "text",
    ["def handle_sale(): ...", "class ShopManager: ...", "def sale_helpers(): ..."],
)
def test_the_rule_sees_an_empty_name(text: str) -> None:
    assert list(empty_names(Source("customers/desk/views.py", text)))


def test_the_rule_sees_an_empty_name_of_a_file() -> None:
    assert list(empty_names(Source("customers/desk/utils.py", "")))


@pytest.mark.parametrize(
    "text",
    [
        "x = 1",
        '"""Module."""\ndef public(): ...',
        '"""Module."""\nclass Public: ...',
        '"""Module."""\nclass Public:\n    """Class."""\n    def public(self): ...',
    ],
)
def test_the_rule_sees_a_missing_docstring(text: str) -> None:
    assert list(undocumented(Source("customers/desk/rules.py", text)))


def test_the_rule_sees_arguments_by_place() -> None:
    text = "def record_purchase(customer_id, amount_minor, *, actor): ..."

    assert list(positional(Source("customers/purchases/service.py", text)))
