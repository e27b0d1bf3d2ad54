"""The facts about products. Nothing in them is about a person."""

from __future__ import annotations

from customers.events import Fact


class ProductAdded(Fact, subject="product", meaning="A product was added to the list."):
    """Data: `sku`, `name`, `price_minor`, `category`."""


class ProductChanged(Fact, subject="product", meaning="A product was changed."):
    """Data: `changes`, as `{field: [before, after]}`."""


class ProductDeleted(
    Fact, subject="product", meaning="A product was deleted, restorable."
):
    """Data: `sku`, `name`."""


class ProductRestored(
    Fact, subject="product", meaning="A deleted product was brought back."
):
    """Data: `sku`, `name`."""
