"""Floor 6: who is a member, why, until when, and what a threshold would do.

Knows the rules and their versions, the entries that make each membership, holds by
hand, and runs with their undoing. It listens to purchases and does not know the pages
that show a customer.
"""

from __future__ import annotations

from flask import Flask


def init_app(app: Flask) -> None:
    """Hang the room's doors, and listen to purchases and to who is added; a threshold
    is an amount. Every page may draw a switch and its form.
    """
    from customers.accounts.service import fix_currency_where
    from customers.membership.queries.rules import any_rule
    from customers.membership.service import automatic, joining
    from customers.membership.switch_forms import SwitchForm
    from customers.membership.views import room
    from customers.membership.views.switch import switch_back

    app.register_blueprint(room)
    app.jinja_env.globals["switch_back"] = switch_back
    app.jinja_env.globals["new_switch_form"] = SwitchForm.fresh
    automatic.begin()
    joining.begin()
    fix_currency_where(any_rule)
