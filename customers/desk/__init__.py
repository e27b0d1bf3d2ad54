"""Floor 7: pages over many rooms: the list, the drawer, the profile, running jobs.

It reads what other rooms give and changes nothing itself.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors; a switch in the list moves the cards above it."""
    from customers.desk import drawn
    from customers.desk.queries.stats import stats_now
    from customers.desk.views import room
    from customers.membership.queries.beside import Beside, show_beside

    drawn.init_app(app)
    show_beside(Beside("desk/_stats.html", "stats", stats_now))
    app.register_blueprint(room)
