"""Floor 7: what comes in from files and goes out into them.

Knows how other programs write their lists. Must not know how a customer is stored:
what was read is handed to the verbs of the rooms below, and they say who goes out.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors; with them come the kinds of jobs it does."""
    from customers.transfer.views import room

    app.register_blueprint(room)
