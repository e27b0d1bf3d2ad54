"""Several processes switch, sell and give back at once: nothing is lost or torn."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from itertools import chain
from random import Random
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import work
from customers.ground.db import db
from customers.membership.service.verifying import differences
from tests.membership.members import entries, kept, save_rule
from tests.purchases.sellers import Sellers, Unit
from tests.purchases.sold import people, recorded, sale
from tests.world import World

MANY = 4


class Crew(NamedTuple):
    """The processes, the world they work in, and the actor of the test itself."""

    sellers: Sellers
    world: World
    actor: Actor


@pytest.fixture(scope="module")
def crew(database: str, new_app: Callable[[str], Flask]) -> Iterator[Crew]:
    """Processes at work in one database, started once for all tests here."""
    app = new_app(database)
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        world = work.run(lambda: World(app))
        world.enter()
        actor = world.actor(world.alice)
        save_rule(world, "10.00", is_automatic=True, on_refund="end")
        url = db.engine.url.render_as_string(hide_password=False)
        instance = os.environ["REGULARS_TEST_INSTANCE"]
        work.end_read()
        with Sellers(
            MANY, url=url, instance=instance, business_id=actor.business_id
        ) as sellers:
            yield Crew(sellers, world, actor)
        db.session.remove()
        db.engine.dispose()


def switched(customer_id: int, is_member: bool, **more: Any) -> Unit:
    """A unit of work that wants this state."""
    return "switch", [customer_id, {"is_member": is_member, **more}], 0


def sold(reference: str, total: int, customer_id: int) -> Unit:
    """A unit of work that records a purchase."""
    return "record", [["sale", reference, total, {"customer_id": customer_id}]], 0


def given_back(reference: str, total: int, of: str) -> Unit:
    """A unit of work that records a refund."""
    return "record", [["refund", reference, total, {"refund_of_reference": of}]], 0


def assert_proven(crew: Crew) -> None:
    """Everything that is kept is true."""
    work.end_read()
    assert list(differences(mends=False, actor=crew.actor)) == []
    work.end_read()


def changes(answers: list[list[Any]]) -> int:
    """How many switches say that they changed something."""
    told = [one for one in chain.from_iterable(answers) if isinstance(one, list)]
    return sum(one[1] for one in told)


def test_the_same_switch_by_all_at_once_is_made_once(crew: Crew) -> None:
    ids = people(crew.world, *(f"Same{n}" for n in range(30)))

    # Whoever waited for the lock compares with the reason that was given meanwhile.
    order = [switched(one, True, reason="Friend") for one in ids]
    answers = crew.sellers.sell([order] * MANY)

    assert changes(answers) == len(ids)
    assert [len(entries(one)) for one in ids] == [1] * len(ids)
    assert all(kept(one)[0] for one in ids)
    assert_proven(crew)


def test_opposite_switches_at_once_end_as_the_last_wanted(crew: Crew) -> None:
    ids = people(crew.world, *(f"Opposite{n}" for n in range(12)))
    orders = [[switched(one, n % 2 == 0) for one in ids] for n in range(MANY)]

    answers = crew.sellers.sell(orders)

    made = [entries(one) for one in ids]
    assert changes(answers) == sum(map(len, made))
    for its in made:
        states = [entry.is_member for entry in its]
        # Each was made since it was otherwise: nothing flips to what it is already.
        assert states == [n % 2 == 0 for n in range(len(states))]
        assert kept(its[-1].customer_id)[0] is states[-1]
    assert_proven(crew)


def test_switches_and_purchases_at_once_lose_nothing(crew: Crew) -> None:
    ids = people(crew.world, *(f"Mixed{n}" for n in range(4)))
    recorded(crew.world, *(sale(f"mixed{one}", 900, customer_id=one) for one in ids))
    orders: list[list[Unit]] = []
    for seller in range(MANY):
        chance, order = Random(seller), []
        for number in range(40):
            one, name = chance.choice(ids), f"m{seller}.{number}"
            order.append(
                chance.choice(
                    (
                        sold(name, chance.choice((50, 200)), one),
                        given_back(name, 20, of=f"mixed{one}"),
                        switched(one, chance.random() < 0.5),
                        switched(one, chance.random() < 0.5, reason=name),
                        ("release", one, 0),
                        ("undo_switch", chance.randrange(1, 400), 0),
                    )
                )
            )
        orders.append(order)

    answers = crew.sellers.sell(orders)

    flat = list(chain.from_iterable(answers))
    assert {one for one in flat if isinstance(one, str)} <= {
        *("Conflict", "Invalid", "NoSuchEntry")
    }
    kinds = [one[0] for one in flat if isinstance(one, list) and len(one) == 1]
    asked = [unit for order in orders for unit in order if unit[0] == "record"]
    assert kinds.count("recorded") + kinds.count("refused") == len(asked)
    wanted = select(Customer.window_spend_minor).where(Customer.id.in_(ids))
    spend = db.session.scalars(wanted).all()
    back = [u for u in asked if u[1][0][0] == "refund"]
    sales = [u for u in asked if u[1][0][0] == "sale"]
    total = sum(unit[1][0][2] for unit in sales) + 900 * len(ids)
    refused = kinds.count("refused")
    assert sum(spend) == total - 20 * (len(back) - refused)
    assert_proven(crew)


def test_the_last_lock_of_many_sees_the_last_entry(crew: Crew) -> None:
    """Holds that are made, ended and undone at once each know what was before."""
    [one] = people(crew.world, "Waited")
    recorded(crew.world, sale("waited", 2000, customer_id=one))
    orders = [
        [switched(one, n % 2 == 0, reason=f"{seller}.{n}") for n in range(10)]
        if seller % 2
        else [("release", one, 0)] * 10
        for seller in range(MANY)
    ]

    answers = crew.sellers.sell(orders)

    made = entries(one)
    assert not [told for told in chain.from_iterable(answers) if isinstance(told, str)]
    assert changes(answers) == len(made) - 1
    assert [entry.before_id for entry in made] == [
        None,
        *(entry.id for entry in made[:-1]),
    ]
    assert_proven(crew)
