"""What is priced or sold is in one currency: it stays, once an amount is kept."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import pytest
from flask import Flask

from customers.accounts import service as accounts
from customers.accounts.schemas.businesses import BusinessSettings
from customers.ground import tenancy, work
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.purchases.products import service
from customers.purchases.products.schemas import ProductInput
from tests.purchases.stocked import stock
from tests.world import World

EURO = BusinessSettings(
    name="Alice's Books", country="GB", currency="EUR", timezone="Europe/London"
)


def test_a_price_fixes_the_currency_a_product_without_one_does_not(
    world: World,
) -> None:
    actor = world.actor(world.alice)
    stock(world, sku="A")
    is_free = not accounts.is_currency_fixed()
    priced = stock(world, sku="B", price_minor=150)
    is_fixed = accounts.is_currency_fixed()
    work.run(lambda: service.delete_product(priced, actor=actor))

    with pytest.raises(Conflict, match="amounts are kept in it"):
        accounts.change_business(EURO, actor=actor)

    world.enter(world.bikes)
    assert (is_free, is_fixed) == (True, True)
    assert not accounts.is_currency_fixed()


def test_a_price_typed_in_the_currency_of_before_is_refused(world: World) -> None:
    actor = world.actor(world.alice)
    work.run(lambda: accounts.change_business(EURO, actor=actor))
    told = ProductInput(sku="A", name="Tea", price_minor=150)

    with pytest.raises(Conflict, match="changed meanwhile"):
        work.run(lambda: service.add_product(told, actor=actor))


def test_a_first_price_and_another_currency_never_both_come(real_app: Flask) -> None:
    world = work.run(lambda: World(real_app))
    actor = world.actor(world.alice)
    work.end_read()
    told = ProductInput(sku="A", name="Tea", price_minor=150)
    is_added, is_asked, refusals = Event(), Event(), []

    def apart(action: Callable[[], Any]) -> None:
        with real_app.app_context():
            tenancy.enter(db.session(), actor.business_id)
            try:
                work.run(action)
            except Conflict as refused:
                refusals.append(refused.message)

    def add_slowly() -> None:
        service.add_product(told, actor=actor)
        is_added.set()
        assert is_asked.wait(30)
        # Long enough for the other to ask whether an amount is kept, if nobody waits.
        other.join(0.5)

    other = Thread(
        target=apart, args=(lambda: accounts.change_business(EURO, actor=actor),)
    )
    first = Thread(target=apart, args=(add_slowly,))
    first.start()
    assert is_added.wait(30)
    other.start()
    is_asked.set()
    for thread in (first, other):
        thread.join(60)

    assert len(refusals) == 1
    assert "amounts are kept in it" in refusals[0]
