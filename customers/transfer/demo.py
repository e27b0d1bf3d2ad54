"""The demo business, the two thousand people it sells to, and what they bought.

Everything is drawn from seeded sources, so it is the same every time; only the days
move with the calendar, so that some are always new and some came yesterday.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from customers.accounts import queries as accounts
from customers.accounts import service as shops
from customers.accounts.actors import Actor
from customers.accounts.schemas.shops import ShopName
from customers.directory import service
from customers.directory.schemas import ImportedCustomer
from customers.ground import clock, work
from customers.purchases.service import ProductInput, add_product
from customers.transfer.demo_goods import GOODS
from customers.transfer.demo_people import COUNT, Crowd
from customers.transfer.demo_places import HOME
from customers.transfer.demo_purchases import Buyer
from customers.transfer.demo_selling import sell

BUSINESS = {
    "name": "Harbourside Provisions",
    "slug": "demo",
    "country": HOME,
    "currency": "GBP",
    "timezone": "Europe/London",
}
# The first is the shop that the business has from the beginning.
SHOPS = ("Harbourside", "Market Hall", "Clifton")
# Of so many people in a row, those at these places prefer the shop of the same number.
_PREFER = ((0, 4), (2,), (7,))
_IN_A_ROW = 12
BATCH = 1_000


def fill(*, actor: Actor, count: int = COUNT) -> None:
    """Bring the demo's people into the actor's business, and what they bought.

    `count` are the people; of two thousand there are about 12,000 purchases and
    refunds. Records: what the verbs of customers, shops and purchases record.
    """
    shop_ids = work.run(lambda: _open_shops(actor))
    work.run(lambda: _list_products(actor))
    everybody = people(today=clock.today(actor.timezone), count=count)
    buyers: list[Buyer] = []
    for start in range(0, len(everybody), BATCH):
        part = everybody[start : start + BATCH]
        buyers += _save(part, shop_ids=shop_ids, actor=actor)
    sell(buyers, shop_ids=shop_ids, actor=actor)


def people(*, today: date, count: int = COUNT) -> list[ImportedCustomer]:
    """The people of the demo, customers since days before `today`, the oldest first."""
    return sorted(Crowd(today).drawn(count), key=lambda person: person.since or today)


def _open_shops(actor: Actor) -> list[int]:
    """Give the first shop its name and add the others; their ids."""
    first, *others = SHOPS
    [first_id] = accounts.shop_names()
    shops.rename_shop(first_id, values=ShopName(name=first), actor=actor)
    added = [shops.add_shop(ShopName(name=name), actor=actor) for name in others]
    return [first_id, *(shop.id for shop in added)]


def _list_products(actor: Actor) -> None:
    for good in GOODS:
        told = ProductInput(
            sku=good.sku,
            name=good.name,
            price_minor=good.price_minor,
            category=good.category,
        )
        add_product(told, actor=actor)


def _save(
    batch: Sequence[ImportedCustomer], *, shop_ids: Sequence[int], actor: Actor
) -> list[Buyer]:
    """Add the people, and let some of them prefer a shop."""
    outcomes = work.run(
        lambda: service.import_customers(batch, source="demo", actor=actor)
    )
    refused = [outcome.reason for outcome in outcomes if outcome.reason]
    assert not refused, refused
    ids = [outcome.customer_id or 0 for outcome in outcomes]
    preferred: dict[int, int] = {}
    for shop_id, places in zip(shop_ids, _PREFER, strict=True):
        chosen = [who for at, who in enumerate(ids) if at % _IN_A_ROW in places]
        preferred |= dict.fromkeys(chosen, shop_id)
        _prefer(chosen, shop_id, actor)
    return [
        Buyer(
            customer_id=who,
            customer_type=person.customer_type or "walk_in",
            since=person.since or clock.today(actor.timezone),
            shop_id=preferred.get(who),
        )
        for who, person in zip(ids, batch, strict=True)
    ]


def _prefer(customer_ids: Sequence[int], shop_id: int, actor: Actor) -> None:
    work.run(
        lambda: service.change_customers(
            customer_ids, field="preferred_shop_id", value=shop_id, actor=actor
        )
    )
