"""What verbs add up is locked in one order, so that no two wait for each other."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from customers.directory.service import delete_customer, restore_customer
from customers.ground import clock, work
from customers.purchases import service as purchases
from tests.directory.seen import statements
from tests.membership.members import save_rule
from tests.purchases.sold import people, sale
from tests.world import World

# As ground.locks says it.
ORDER = [
    *("tally", "spend_tally", "membership_day", "visit_tally", "first_visit_tally"),
    *("purchase_day", "purchase_hour", "first_day", "version"),
]
ADDS = re.compile(rf"INSERT INTO ({'|'.join(ORDER)}) ")


def test_each_verb_adds_up_in_the_order_that_is_said(world: World) -> None:
    save_rule(world, "10.00", is_automatic=True)
    [anna] = people(world, "Anna")
    actor = world.actor(world.alice)
    told = sale("1", 1000, customer_id=anna, purchased_at=clock.now())
    verbs: dict[str, tuple[Callable[[], Any], set[str]]] = {
        "a sale": (
            lambda: purchases.record_purchases([told], actor=actor),
            set(ORDER),
        ),
        "a deletion": (
            lambda: delete_customer(anna, actor=actor),
            {*ORDER[:2], *ORDER[3:5], ORDER[-1]},
        ),
        "who comes back": (
            lambda: restore_customer(anna, actor=actor),
            {*ORDER[:2], *ORDER[3:5], ORDER[-1]},
        ),
    }
    for name, (verb, tables) in verbs.items():
        with statements() as asked:
            work.run(verb)

        added = [found[1] for one in asked if (found := ADDS.match(one))]
        assert added == sorted(added, key=ORDER.index), name
        assert set(added) == tables, name
