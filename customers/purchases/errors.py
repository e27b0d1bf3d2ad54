"""What the doors and verbs of purchases refuse alike."""

from __future__ import annotations

from flask_babel import gettext as _

from customers.ground.errors import NotFound


class NoSuchPurchase(NotFound):
    """No purchase or refund of this business has the id."""

    def __init__(self) -> None:
        super().__init__(_("There is no such sale here."))
