"""After anything that was done, in any order, no figure differs from what makes it."""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import pytest
from flask import Flask

from customers.directory.service import delete_customer, restore_customer
from customers.ground import work
from customers.ground.errors import Refused
from customers.purchases import service
from customers.purchases.service.verifying import differences
from tests.purchases.sold import (
    days_later,
    kept_totals,
    people,
    record,
    refund,
    rows,
    sale,
    true_totals,
)
from tests.world import World


def act(world: World, chance: Random, customers: list[int]) -> None:
    """Do something to a sale or a customer, as it comes."""
    actor, known = world.actor(world.alice), rows()
    number = chance.randrange(40)
    given: dict[str, Any] = {
        "purchased_at": days_later(-chance.randrange(50)),
        "shop_id": chance.choice((None, world.book_shop.id)),
        "items": chance.randrange(5000),
    }
    verb = chance.randrange(8)
    if verb < 3:
        who = chance.choice((*customers, None))
        record(
            world, sale(f"{number}", chance.randrange(900), customer_id=who, **given)
        )
    elif verb < 5:
        name = chance.choice((None, f"{chance.randrange(40)}"))
        amount = 1 + chance.randrange(600)
        given |= {"customer_id": chance.choice((None, None, *customers))}
        record(world, refund(f"r{number}", amount, refund_of_reference=name, **given))
    elif verb == 5 and known:
        one = chance.choice(known).id
        work.run(lambda: service.void(one, actor=actor))
    elif verb == 6 and known:
        free = [row.id for row in known if row.refund_of_reference is None]
        who = chance.choice((*customers, None))
        attach(chance.choice(free or [0]), who, actor)
    elif verb == 7:
        who = chance.choice(customers)
        act_on = chance.choice((delete_customer, restore_customer))
        work.run(lambda: act_on(who, actor=actor))


def attach(purchase_id: int, customer_id: int | None, actor: Any) -> None:
    """Attach it, or hear why not."""

    def verb() -> int:
        return service.attach(purchase_id, customer_id=customer_id, actor=actor)

    with suppress(Refused):
        work.run(verb)


@pytest.mark.parametrize("seed", range(2))
def test_after_anything_that_was_done_nothing_differs(
    app: Flask, world: World, seed: int
) -> None:
    chance = Random(seed)
    customers = people(world, "Anna", "Bert", "Cleo", "Dora")

    for _ in range(150):
        act(world, chance, customers)

    assert kept_totals() == true_totals()
    actor = world.actor(world.alice)
    assert list(differences(mends=False, actor=actor)) == []
