"""Floor 7: pages over many rooms: the list, the drawer, the profile, running jobs.

It reads what other rooms give and changes nothing itself.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors."""
    from customers.desk.views import room

    app.register_blueprint(room)
