"""Rows of one batch: codes, emails and customers that several of them name."""

from __future__ import annotations

import re
from typing import Any

from sqlalchemy import Engine, event

from customers.directory.schemas import ImportedCustomer as Row
from tests.directory.people import (
    added,
    facts,
    imported,
    row_of,
    rows_of,
)
from tests.world import World


def kinds(world: World, *rows: Row, source: str = "till") -> list[str]:
    """What becomes of the rows, by kind."""
    return [outcome.kind for outcome in imported(world, rows, source)]


def test_rows_of_one_batch_that_name_one_customer_are_one_customer(
    world: World,
) -> None:
    rows = [
        Row(code="A1", name="Anna"),
        Row(code="a1", name="Anna", town="Leeds"),
        Row(code="A1", name="Anna"),
        Row(external_id="x1", name="Bert"),
        Row(external_id="x1", code="A1"),
        Row(external_id="x1", code="B1", phone="123"),
        Row(code="B1", phone="456"),
        Row(name="Cleo", fingerprint="f.1"),
        Row(name="Cleo", fingerprint="f.2"),
    ]

    outcomes = imported(world, rows)

    assert [outcome.kind for outcome in outcomes] == [
        *("added", "changed", "unchanged"),
        *("added", "refused", "changed", "changed"),
        *("added", "added"),
    ]
    anna, bert, *cleos = rows_of(world)
    assert (anna.code, anna.town, anna.profile_version) == ("A1", "Leeds", 1)
    assert (bert.code, bert.phone, bert.name) == ("B1", "456", "Bert")
    assert [cleo.code for cleo in cleos] == ["C-000001", "C-000002"]
    assert len(facts(world, "CustomerCreated")) == 4
    assert facts(world, "CustomerUpdated") == []


def test_one_customer_changed_by_two_rows_changes_once(world: World) -> None:
    anna = added(world, name="Anna", code="A1", town="York", phone="123")
    rows = [
        Row(code="A1", town="Leeds"),
        Row(code="A1", town="Hull"),
        Row(code="A1", phone="456"),
        Row(code="A1", phone="123"),
    ]

    assert set(kinds(world, *rows)) == {"changed"}

    row = row_of(world, anna)
    assert (row.town, row.phone, row.profile_version) == ("Hull", "123", 2)
    (fact,) = facts(world, "CustomerUpdated")
    assert fact.personal == {"town": ["York", "Hull"]}


def test_a_change_taken_back_in_the_same_batch_is_no_change(world: World) -> None:
    anna = added(world, name="Anna", code="A1", town="York")
    before = row_of(world, anna)

    kinds(world, Row(code="A1", town="Leeds"), Row(code="A1", town="York"))

    assert row_of(world, anna) == before
    assert facts(world, "CustomerUpdated") == []


def test_generated_codes_skip_those_given_in_the_batch_and_before(
    world: World,
) -> None:
    added(world, name="Anna", code="C-000002")
    rows = [
        Row(name="Bert"),
        Row(name="Cleo", code="C-000004"),
        Row(name="Dora"),
        Row(name="Emil"),
    ]

    imported(world, rows)

    codes = {row.name: row.code for row in rows_of(world)}
    assert codes == {
        "Anna": "C-000002",
        "Bert": "C-000001",
        "Cleo": "C-000004",
        "Dora": "C-000003",
        "Emil": "C-000005",
    }


def test_a_code_given_up_is_free_for_a_new_customer_of_the_same_batch(
    world: World,
) -> None:
    imported(world, [Row(name="Anna", external_id="x1", code="C-000001")])

    rows = [Row(external_id="x1", code="A1"), Row(name="Bert", code="C-000001")]

    assert kinds(world, *rows) == ["changed", "added"]
    assert [row.code for row in rows_of(world)] == ["A1", "C-000001"]


def test_a_code_given_up_waits_for_the_next_batch_where_two_known_ones_pass_it_on(
    world: World,
) -> None:
    imported(
        world,
        [
            Row(name="Anna", external_id="x1", code="A1"),
            Row(name="Bert", external_id="x2", code="B1"),
        ],
    )
    rows = [Row(external_id="x2", code="B2"), Row(external_id="x1", code="B1")]

    first = imported(world, rows)

    assert [outcome.kind for outcome in first] == ["changed", "refused"]
    assert first[1].reason == "B1 already belongs to Bert."
    assert kinds(world, *rows) == ["unchanged", "changed"]
    assert [row.code for row in rows_of(world)] == ["B1", "B2"]


def test_a_code_may_go_and_come_back_within_a_batch(world: World) -> None:
    anna = added(world, name="Anna", code="A1")
    imported(world, [Row(code="A1", external_id="x1")])

    assert kinds(
        world, Row(external_id="x1", code="A2"), Row(external_id="x1", code="A1")
    ) == ["changed", "changed"]
    assert row_of(world, anna).code == "A1"


def test_unique_emails_hold_against_the_table_and_within_the_batch(
    world: World,
) -> None:
    anna = added(world, name="Anna", email="a@example.com", code="A1")
    world.books.is_email_unique = True
    rows = [
        Row(name="Bert", email="A@example.com"),
        Row(name="Cleo", email="c@example.com"),
        Row(name="Dora", email="C@example.com"),
        Row(code="A1", email="A@Example.com"),
        Row(code="A1", email="new@example.com"),
        Row(name="Emil", email="a@example.com"),
    ]

    outcomes = imported(world, rows)

    assert [outcome.kind for outcome in outcomes] == [
        *("refused", "added", "refused"),
        *("changed", "changed", "added"),
    ]
    assert outcomes[0].reason == "A@example.com already belongs to Anna."
    assert outcomes[2].reason == "C@example.com already belongs to Cleo."
    assert row_of(world, anna).email == "new@example.com"


def _many(count: int, town: str) -> list[Row]:
    return [
        Row(name=f"Anna {n}", phone=f"020 7946 {n:04d}", town=town, external_id=f"x{n}")
        for n in range(count)
    ]


def test_the_number_of_statements_does_not_grow_with_the_rows(world: World) -> None:
    def statements_for(rows: list[Row]) -> int:
        asked: list[Any] = []

        def note(*given: Any) -> None:
            if not re.match("SAVEPOINT|RELEASE|SELECT set_config", given[2]):
                asked.append(given[2])

        event.listen(Engine, "before_cursor_execute", note)
        try:
            imported(world, rows)
        finally:
            event.remove(Engine, "before_cursor_execute", note)
        return len(asked)

    imported(world, [Row(name="the counter is there")])

    added_small = statements_for(_many(60, "York"))
    added_large = statements_for([Row(name=f"Bert {n}") for n in range(600)])
    changed_small = statements_for(_many(60, "Leeds"))
    changed_large = statements_for(_many(600, "Hull"))

    assert added_large <= added_small
    assert changed_large <= changed_small + added_small
    assert len(rows_of(world)) == 1201


def test_more_rows_than_one_batch_are_all_taken(world: World) -> None:
    rows = [Row(code=f"R{n}") for n in range(5_001)] + [Row(code="R0", town="York")]

    outcomes = imported(world, rows)

    assert [outcome.kind for outcome in outcomes[-2:]] == ["added", "changed"]
    assert len(rows_of(world)) == 5_001
    assert rows_of(world)[0].town == "York"
