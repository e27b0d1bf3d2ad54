"""Shops: the places of a business. They are closed, never deleted."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.accounts.events import ShopAdded, ShopChanged, ShopClosed, ShopReopened
from customers.accounts.models import Shop
from customers.accounts.schemas.shops import ShopName
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Conflict, NotFound


def add_shop(values: ShopName, *, actor: Actor) -> Shop:
    """Add a shop. Raises: Forbidden, Conflict for a taken name. Records: ShopAdded."""
    actor.need(permissions.CHANGE_SETTINGS)
    _refuse_taken(values.name)
    by = actor.user_id
    shop = Shop(name=values.name, created_by=by, updated_by=by)
    db.session.add(shop)
    db.session.flush()
    events.record(ShopAdded(shop.id, data={"name": shop.name}), actor=actor)
    return shop


def rename_shop(shop_id: int, *, values: ShopName, actor: Actor) -> Shop:
    """Give a shop another name; the same name changes nothing.

    Raises: Forbidden, NotFound, Conflict for a taken name. Records: ShopChanged.
    """
    actor.need(permissions.CHANGE_SETTINGS)
    shop = _shop(shop_id)
    if shop.name == values.name:
        return shop
    _refuse_taken(values.name)
    changes = {"name": [shop.name, values.name]}
    shop.name = values.name
    shop.updated_by = actor.user_id
    events.record(ShopChanged(shop.id, data={"changes": changes}), actor=actor)
    return shop


def close_shop(shop_id: int, *, actor: Actor) -> Shop:
    """Offer the shop no more; a closed one stays closed.

    Raises: Forbidden, NotFound. Records: ShopClosed.
    """
    actor.need(permissions.CHANGE_SETTINGS)
    shop = _shop(shop_id)
    if shop.closed_at is None:
        shop.closed_at = clock.now()
        shop.updated_by = actor.user_id
        events.record(ShopClosed(shop.id), actor=actor)
    return shop


def reopen_shop(shop_id: int, *, actor: Actor) -> Shop:
    """Offer a closed shop again; an open one stays open.

    Raises: Forbidden, NotFound. Records: ShopReopened.
    """
    actor.need(permissions.CHANGE_SETTINGS)
    shop = _shop(shop_id)
    if shop.closed_at is not None:
        shop.closed_at = None
        shop.updated_by = actor.user_id
        events.record(ShopReopened(shop.id), actor=actor)
    return shop


def _shop(shop_id: int) -> Shop:
    query = select(Shop).where(Shop.id == shop_id).with_for_update(key_share=True)
    shop = db.session.scalars(query).one_or_none()
    if shop is None:
        raise NotFound(_("There is no such shop."))
    return shop


def _refuse_taken(name: str) -> None:
    if db.session.scalar(select(Shop.id).where(Shop.name == name)) is not None:
        sentence = _("There is a shop of this name already. Choose another one.")
        raise Conflict(sentence, details={"name": sentence})
