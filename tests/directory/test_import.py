"""Customers in bulk: known again, changed by what a row says, refused row by row."""

from __future__ import annotations

from datetime import date

import pytest

from customers.directory import service
from customers.directory.schemas import ImportedCustomer as Row
from customers.ground import clock
from customers.ground.errors import Forbidden, Invalid
from tests.directory.people import (
    added,
    done,
    edited,
    external_ids,
    facts,
    imported,
    row_of,
    rows_of,
)
from tests.world import World


def kinds(world: World, *rows: Row, source: str = "till") -> list[str]:
    """What becomes of the rows, by kind."""
    return [outcome.kind for outcome in imported(world, rows, source)]


def test_a_full_row_is_kept_with_what_follows_from_it(world: World) -> None:
    row = Row(
        code="a-1",
        name=" José  Núñez ",
        first_name="José",
        last_name="Núñez",
        phone="601 234 567",
        email="Jose@Example.com",
        customer_type="wholesale",
        status="inactive",
        birthday=date(1990, 12, 31),
        street="ul. Długa 7",
        postcode="31-146",
        town="Kraków",
        region="Małopolska",
        country="PL",
        since=date(2020, 2, 29),
        external_id="x1",
    )

    (outcome,) = imported(world, [row])

    (kept,) = rows_of(world)
    assert outcome == ("added", None, kept.id)
    assert (kept.code, kept.name, kept.sort_name) == (
        "A-1",
        "José  Núñez",
        "jose nunez",
    )
    assert (kept.phone, kept.phone_e164) == ("601 234 567", "+48601234567")
    assert (kept.email, kept.sort_email) == ("Jose@Example.com", "jose@example.com")
    assert (kept.customer_type, kept.status) == ("wholesale", "inactive")
    assert (kept.birthday, kept.since) == (date(1990, 12, 31), date(2020, 2, 29))
    assert (kept.town, kept.country, kept.profile_version) == ("Kraków", "PL", 1)
    assert kept.created_by == kept.updated_by == world.adam.id
    assert external_ids(world, kept.id) == [("till", "x1", "external")]
    (fact,) = facts(world, "CustomerCreated")
    assert (fact.subject_id, fact.data["version"]) == (kept.id, 1)
    assert fact.personal["external_ids"] == [None, [["till", "x1"]]]


def test_what_a_row_leaves_unsaid_is_filled_as_by_hand(world: World) -> None:
    imported(world, [Row(first_name="Anna", last_name="Bell"), Row(code="B1")])

    anna, nameless = rows_of(world)
    assert (anna.code, anna.name, anna.customer_type) == (
        "C-000001",
        "Anna Bell",
        "walk_in",
    )
    assert (anna.status, anna.since) == ("active", clock.today("Europe/London"))
    assert (nameless.code, nameless.name, nameless.sort_name) == ("B1", "", "")


def test_the_same_rows_again_change_nothing(world: World) -> None:
    rows = [
        Row(name="Anna", phone="020 7946 0018", external_id="x1"),
        Row(name="Bert", email="b@example.com", code="b1"),
        Row(name="Cleo", fingerprint="f" * 32 + ".1"),
    ]
    first = imported(world, rows)
    before = rows_of(world)

    second = imported(world, rows)

    assert [outcome.kind for outcome in first] == ["added"] * 3
    assert [outcome.kind for outcome in second] == ["unchanged"] * 3
    assert [o.customer_id for o in first] == [o.customer_id for o in second]
    assert rows_of(world) == before
    assert facts(world, "CustomerUpdated") == []


def test_a_known_row_changes_only_what_it_fills(world: World) -> None:
    anna = added(world, name="Anna", phone="123", town="York", code="A1")

    assert kinds(world, Row(code="a1", town="Leeds", email="a@example.com")) == [
        "changed"
    ]

    row = row_of(world, anna)
    assert (row.name, row.phone, row.town) == ("Anna", "123", "Leeds")
    assert (row.sort_email, row.profile_version) == ("a@example.com", 2)
    assert row.updated_by == world.adam.id
    (fact,) = facts(world, "CustomerUpdated")
    assert fact.personal == {
        "town": ["York", "Leeds"],
        "email": [None, "a@example.com"],
    }
    assert fact.data == {"version": 2, "changes": {}}


def test_an_external_id_is_known_before_a_code_and_may_bring_a_new_code(
    world: World,
) -> None:
    imported(world, [Row(name="Anna", external_id="x1")])

    assert kinds(world, Row(external_id="x1", code="A9")) == ["changed"]

    (row,) = rows_of(world)
    assert (row.name, row.code, row.code_number) == ("Anna", "A9", None)


def test_a_code_known_already_gains_the_external_id(world: World) -> None:
    ids = [{"source": "web", "value": "7"}]
    anna = added(world, name="Anna", code="A1", external_ids=ids)

    assert kinds(world, Row(code="A1", external_id="x1")) == ["changed"]
    assert kinds(world, Row(external_id="x1", code="A1")) == ["unchanged"]

    assert external_ids(world, anna) == [
        ("till", "x1", "external"),
        ("web", "7", "external"),
    ]
    (fact,) = facts(world, "CustomerUpdated")
    assert fact.personal == {
        "external_ids": [[["web", "7"]], [["till", "x1"], ["web", "7"]]]
    }


