"""What tests of purchases by hand type, and what they read off the form."""

from __future__ import annotations

from typing import Any

from bs4 import Tag
from werkzeug.test import TestResponse

from customers.accounts.models import User
from customers.ground import work
from customers.ground.db import db
from customers.purchases import service
from customers.purchases.hand_schemas import PurchaseInput
from customers.purchases.models import Purchase, PurchaseLine
from customers.purchases.products.models import Product
from tests.directory.seen import soup
from tests.world import World

ROLES_THAT_RECORD = ("alice", "adam", "bob")


def by_hand(
    world: World,
    customer_id: int | None = None,
    *,
    by: User | None = None,
    **typed: Any,
) -> Purchase:
    """Record what was typed, as Bob unless named; the row."""
    values = PurchaseInput.model_validate(typed)
    actor = world.actor(by or world.bob)
    world.enter()
    recorded = work.run(
        lambda: service.record_by_hand(values, customer_id=customer_id, actor=actor)
    )
    wanted = recorded.purchase_id
    return db.session.get_one(Purchase, wanted, populate_existing=True)


def lines_of(purchase: Purchase) -> list[tuple[Any, ...]]:
    """(quantity, description, SKU, price of one, discount, total) of each line."""
    wanted = db.select(PurchaseLine).filter_by(purchase_id=purchase.id)
    return [
        (
            *(line.quantity, line.description, line.sku),
            *(line.unit_price_e4, line.discount_minor, line.total_minor),
        )
        for line in db.session.scalars(wanted.order_by(PurchaseLine.position))
    ]


def add_product(world: World, **fields: Any) -> None:
    """Add a product of Alice's."""

    def added() -> None:
        world.enter()
        db.session.add(Product(**fields))

    work.run(added)


def new(customer_id: int) -> str:
    """The address of the form."""
    return f"/customers/{customer_id}/purchases/new"


def longer(customer_id: int) -> str:
    """The address that draws one more line."""
    return f"/customers/{customer_id}/purchases/lines"


def form_of(answer: TestResponse) -> Tag:
    """The form of a page or part."""
    (form,) = soup(answer).select("#purchase-form")
    return form


def typed(answer: TestResponse) -> dict[str, str]:
    """What the form would send, without its secrets."""
    form = form_of(answer)
    sent = {str(i["name"]): str(i.get("value", "")) for i in form.select("input")}
    for choice in form.select("select"):
        chosen = choice.select_one("option[selected]")
        sent[str(choice["name"])] = str(chosen["value"]) if chosen else ""
    for name in ("csrf_token", "business", "request_key"):
        sent.pop(name, None)
    return sent


def faults(answer: TestResponse) -> dict[str, str]:
    """The sentences beside fields, by field."""
    return {
        str(each["id"]).removesuffix("-error"): each.get_text().strip()
        for each in form_of(answer).select(".field .error")
    }


def focused(answer: TestResponse) -> list[str]:
    """The fields that take the focus."""
    return [str(field["name"]) for field in form_of(answer).select("[autofocus]")]
