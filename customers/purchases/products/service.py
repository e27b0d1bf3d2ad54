"""The verbs on products: the only place that changes them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from customers import events
from customers.accounts.actors import Actor
from customers.accounts.permissions import CHANGE_SETTINGS
from customers.accounts.service import hold_currency
from customers.directory.rules import sort_name
from customers.events import Fact
from customers.ground import clock
from customers.ground.db import db
from customers.purchases.products.errors import (
    ChangedMeanwhile,
    NoSuchProduct,
    SkuTaken,
)
from customers.purchases.products.events import (
    ProductAdded,
    ProductChanged,
    ProductDeleted,
    ProductRestored,
)
from customers.purchases.products.models import Product
from customers.purchases.products.schemas import ProductEdit, ProductInput

_FIELDS = ("sku", "name", "price_minor", "category")


def add_product(values: ProductInput, *, actor: Actor) -> Product:
    """Add a product to the list.

    Raises: Forbidden, SkuTaken; Conflict for a price in a currency that is no more the
    business's. Records: ProductAdded.
    """
    actor.need(CHANGE_SETTINGS)
    _hold_currency(values, actor)
    _refuse_taken(values.sku)
    told = {field: getattr(values, field) for field in _FIELDS}
    product = Product(
        **told,
        sort_name=sort_name(values.name),
        created_by=actor.user_id,
        updated_by=actor.user_id,
    )
    db.session.add(product)
    db.session.flush()
    events.record(ProductAdded(product.id, data=told), actor=actor)
    return product


def edit_product(product_id: int, *, values: ProductEdit, actor: Actor) -> Product:
    """Save what differs; `values.version` is what was edited.

    Raises: Forbidden, NotFound, SkuTaken; ChangedMeanwhile (a Conflict) where it was
    changed otherwise since that version; Conflict for a price in a currency that is
    no more the business's. Records: ProductChanged, where it differs.
    """
    actor.need(CHANGE_SETTINGS)
    _hold_currency(values, actor)
    product = _locked(product_id)
    changes = {
        field: [getattr(product, field), getattr(values, field)]
        for field in _FIELDS
        if getattr(product, field) != getattr(values, field)
    }
    if not changes:
        return product
    if values.version not in (None, product.version):
        raise ChangedMeanwhile(product.version)
    if "sku" in changes:
        _refuse_taken(values.sku)
    for field, (_before, after) in changes.items():
        setattr(product, field, after)
    product.sort_name = sort_name(values.name)
    product.version += 1
    return _saved(product, ProductChanged(product.id, {"changes": changes}), actor)


def delete_product(product_id: int, *, actor: Actor) -> Product:
    """Take the product off the list; purchases keep what they say. Twice is once.

    Raises: Forbidden, NotFound. Records: ProductDeleted.
    """
    actor.need(CHANGE_SETTINGS)
    product = _locked(product_id, is_deleted_too=True)
    if product.deleted_at is not None:
        return product
    product.deleted_at = clock.now()
    return _saved(product, ProductDeleted(product.id, _named(product)), actor)


def restore_product(product_id: int, *, actor: Actor) -> Product:
    """Bring a deleted product back. Twice is once.

    Raises: Forbidden, NotFound; SkuTaken where another product has its SKU by now.
    Records: ProductRestored.
    """
    actor.need(CHANGE_SETTINGS)
    product = _locked(product_id, is_deleted_too=True)
    if product.deleted_at is None:
        return product
    _refuse_taken(product.sku)
    product.deleted_at = None
    return _saved(product, ProductRestored(product.id, _named(product)), actor)


def _locked(product_id: int, *, is_deleted_too: bool = False) -> Product:
    wanted = select(Product).where(Product.id == product_id)
    options = {"populate_existing": True, "include_deleted": is_deleted_too}
    found = db.session.scalars(wanted.with_for_update(), execution_options=options)
    product = found.one_or_none()
    if product is None:
        raise NoSuchProduct
    return product


def _hold_currency(values: ProductInput, actor: Actor) -> None:
    if values.price_minor is not None:
        hold_currency(actor)


def _refuse_taken(sku: str) -> None:
    name = db.session.scalar(select(Product.name).where(Product.sku == sku))
    if name is not None:
        raise SkuTaken(name)


def _saved(product: Product, fact: Fact, actor: Actor) -> Product:
    product.updated_by = actor.user_id
    db.session.flush()
    events.record(fact, actor=actor)
    return product


def _named(product: Product) -> dict[str, Any]:
    return {"sku": product.sku, "name": product.name}
