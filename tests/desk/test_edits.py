"""Changes as a profile draws them, in short and in full."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customers.desk import edits
from customers.directory.queries import Edit

FIELDS = [(f"Field {number}", "", str(number)) for number in range(5)]


def edit(kind: str = "CustomerUpdated", count: int = 5) -> Edit:
    at = datetime(2026, 3, 1, 14, 5, tzinfo=UTC)
    return Edit("1 Mar 2026, 14:05", at, "Bob", kind, "Changed", FIELDS[:count])


@pytest.mark.parametrize(("count", "left_out"), [(2, 0), (3, 0), (4, 1), (5, 2)])
def test_in_short_the_first_fields_are_shown(count: int, left_out: int) -> None:
    [shown] = edits.in_short([edit(count=count)])

    assert list(shown.changes) == FIELDS[: min(count, 3)]
    assert shown.left_out == left_out


def test_in_short_an_addition_shows_no_field_and_counts_none() -> None:
    [shown] = edits.in_short([edit("CustomerCreated")])

    assert (list(shown.changes), shown.left_out) == ([], 0)


@pytest.mark.parametrize("kind", ["CustomerCreated", "CustomerUpdated"])
def test_in_full_every_field_is_shown(kind: str) -> None:
    [shown] = edits.in_full([edit(kind)])

    assert (list(shown.changes), shown.left_out) == (FIELDS, 0)


@pytest.mark.parametrize(
    ("kind", "symbol"),
    [
        ("CustomerCreated", "plus"),
        ("CustomerUpdated", "pencil"),
        ("CustomerDeleted", "trash-2"),
        ("CustomerRestored", "undo-2"),
    ],
)
def test_each_kind_has_its_symbol(kind: str, symbol: str) -> None:
    [shown] = edits.in_full([edit(kind)])

    assert shown.symbol == symbol
    assert shown.is_deletion == (kind == "CustomerDeleted")
    assert shown.at_iso == "2026-03-01T14:05:00+00:00"
