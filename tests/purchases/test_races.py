"""Eight processes sell at once: everything is counted, and once."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import chain
from random import Random
from typing import Any, NamedTuple

import pytest
from flask import Flask
from sqlalchemy import select, text

from customers.accounts.actors import Actor
from customers.directory.models import Customer, Tally
from customers.ground import keyed, tenancy, work
from customers.ground.db import db
from customers.purchases.models import PurchaseDay
from customers.purchases.service.verifying import differences
from tests.purchases.sellers import Sellers, Unit
from tests.purchases.sold import kept_totals, people, recorded, rows, sale, true_totals
from tests.world import World

MANY = 8


class Crew(NamedTuple):
    """The processes, the world they sell in, and the actor of the test itself."""

    sellers: Sellers
    world: World
    actor: Actor


@pytest.fixture(scope="module")
def crew(database: str, new_app: Callable[[str], Flask]) -> Iterator[Crew]:
    """Eight processes at work in one database, started once for all tests here."""
    app = new_app(database)
    with app.app_context():
        db.session.configure(join_transaction_mode="conditional_savepoint")
        world = work.run(lambda: World(app))
        world.enter()
        actor = world.actor(world.alice)
        url = db.engine.url.render_as_string(hide_password=False)
        instance = os.environ["REGULARS_TEST_INSTANCE"]
        work.end_read()
        with Sellers(
            MANY, url=url, instance=instance, business_id=actor.business_id
        ) as sellers:
            yield Crew(sellers, world, actor)
        db.session.remove()
        db.engine.dispose()


def told(
    kind: str, reference: str, total: int, **more: Any
) -> tuple[str, str, int, dict[str, Any]]:
    """A purchase or refund as the processes are told it."""
    return kind, reference, total, more


def record(*several: Any, at: int = 0) -> Unit:
    """A unit of work that records these."""
    return "record", several, at


def is_proven(crew: Crew) -> bool:
    """Whether everything that is kept is true, by brute force and by `verify`."""
    work.end_read()
    found = list(differences(mends=False, actor=crew.actor))
    assert found == []
    is_equal = kept_totals() == true_totals()
    work.end_read()
    return is_equal


def visits_and_spend(customer_id: int) -> tuple[int, int]:
    """What is kept of the customer."""
    wanted = select(Customer.visits, Customer.spend_minor)
    row = db.session.execute(wanted.where(Customer.id == customer_id)).one()
    work.end_read()
    return row.visits, row.spend_minor


def test_two_thousand_purchases_on_one_customer_add_up(crew: Crew) -> None:
    [anna] = people(crew.world, "Anna")
    shop_id = crew.world.book_shop.id

    def part(seller: int, number: int) -> Unit:
        return record(
            *(
                told("sale", f"a{seller}.{number}.{n}", 1 + n, customer_id=anna)
                for n in range(25)
            )
        )

    orders = [[part(seller, number) for number in range(10)] for seller in range(MANY)]
    orders[0] += [record(told("sale", "a shop's", 10, shop_id=shop_id))]
    answers = crew.sellers.sell(orders)

    kinds = Counter(chain.from_iterable(chain.from_iterable(answers)))
    assert kinds == {"recorded": 2001}
    assert visits_and_spend(anna) == (2000, 80 * sum(range(1, 26)))
    assert is_proven(crew)


@pytest.mark.parametrize("has_customer", [True, False])
def test_the_same_references_sent_by_all_at_once_are_taken_once(
    crew: Crew, has_customer: bool
) -> None:
    [bert] = people(crew.world, f"Bert{has_customer}")
    customer_id = bert if has_customer else None
    mark = f"b{has_customer}"

    def order(seller: int) -> list[Unit]:
        """All 200, no two sellers' cut and turned alike; some one by one."""
        sales = [
            told("sale", f"{mark}.{n}", 100 + n, customer_id=customer_id)
            for n in range(200)
        ]
        Random(seller % 4).shuffle(sales)
        size = (4, 5, 8, 10, 20, 25, 40, 50)[seller]
        single = [record(one) for one in sales[:10]]
        rest = range(10, 200, size)
        return single + [record(*sales[at : at + size]) for at in rest]

    answers = crew.sellers.sell([order(seller) for seller in range(MANY)])

    flat = [chain.from_iterable(answer) for answer in answers]
    kinds = Counter(chain.from_iterable(flat))
    assert kinds == {"recorded": 200, "same": 200 * (MANY - 1)}
    assert sum(row.reference.startswith(f"{mark}.") for row in rows()) == 200
    assert is_proven(crew)


def test_refunds_racing_for_one_purchase_never_exceed_it(crew: Crew) -> None:
    [cleo] = people(crew.world, "Cleo")
    [purchase_id] = recorded(crew.world, sale("c", 1000, customer_id=cleo))
    orders = [
        [
            record(told("refund", f"c{seller}.{n}", 70, refund_of_reference="c"))
            for n in range(10)
        ]
        for seller in range(MANY)
    ]

    answers = crew.sellers.sell(orders)

    kinds = Counter(chain.from_iterable(chain.from_iterable(answers)))
    [purchase] = rows(id=purchase_id)
    assert kinds == {"recorded": 14, "refused": 66}
    assert purchase.refunded_minor == 980
    assert visits_and_spend(cleo) == (1, 20)
    assert is_proven(crew)


