"""Taking a wrong customer off a sale, where it is still the one that was seen."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.ground.locks import lock_name
from customers.purchases.models import Purchase
from customers.purchases.service.changing import attach
from customers.purchases.service.recording import ARRIVAL


def take_off(purchase_id: int, *, customer_id: int, actor: Actor) -> int:
    """Take this customer, the one who was seen, off the sale; gives the sale's id.

    Twice is once. The refunds of a purchase go with it.

    Raises: Forbidden; NotFound; Invalid for a refund of a purchase, which goes with
    that; Conflict where the sale is another customer's by now. Records:
    PurchaseAttached, for each that moved.
    """
    actor.need(permissions.RECORD_PURCHASES)
    # As attaching does: from here on nobody else gives the sale a customer.
    lock_name(db.session(), ARRIVAL, is_alone=True)
    wanted = select(Purchase.customer_id).where(Purchase.id == purchase_id)
    if db.session.scalar(wanted) not in (None, customer_id):
        raise Conflict(
            _(
                "This sale is another customer's by now. Nothing was changed: look at "
                "it again."
            )
        )
    return attach(purchase_id, customer_id=None, actor=actor)
