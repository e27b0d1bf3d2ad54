"""The condition of an index stands in the statement: no row is read to check it."""

from __future__ import annotations

from customers.purchases import queries
from tests.directory.seen import statements
from tests.purchases.sold import people, recorded, sale
from tests.world import World


def test_spend_by_month_says_in_words_that_only_the_counted_are_meant(
    world: World,
) -> None:
    (anna,) = people(world, "Anna")
    recorded(world, sale("1", customer_id=anna))

    with statements() as asked:
        queries.spend_by_month(anna, actor=world.actor(world.vera))

    [wanted] = [text for text in asked if "purchased_on" in text]
    assert "state = 'counted'" in wanted
