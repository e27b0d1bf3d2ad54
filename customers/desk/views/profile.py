"""The profile of a customer, one address a tab."""

from __future__ import annotations

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.views.room import room
from customers.directory import queries
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor


@room.get("/customers/<id:customer_id>", access=SEE_CUSTOMERS)
def show_customer(customer_id: int) -> Answer:
    """Show the profile."""
    shown = queries.profile(customer_id, actor=actor())
    return answers.page("desk/profile.html", **shown._asdict())