def test_the_same_external_id_of_another_source_is_another_customer(
    world: World,
) -> None:
    assert kinds(world, Row(name="Anna", external_id="1")) == ["added"]
    assert kinds(world, Row(name="Bert", external_id="1"), source="web") == ["added"]

    assert len(rows_of(world)) == 2


def test_cells_taken_before_do_not_undo_what_was_edited_since(world: World) -> None:
    row = Row(name="Ana", fingerprint="f" * 32 + ".1")
    (outcome,) = imported(world, [row])
    assert outcome.customer_id is not None
    edited(world, outcome.customer_id, name="Anna")

    assert kinds(world, row) == ["unchanged"]

    assert [kept.name for kept in rows_of(world)] == ["Anna"]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (Row(), "It has no name, phone, email, code or id."),
        (Row(fingerprint="f.1"), "It has no name, phone, email, code or id."),
        (Row(name="   "), "It has no name, phone, email, code or id."),
        (Row(name="Anna", code="a b"), "Code: A code has 1 to 32"),
        (Row(name="Anna", phone="n/a"), "Phone: A phone number has three digits"),
        (Row(name="Anna", email="anna"), "Email: This is no email address."),
        (Row(name="Anna", country="XX"), "Country: Choose a country"),
        (Row(name="Anna", customer_type="king"), "Type: Choose one of the list."),
        (Row(name="Anna", status="gone"), "Status: Choose one of the list."),
        (Row(name="x" * 201), "Name: Use at most 200 characters."),
        (Row(name="a\x00b"), "Name: There is an invisible control character"),
        (Row(name="\ud800"), "Name: "),
        (Row(name="Anna", birthday=date(2199, 1, 1)), "A birthday cannot lie"),
        (Row(name="Anna", since=date(2199, 1, 1)), "Nobody is a customer since"),
        (Row(name="Anna", external_id="x" * 201), "External id: Use at most 200"),
    ],
)
def test_a_poor_row_is_refused_in_words_and_stops_no_other(
    world: World, row: Row, reason: str
) -> None:
    good, poor, also_good = imported(world, [Row(name="Bert"), row, Row(name="Cleo")])

    assert (good.kind, poor.kind, also_good.kind) == ("added", "refused", "added")
    assert poor.reason is not None
    assert poor.reason.startswith(reason)
    assert poor.customer_id is None
    assert [kept.name for kept in rows_of(world)] == ["Bert", "Cleo"]


def test_all_faults_of_a_row_are_told(world: World) -> None:
    (outcome,) = imported(world, [Row(name="Anna", phone="1", email="x")])

    assert outcome.reason is not None
    assert "Phone: " in outcome.reason
    assert "Email: " in outcome.reason


def test_a_deleted_customer_stays_deleted(world: World) -> None:
    rows = [
        Row(name="Anna", external_id="x1"),
        Row(name="Bert", code="B1"),
        Row(name="Cleo", fingerprint="f.1"),
    ]
    for outcome in imported(world, rows):
        done(world, service.delete_customer, outcome.customer_id)
    before = rows_of(world)

    again = imported(world, rows)

    assert {outcome.kind for outcome in again} == {"refused"}
    assert again[0].reason == (
        "Anna was deleted. Restore them first to import them again."
    )
    assert rows_of(world) == before


def test_a_code_of_another_customer_is_refused(world: World) -> None:
    imported(world, [Row(name="Anna", external_id="x1")])
    gone = added(world, name="Bert", code="B1")
    added(world, name="Cleo", code="C1")
    done(world, service.delete_customer, gone)

    deleted, taken = imported(
        world,
        [Row(external_id="x1", code="B1"), Row(external_id="x1", code="C1")],
    )

    assert (deleted.kind, taken.kind) == ("refused", "refused")
    assert "Bert, who was deleted" in str(deleted.reason)
    assert taken.reason == "C1 already belongs to Cleo."


def test_another_business_is_neither_seen_nor_touched(world: World) -> None:
    imported(world, [Row(name="Anna", code="A1", external_id="x1")])
    actor = world.actor(world.charlie)

    world.enter(world.bikes)
    outcomes = service.import_customers(
        [Row(name="Bert", code="A1", external_id="x1")], source="till", actor=actor
    )

    assert [outcome.kind for outcome in outcomes] == ["added"]
    assert [row.name for row in rows_of(world)] == ["Anna"]


@pytest.mark.parametrize("who", ["bob", "vera"])
def test_only_owners_and_admins_import(world: World, who: str) -> None:
    with pytest.raises(Forbidden):
        done(
            world,
            service.import_customers,
            [Row(name="Anna")],
            source="till",
            who=who,
        )

    assert rows_of(world) == []


@pytest.mark.parametrize("source", ["", "a:b", "x" * 41, "a\nb"])
def test_a_source_that_is_no_name_is_refused(world: World, source: str) -> None:
    with pytest.raises(Invalid) as refused:
        imported(world, [Row(name="Anna")], source=source)

    assert set(refused.value.details) == {"source"}