def test_giving_back_beside_batches_of_the_same_till_waits_for_nobody(
    crew: Crew,
) -> None:
    [gus] = people(crew.world, "Gus")
    ids = recorded(
        crew.world, *(sale(f"k{n}", 500, customer_id=gus) for n in range(10))
    )
    values = {"given_back": "amount", "amount": "1.00"}
    backs: list[Unit] = [("refund", [one, values], 0) for one in ids]

    def batch(mark: str) -> Unit:
        sales = [told("sale", f"{mark}.{n}", 100, customer_id=gus) for n in range(40)]
        return record(*sales)

    batches = [[batch(f"k{one}.{n}") for n in range(10)] for one in range(4)]
    ended = _deadlocks()

    answers = crew.sellers.sell([*batches, *[backs] * 4])

    flat = list(chain.from_iterable(answers[4:]))
    mine = [row for row in rows() if row.reference.startswith("k")]
    assert [one for one in flat if not isinstance(one, int)] == []
    assert {row.refunded_minor for row in mine if row.id in ids} == {400}
    assert visits_and_spend(gus) == (1610, 10 * 100 + 1600 * 100)
    assert _deadlocks() == ended
    assert is_proven(crew)


def _deadlocks() -> int | None:
    """How many units of work the database ended since they waited in a circle."""
    if db.engine.dialect.name != "postgresql":
        return None
    asked = "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
    with db.engine.connect() as connection:
        connection.execute(text("SELECT pg_stat_clear_snapshot()"))
        return int(connection.execute(text(asked)).scalar_one())


def test_a_refund_that_meets_its_purchase_on_the_way_ends_counted(crew: Crew) -> None:
    [dora] = people(crew.world, "Dora")
    chance = Random(1)
    orders: list[list[Unit]] = [[] for _ in range(MANY)]
    for number in range(80):
        at, pair = 12 * number, number % 4
        one = told("sale", f"d{number}", 500, customer_id=chance.choice((dora, None)))
        back = told("refund", f"dr{number}", 200, refund_of_reference=f"d{number}")
        orders[pair].append(record(one, at=at + chance.randrange(4)))
        orders[pair + 4].append(record(back, at=at + chance.randrange(4)))

    answers = crew.sellers.sell(orders)

    kinds = Counter(chain.from_iterable(chain.from_iterable(answers)))
    mine = [row for row in rows() if row.reference.startswith("d")]
    assert kinds == {"recorded": 160}
    assert Counter(row.state for row in mine) == {"counted": 160}
    assert {row.refunded_minor for row in mine if row.kind == "purchase"} == {200}
    assert is_proven(crew)


def test_attaching_undoing_and_refunding_at_once_stay_exact(crew: Crew) -> None:
    emil, fay = people(crew.world, "Emil", "Fay")
    sales = [sale(f"e{n}", 500, customer_id=(None, emil)[n % 2]) for n in range(25)]
    ids = recorded(crew.world, *sales)
    orders: list[list[Unit]] = []
    for seller in range(MANY):
        chance, order = Random(seller), []
        for n, one in enumerate(ids):
            back = told("refund", f"er{seller}.{n}", 90, refund_of_reference=f"e{n}")
            units: list[Unit] = [
                ("attach", [one, chance.choice((emil, fay, None))], 0),
                record(back),
                ("void", one, 0) if chance.random() < 0.3 else record(back),
            ]
            order.append(chance.choice(units))
        chance.shuffle(order)
        orders.append(order)

    answers = crew.sellers.sell(orders)

    said = {one for one in chain.from_iterable(answers) if isinstance(one, str)}
    assert said <= {"Conflict"}
    assert is_proven(crew)
    states = Counter(row.state for row in rows() if row.reference.startswith("e"))
    assert states["void"]
    assert states["counted"]


def test_verify_finds_nothing_while_eight_sell(crew: Crew) -> None:
    assert _gone_over_while_selling(crew, "g", mends=False) == []
    assert is_proven(crew)


def test_what_is_mended_while_eight_sell_is_mended_exactly(crew: Crew) -> None:
    on = sale("x").purchased_at.date() - timedelta(days=1)

    def break_some() -> None:
        for customer in db.session.scalars(select(Customer)):
            customer.spend_minor += 7
        keyed.add_up(db.session(), PurchaseDay, {(on, 0, 1): (1, 0, 5, 0, 0)})
        keyed.add_up(db.session(), Tally, {("all",): (3,)})

    work.run(break_some)

    found = _gone_over_while_selling(crew, "h", mends=True)

    whats = {one.what for one in found}
    assert whats == {
        *("customer.spend_minor", "tally.total"),
        *("purchase_day.purchases", "purchase_day.sales_minor"),
    }
    assert is_proven(crew)


def _gone_over_while_selling(crew: Crew, mark: str, *, mends: bool) -> list[Any]:
    """The differences found again and again while all sell and give back."""
    names = [f"{mark}{n}" for n in range(3)]
    ids = people(crew.world, *names)
    orders: list[list[Unit]] = []
    for seller in range(MANY):
        chance = Random(seller)
        order = []
        for n in range(10):
            one, of = f"{mark}{seller}.{n}", f"{mark}{chance.randrange(8)}.{n}"
            who = chance.choice((*ids, None))
            order.append(
                record(
                    told("sale", one, 300, customer_id=who),
                    told("refund", f"r{one}", 20, refund_of_reference=of),
                )
            )
        orders.append(order)
    work.end_read()
    tenancy.enter(db.session(), crew.actor.business_id)
    crew.sellers.begin(orders)
    found = []
    for _ in range(3):
        found += differences(mends=mends, actor=crew.actor)
    answers = crew.sellers.answers(MANY)
    assert not [one for answer in answers for one in answer if isinstance(one, str)]
    return found
