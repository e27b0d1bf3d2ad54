"""Floor 4: what customers buy and give back, and the totals that it comes to.

It knows the customers of `directory/`, and alone writes their totals. Every purchase
counts once: it is known by its source and reference. Membership and points, above,
listen to the facts of `events.py`, which carry the totals before and after.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors; what is bought or priced fixes the currency."""
    from customers.accounts.service import fix_currency_where
    from customers.purchases.queries import any_price, any_purchase
    from customers.purchases.views import room

    app.register_blueprint(room)
    fix_currency_where(any_purchase)
    fix_currency_where(any_price)
