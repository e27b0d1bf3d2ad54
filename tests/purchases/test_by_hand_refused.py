"""A purchase by hand: what the verb and its schema refuse, in words."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from customers.ground import clock, work
from customers.ground.errors import Conflict, Forbidden, Invalid
from customers.purchases import service
from customers.purchases.hand_schemas import MOST_LINES, PurchaseInput
from tests.directory.seen import delete
from tests.purchases.sold import NOON, people, rows
from tests.purchases.typed import by_hand
from tests.world import World

REFUSED: list[tuple[dict[str, Any], dict[str, str]]] = [
    ({}, {"amount": "Write what was paid, or add a line."}),
    ({"amount": "1.234"}, {"amount": "GBP has 2 decimals at most."}),
    ({"amount": "1", "discount": "0.001"}, {"discount": "GBP has 2 decimals at most."}),
    (
        {"lines": [{"unit_price": "1"}], "discount": "1.01"},
        {"discount": "This is more than the lines come to."},
    ),
    (
        {"lines": [{"unit_price": "1"}, {"unit_price": "1", "discount": "2"}]},
        {"lines-1-discount": "This is more than the line comes to."},
    ),
    (
        {"lines": [{"quantity": "2"}, {"unit_price": "1", "discount": "0.001"}]},
        {
            "lines-0-unit_price": "Write the price of one.",
            "lines-1-discount": "GBP has 2 decimals at most.",
        },
    ),
    (
        {"amount": "1", "payment_method": "Gold"},
        {"payment_method": "Choose one of the list."},
    ),
    (
        {"amount": "1", "purchased_at": NOON + timedelta(minutes=1)},
        {"purchased_at": "This is in the future."},
    ),
    (
        {"amount": "1", "purchased_at": "9999-12-31T23:59"},
        {"purchased_at": "This is in the future."},
    ),
    (
        {"amount": "1", "purchased_at": "0001-01-01T00:00"},
        {"purchased_at": "This is too long ago."},
    ),
    ({"amount": "1", "shop_id": 10**15}, {}),
    (
        {"lines": [{"quantity": "999999999999", "unit_price": "999999999999"}]},
        {
            "lines-0-unit_price": "Is this right? At most £100,000,000.00 can be "
            "typed by hand."
        },
    ),
]


def test_what_is_refused_is_said_beside_its_field(world: World) -> None:
    for typed, details in REFUSED:
        with clock.set_to(NOON), pytest.raises(Invalid) as refused:
            by_hand(world, **typed)
        assert (typed, refused.value.details) == (typed, details)
    assert rows() == []


@pytest.mark.parametrize(
    "typed",
    [
        {"amount": "-1"},
        {"amount": "1,5"},
        {"amount": 1},
        {"amount": "1e3"},
        {"amount": "9999999999999"},
        {"lines": [{"quantity": "0", "unit_price": "1"}]},
        {"lines": [{"quantity": "1.0001", "unit_price": "1"}]},
        {"lines": [{"quantity": "1", "unit_price": "1.00001"}]},
        {"lines": [{"quantity": "1", "unit_price": "-1"}]},
        {"lines": [{"description": "x" * 301, "unit_price": "1"}]},
        {"lines": [{"unit_price": "1"}] * (MOST_LINES + 1)},
        {"amount": "1", "reference": "x" * 101},
        {"amount": "1", "shop_id": 0},
        {"amount": "1", "customer_id": 7},
    ],
)
def test_the_schema_takes_nothing_else(typed: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        PurchaseInput.model_validate(typed)


def test_a_reference_of_another_sale_is_a_conflict(world: World) -> None:
    typed = {"reference": "R", "purchased_at": NOON}
    by_hand(world, amount="5", **typed)

    with pytest.raises(Conflict) as refused:
        by_hand(world, amount="6", **typed)

    sentence = "Another sale has this reference. Write another, or leave it empty."
    assert refused.value.details == {"reference": sentence}
    assert [row.total_minor for row in rows()] == [500]


@pytest.mark.parametrize("amount", ["5", "6"])
def test_a_reference_of_an_undone_sale_is_a_conflict(world: World, amount: str) -> None:
    typed = {"reference": "R", "purchased_at": NOON}
    undone = by_hand(world, amount="5", **typed)
    actor = world.actor(world.bob)
    work.run(lambda: service.void(undone.id, actor=actor))

    with pytest.raises(Conflict) as refused:
        by_hand(world, amount=amount, **typed)

    assert refused.value.details == {
        "reference": "The sale with this reference was undone. Write another reference."
    }


def test_a_deleted_customer_buys_nothing(world: World) -> None:
    (anna,) = people(world, "Anna")
    delete(world, anna)

    with pytest.raises(Invalid, match="There is no such customer here"):
        by_hand(world, anna, amount="5")


def test_a_viewer_records_nothing(world: World) -> None:
    with pytest.raises(Forbidden):
        by_hand(world, by=world.vera, amount="5")

    assert rows() == []
