"""What the tests of products put in, and what they read off pages and rows."""

from __future__ import annotations

from typing import Any

from werkzeug.test import TestResponse

from customers.accounts.models import Business, User
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from customers.purchases.products import service
from customers.purchases.products.models import Product
from customers.purchases.products.schemas import ProductInput
from tests.directory.seen import soup
from tests.world import World

LIST = "/settings/products"
FIELDS = {"name": "Oat milk", "sku": "M-2", "price_minor": "1.90", "category": "Milk"}


def url_of(product_id: int, do: str = "") -> str:
    """The address of a product, or of what can be done to it."""
    return f"{LIST}/{product_id}{do}"


def stock(world: World, *, by: User | None = None, **fields: Any) -> int:
    """Add a product by the verb (Adam adds unless named) and give the id."""
    person = by or world.adam
    actor = world.actor(person)
    values = ProductInput(**{"name": "Oat milk", "sku": "M-2", **fields})
    world.enter(world.home(person))
    product = work.run(lambda: service.add_product(values, actor=actor))
    world.enter()
    return product.id


def rows(world: World, business: Business | None = None) -> list[Product]:
    """All products of a business as they are now, deleted ones too, oldest first."""
    world.enter(business)
    options = {"include_deleted": True, "populate_existing": True}
    wanted = db.select(Product).order_by(Product.id)
    return list(db.session.scalars(wanted, execution_options=options))


def row(world: World, product_id: int) -> Product:
    """One product of Alice's business as it is now, even deleted."""
    return next(each for each in rows(world) if each.id == product_id)


def facts(world: World, name: str) -> list[Event]:
    """The facts of a kind in Alice's business, oldest first."""
    world.enter()
    wanted = db.select(Event).where(Event.name == name).order_by(Event.id)
    return list(db.session.scalars(wanted))


def listed(answer: TestResponse) -> list[str]:
    """The names of the products on a page of the list, in its order."""
    return [one.get_text() for one in soup(answer).select(".items strong bdi")]
