"""Floor 3: the customers of a business: their tables, verbs and pages.

It knows people and shops of `accounts/`; it must not know what a customer bought.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors."""
    from customers.directory.views import room

    app.register_blueprint(room)
