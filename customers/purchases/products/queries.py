"""What pages read of products: rows ready to be shown, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.ground import paging, texts
from customers.ground.db import db
from customers.purchases.products.errors import NoSuchProduct
from customers.purchases.products.models import Product

PAGE_SIZE = 50


class ListedProduct(NamedTuple):
    """A product as the list shows it; `price` is a text such as £12.50, "" for none."""

    id: int
    sku: str
    name: str
    price: str
    category: str


class ProductPage(NamedTuple):
    """Products by name, and the cursors of the pages beside (None: no more)."""

    rows: Sequence[ListedProduct]
    after: str | None
    before: str | None


def products(
    *, actor: Actor, after: str | None = None, before: str | None = None
) -> ProductPage:
    """A page of 50 of the products, by name.

    Raises: Invalid for a cursor that is none.
    """
    wanted = select(
        *(Product.id, Product.sku, Product.name, Product.sort_name),
        *(Product.price_minor, Product.category),
    )
    page = paging.window(
        db.session(),
        wanted,
        order=paging.Order(Product.id, Product.sort_name, descending=False),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    rows = [
        ListedProduct(
            row.id,
            row.sku,
            row.name,
            ""
            if row.price_minor is None
            else texts.money_text(row.price_minor, currency=actor.currency),
            row.category or "",
        )
        for row in page.rows
    ]
    return ProductPage(rows, page.after, page.before)


def product(product_id: int) -> Product:
    """One product. Raises: NotFound for one there is not, or a deleted one."""
    wanted = select(Product).where(Product.id == product_id)
    found = db.session.scalars(wanted).one_or_none()
    if found is None:
        raise NoSuchProduct
    return found


def product_choices(*, limit: int = 500) -> list[tuple[str, str]]:
    """(name, SKU) of the first products by name, for whoever types a purchase."""
    wanted = (
        select(Product.name, Product.sku)
        .order_by(Product.sort_name, Product.id)
        .limit(limit)
    )
    return [(row.name, row.sku) for row in db.session.execute(wanted)]
