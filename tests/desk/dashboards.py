"""A business with everything in it, small; and what its dashboard counts."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from customers.accounts.models import Business, User
from customers.desk.dashboard import page
from customers.desk.dashboard.asked import asked
from customers.desk.dashboard.pieces import Card, Cell
from customers.directory.models import Customer
from customers.ground import clock, work
from customers.ground.charts import Chart
from customers.ground.db import db
from customers.purchases import service as purchases
from customers.purchases.schemas import NewPurchase
from tests.desk.listing import add_shop
from tests.directory.seen import delete, row, written
from tests.membership.members import save_rule, switch
from tests.purchases.sold import NOON, people, record, refund, sale
from tests.world import World

TODAY = NOON.date()
NAMES = tuple(f"Person-{number:02d}" for number in range(34))


# As of which days before NOON what was sold until then is recorded.
STAGES = (400, 350, 60, 0)


def lived(world: World) -> list[int]:
    """Two years of two shops, as of NOON; the customers' ids, two of them deleted.

    Purchases and refunds, named and unnamed, of customers and of nobody, some void;
    members by threshold and by hand, held, about to join, ending, ended and lapsed.
    """
    ids = people(world, *NAMES)
    with clock.set_to(NOON - timedelta(days=730)):
        save_rule(world, "100", is_automatic=True, period_months=12)
    told = [*_sales(ids, shops := _shops(world)), *_refunds(ids, shops)]
    begun, sold = NOON - timedelta(days=800), []
    for ago in STAGES:
        with clock.set_to(ended := NOON - timedelta(days=ago)):
            stage = [one for one in told if begun < one.purchased_at <= ended]
            sold += [one.purchase_id or 0 for one in record(world, *stage)]
            begun = ended
    with clock.set_to(NOON):
        _changed_by_hand(world, ids, sold[-60::9])
    return ids


def _shops(world: World) -> list[int | None]:
    return [None, world.book_shop.id, add_shop(world, "Low Street")]


def _changed_by_hand(world: World, ids: list[int], void: list[int]) -> None:
    actor = world.actor(world.alice)
    for purchase_id in void:
        work.run(lambda one=purchase_id: purchases.void(one, actor=actor))
    for customer_id, is_member in ((0, True), (1, True), (1, False), (2, False)):
        switch(world, ids[customer_id], is_member=is_member)
    for customer_id in ids[3:5]:
        delete(world, customer_id)
    written(world, lambda: _grown_old(world, ids))
    world.enter()


def _sales(ids: list[int], shops: list[int | None]) -> Iterator[NewPurchase]:
    """Many lately, few long ago; the last six customers never bought."""
    dice = random.Random(6)
    for number in range(260):
        ago = timedelta(days=dice.randrange(45 if number % 2 else 720))
        yield sale(
            f"s{number}",
            dice.randrange(1, 60) * 37,
            customer_id=None if number % 9 == 0 else dice.choice(ids[:-6]),
            shop_id=dice.choice(shops),
            purchased_at=NOON - ago - timedelta(hours=dice.randrange(24)),
        )


def _refunds(ids: list[int], shops: list[int | None]) -> Iterator[NewPurchase]:
    dice = random.Random(7)
    for number in range(20):
        named: dict[str, Any] = (
            {"refund_of_reference": f"s{number * 7}"} if number % 2 else {}
        )
        yield refund(
            f"r{number}",
            30,
            customer_id=None if named else dice.choice(ids[:-6]),
            shop_id=None if named else dice.choice(shops),
            purchased_at=NOON - timedelta(days=dice.randrange(40)),
            **named,
        )


def _grown_old(world: World, ids: list[int]) -> None:
    """Dates of customers as no page of today would write them."""
    for place, customer_id in enumerate(ids):
        customer: Customer = row(world, customer_id)
        customer.since = TODAY - timedelta(days=place * 3)


def figures(world: World, tab: str, user: User, **said: str) -> dict[str, Any]:
    """What the tab's figures are made of, as of NOON, for an address."""
    db.session.expire_all()
    world.enter()
    business = db.session.get_one(Business, world.books.id)
    actor = world.actor(user, business)
    with clock.set_to(NOON), world.app.test_request_context():
        return page.figures(asked(said, tab=tab, actor=actor), actor=actor)


def counted(found: Any) -> Iterator[Card | Cell]:
    """Every figure within that says of which list it is."""
    if isinstance(found, Card | Cell):
        if found.url:
            yield found
    elif isinstance(found, dict):
        yield from (one for each in found.values() for one in counted(each))
    elif isinstance(found, list | tuple) and not isinstance(found, Chart):
        yield from (one for each in found for one in counted(each))


def drawn(found: Any) -> Iterator[str]:
    """The address of every bar within that leads somewhere."""
    if isinstance(found, Chart):
        yield from (bar.url for bar in found.bars if bar.url)
    elif isinstance(found, dict):
        yield from (one for each in found.values() for one in drawn(each))
    elif isinstance(found, list | tuple):
        yield from (one for each in found for one in drawn(each))
