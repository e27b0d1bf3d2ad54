"""Settings: the list of products."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import CHANGE_SETTINGS
from customers.ground import answers
from customers.ground.answers import Answer, Undo
from customers.ground.doors import actor
from customers.ground.forms import shown_in
from customers.purchases.products import queries, service
from customers.purchases.products.errors import ChangedMeanwhile
from customers.purchases.products.forms import EditProductForm, ProductForm
from customers.purchases.products.models import Product
from customers.purchases.views.room import room

PRODUCTS = "/settings/products"
PRODUCT = f"{PRODUCTS}/<id:product_id>"


@room.get(PRODUCTS, access=CHANGE_SETTINGS)
def list_products() -> Answer:
    """The products by name."""
    page = queries.products(actor=actor(), **_cursors())
    pages = {
        "previous_url": page.before and _list_url(before=page.before),
        "next_url": page.after and _list_url(after=page.after),
        # Where others removed rows meanwhile, a later page may be empty, not the list.
        "first_url": _list_url() if _cursors() else None,
    }
    return answers.page(
        "purchases/products.html",
        products=page.rows,
        pages=pages,
        here=f"?{urlencode(_cursors())}" if _cursors() else "",
    )


@room.get(f"{PRODUCTS}/new", access=CHANGE_SETTINGS)
def new_product() -> Answer:
    """The form of a new product."""
    return _part(ProductForm(currency=actor().currency), None)


@room.post(PRODUCTS, access=CHANGE_SETTINGS, keyed=True)
def add_product() -> Answer:
    """Add a product."""
    form = ProductForm(currency=actor().currency)
    with shown_in(form, lambda: _part(form, None)):
        product = service.add_product(form.value(), actor=actor())
    return answers.created(
        _list_url(),
        row_id=product.id,
        toast=_("%(name)s is added.", name=product.name),
    )


@room.get(f"{PRODUCT}/edit", access=CHANGE_SETTINGS)
def edit_product(product_id: int) -> Answer:
    """The form of a product."""
    kept = queries.product(product_id)
    return _part(EditProductForm(currency=actor().currency, kept=kept), kept)


@room.post(PRODUCT, access=CHANGE_SETTINGS)
def save_product(product_id: int) -> Answer:
    """Save what changed of a product."""
    kept = queries.product(product_id)
    form = EditProductForm(currency=actor().currency, kept=kept)
    with shown_in(form, lambda: _part(form, kept)):
        try:
            product = service.edit_product(
                product_id, values=form.value(), actor=actor()
            )
        except ChangedMeanwhile as meanwhile:
            form.take_over(meanwhile.version)
            raise
    return answers.seen_other(
        _list_url(), toast=_("%(name)s is saved.", name=product.name)
    )


@room.post(f"{PRODUCT}/delete", access=CHANGE_SETTINGS)
def delete_product(product_id: int) -> Answer:
    """Delete a product, which can be undone."""
    product = service.delete_product(product_id, actor=actor())
    url = url_for("purchases.restore_product", product_id=product_id, **_cursors())
    return answers.seen_other(
        _list_url(**_cursors()),
        toast=_("%(name)s was deleted.", name=product.name),
        undo=Undo(url, _("Undo")),
    )


@room.post(f"{PRODUCT}/restore", access=CHANGE_SETTINGS)
def restore_product(product_id: int) -> Answer:
    """Bring a deleted product back."""
    product = service.restore_product(product_id, actor=actor())
    return answers.seen_other(
        _list_url(**_cursors()), toast=_("%(name)s is back.", name=product.name)
    )


def _cursors() -> dict[str, Any]:
    """Which page of the list is meant; nothing for its beginning."""
    found = {name: request.args.get(name) for name in ("after", "before")}
    return {name: cursor for name, cursor in found.items() if cursor}


def _list_url(**cursors: Any) -> str:
    return url_for("purchases.list_products", **cursors)


def _part(form: ProductForm, product: Product | None) -> Answer:
    if product is None:
        action = url_for("purchases.add_product")
    else:
        action = url_for("purchases.save_product", product_id=product.id)
    return answers.part(
        "purchases/_product.html",
        page="purchases/product.html",
        form=form,
        title=product.name if product else _("Add product"),
        is_new=product is None,
        action=action,
    )
