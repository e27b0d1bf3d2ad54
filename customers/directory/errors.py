"""What a page and a verb refuse alike."""

from __future__ import annotations

from flask_babel import gettext as _

from customers.ground.errors import NotFound


class NoSuchCustomer(NotFound):
    """No customer of this business has the id, or it was deleted."""

    def __init__(self) -> None:
        super().__init__(_("There is no such customer here."))
