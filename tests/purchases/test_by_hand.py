"""A purchase by hand: what the verb takes, adds up and records."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

import pytest

from customers.accounts.models import Business
from customers.directory.models import NEVER
from customers.events.models import Event
from customers.ground import clock, work
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.purchases import service
from tests.purchases.sold import NOON, people, recorded, rows, sale, totals
from tests.purchases.typed import add_product, by_hand, lines_of
from tests.world import World


def test_an_amount_is_enough(world: World) -> None:
    (anna,) = people(world, "Anna")

    with clock.set_to(NOON):
        kept = by_hand(world, anna, amount="12.5")

    assert (kept.kind, kept.state, kept.source) == ("purchase", "counted", "counter")
    assert (kept.total_minor, kept.items, kept.discount_minor) == (1250, 0, 0)
    assert (kept.purchased_at, kept.customer_id) == (NOON, anna)
    assert kept.staff_member_id == world.membership(world.bob).id
    assert kept.created_by == world.bob.id
    assert re.fullmatch(r"260302-[2-9A-Z]{5}", kept.reference)
    assert totals(anna)[:2] == (1, 1250)
    assert lines_of(kept) == []


def test_lines_are_added_up_exactly(world: World) -> None:
    kept = by_hand(
        world,
        None,
        lines=[
            {"description": "Tea", "quantity": "0.125", "unit_price": "3.9999"},
            {"description": "Bun", "unit_price": "1", "discount": "0.25"},
            {"quantity": "3", "unit_price": "0.005"},
        ],
        discount="0.10",
    )

    assert lines_of(kept) == [
        (125, "Tea", None, 39999, 0, 50),
        (1000, "Bun", None, 10000, 25, 75),
        (3000, None, None, 50, 0, 2),
    ]
    assert (kept.total_minor, kept.items, kept.discount_minor) == (117, 4125, 10)


def test_everything_that_is_said_is_kept(world: World) -> None:
    (anna,) = people(world, "Anna")

    kept = by_hand(
        world,
        anna,
        amount="0",
        discount="5",
        # In London this is an hour ahead of UTC.
        purchased_at="2025-07-01T00:30",
        shop_id=world.book_shop.id,
        payment_method=world.actor(world.bob).payment_methods[0],
        reference="  R 1  ",
    )

    assert (kept.total_minor, kept.discount_minor) == (0, 500)
    assert kept.purchased_at == datetime(2025, 6, 30, 23, 30, tzinfo=UTC)
    assert kept.purchased_on.isoformat() == "2025-07-01"
    assert kept.shop_id == world.book_shop.id
    assert kept.payment_method == world.actor(world.bob).payment_methods[0]
    assert kept.reference == "R 1"


def test_an_amount_beside_lines_must_agree(world: World) -> None:
    line = {"description": "Bun", "unit_price": "2.50", "quantity": "2"}

    kept = by_hand(world, lines=[line], discount="1", amount="4.00")
    with pytest.raises(Invalid) as refused:
        by_hand(world, lines=[line], discount="1", amount="5")

    assert kept.total_minor == 400
    assert refused.value.details == {
        "amount": "The lines come to £4.00, and the amount says £5.00. "
        "Correct one of them."
    }
    assert len(rows()) == 1


def test_a_product_gives_what_is_not_said(world: World) -> None:
    add_product(
        world,
        sku="B1",
        name="Big Bun",
        sort_name="big bun",
        price_minor=125,
        category="Bakery",
    )
    add_product(world, sku="X", name="Unpriced", sort_name="unpriced")

    kept = by_hand(
        world,
        lines=[
            {"description": "big  BUN", "quantity": "2"},
            {"description": "B1", "unit_price": "1"},
            {"description": "Unpriced", "unit_price": "3"},
            {"description": "b1", "unit_price": "4"},
            {"description": "b 1", "unit_price": "5"},
        ],
    )

    assert [line[1:] for line in lines_of(kept)] == [
        ("Big Bun", "B1", 12500, 0, 250),
        ("Big Bun", "B1", 10000, 0, 100),
        ("Unpriced", "X", 30000, 0, 300),
        ("Big Bun", "B1", 40000, 0, 400),
        ("b 1", None, 50000, 0, 500),
    ]
    with pytest.raises(Invalid) as refused:
        by_hand(world, lines=[{"description": "Unpriced"}])
    assert refused.value.details == {"lines-0-unit_price": "Write the price of one."}


def test_a_sku_is_known_in_any_case(world: World) -> None:
    for sku, name in (("Bak-03", "Bun"), ("TEA", "Tea"), ("tea", "Bag"), ("Ä-b", "Ä")):
        add_product(world, sku=sku, name=name, sort_name=name.lower(), price_minor=1)
    typed = ("bak-03", "BAK-03", "Bak-03", "tea", "TEA", "Tea", "Ä-B")

    kept = by_hand(world, lines=[{"description": words} for words in typed])

    skus = [line[2] for line in lines_of(kept)]
    assert skus == ["Bak-03"] * 3 + ["tea", "TEA", "TEA", "Ä-b"]


def test_an_absurd_sum_is_questioned_beside_its_field(world: World) -> None:
    question = "Is this right? At most £100,000,000.00 can be typed by hand."
    dear = {"description": "Yacht", "unit_price": "99999999"}
    cases: list[tuple[dict[str, Any], str]] = [
        ({"amount": "99999999999"}, "amount"),
        ({"amount": "100000000.01"}, "amount"),
        ({"amount": "1", "discount": "100000001"}, "discount"),
        ({"lines": [dear | {"quantity": "2"}]}, "lines-0-unit_price"),
        ({"lines": [dear | {"discount": "100000001"}]}, "lines-0-discount"),
        ({"lines": [dear, dear]}, "amount"),
    ]

    for typed, field in cases:
        with pytest.raises(Invalid) as refused:
            by_hand(world, **typed)
        assert refused.value.details == {field: question}, typed

    assert rows() == []
    assert by_hand(world, amount="100000000").total_minor == 10**10


def test_the_same_again_changes_nothing(world: World) -> None:
    (anna,) = people(world, "Anna")
    typed = {"amount": "5", "reference": "R", "purchased_at": NOON}

    first = by_hand(world, anna, **typed)
    again = by_hand(world, anna, by=world.alice, **typed)

    assert first.id == again.id
    assert totals(anna)[:2] == (1, 500)


def test_other_sources_have_references_of_their_own(world: World) -> None:
    recorded(world, sale("R"))

    assert by_hand(world, amount="5", reference="R").reference == "R"


def test_the_fact_is_recorded_with_who_did_it(world: World) -> None:
    (anna,) = people(world, "Anna")

    kept = by_hand(world, anna, amount="5")

    wanted = db.select(Event).filter_by(name="PurchaseRecorded")
    (fact,) = db.session.scalars(wanted)
    assert (fact.subject_id, fact.user_id) == (kept.id, world.bob.id)
    assert fact.data["after"] == {"visits": 1, "spend_minor": 500}


def test_undo_takes_it_off_again(world: World) -> None:
    (anna,) = people(world, "Anna")
    kept = by_hand(world, anna, amount="5")
    actor = world.actor(world.bob)

    work.run(lambda: service.void(kept.id, actor=actor))

    assert totals(anna) == (0, 0, 0, NEVER, NEVER)


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("JPY", "1250", 1250), ("KWD", "1.250", 1250), ("GBP", "12.50", 1250)],
)
def test_currencies_have_their_own_decimals(
    world: World, currency: str, amount: str, minor: int
) -> None:
    def set_currency() -> None:
        world.enter()
        world.books.currency = currency
        db.session.get_one(Business, world.books.id).currency = currency

    work.run(set_currency)

    kept = by_hand(world, lines=[{"unit_price": amount}])

    assert kept.total_minor == minor
