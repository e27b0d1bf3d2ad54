"""Two doors for comparison, behind the same gate: nothing, and remembered rows.

What a search costs beyond these is the search.
"""

from __future__ import annotations

from typing import Any

from flask import current_app, request, template_rendered

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import Room

room = Room("bench", __name__)
_remembered: dict[str, tuple[str, dict[str, Any]]] = {}
_OF_A_REQUEST = {"request", "session", "g", "current", "current_user"}


@room.get("/bench/empty", access=SEE_CUSTOMERS)
def empty() -> Answer:
    """Let the gate do its work, and answer nothing."""
    return answers.envelope({})


@room.get("/bench/remembered", access=SEE_CUSTOMERS)
def remembered() -> Answer:
    """Draw the part of a search whose rows were found when it was first asked for."""
    q = request.args["q"]
    if q not in _remembered:
        _remembered[q] = _searched()
    template, context = _remembered[q]
    return answers.page(template, **context)


def _searched() -> tuple[str, dict[str, Any]]:
    """What the list, asked by this very request, gives to its template."""
    drawn: list[tuple[str, dict[str, Any]]] = []

    def remember(_app: Any, template: Any, context: dict[str, Any], **_: Any) -> None:
        kept = {n: value for n, value in context.items() if n not in _OF_A_REQUEST}
        drawn.append((template.name, kept))

    application = current_app._get_current_object()  # type: ignore[attr-defined]
    with template_rendered.connected_to(remember, application):
        application.view_functions["desk.list_customers"]()
    return drawn[-1]
