"""The drawer: one customer beside the list, with nothing that leaves it by itself."""

from __future__ import annotations

from typing import Any

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.queries import profile
from customers.desk.views.profile import overview_page
from customers.desk.views.room import room
from customers.directory import queries as directory
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.membership.queries.tab import mark_of
from customers.notes import queries as notes


@room.get("/customers/<id:customer_id>/drawer", access=SEE_CUSTOMERS)
def show_drawer(customer_id: int) -> Answer:
    """Show the inside of the drawer; whoever asks for a page gets the profile."""
    if not answers.wants_part():
        return overview_page(customer_id)
    return answers.page("desk/_drawer.html", **drawer_part(customer_id))


def drawer_part(customer_id: int, *, kind: str | None = None) -> dict[str, Any]:
    """What `desk/_drawer.html` needs, with notes of one kind alone if it is named.

    Raises: NotFound.
    """
    customer = directory.seen_customer(customer_id, actor=actor())
    return {
        "customer": directory.profile_head(customer),
        "mark": mark_of(customer, actor=actor()),
        "figures": profile.figures(customer, actor=actor()),
        "notes": notes.notes(customer_id, kind=kind, actor=actor()),
    }
