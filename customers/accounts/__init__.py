"""Floor 2: people, sign-in, businesses, shops, roles. It knows nothing of customers.

The only room that touches the tables without a business: user, session, business,
staff_member, invitation, attempt.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, g
from werkzeug.local import LocalProxy

from customers.accounts.gate import SessionGate
from customers.accounts.roster import StaffRoster

gate = SessionGate()
roster = StaffRoster()


def init_app(app: Flask) -> None:
    """Open the room's doors and tell templates who is signed in."""
    from customers.accounts.views import room

    app.register_blueprint(room)
    app.context_processor(_who_asks)
    # Macros are imported without a page's context: they see globals alone.
    app.jinja_env.globals["current"] = LocalProxy(lambda: _who_asks()["current"])


def _who_asks() -> dict[str, Any]:
    """`current`: the actor, or the person where no business is needed, or None."""
    return {"current": g.get("actor") or g.get("person")}
