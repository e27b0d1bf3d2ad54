"""The list of customers: search, filters, sorts, pages."""

from __future__ import annotations

from functools import partial

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.live import seen_at
from customers.desk.queries import list_page
from customers.desk.views.room import room
from customers.directory.queries.asked import asked
from customers.events import versions
from customers.ground import answers, rates
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid


@room.get("/customers", access=SEE_CUSTOMERS)
def list_customers() -> Answer:
    """Show the page of customers that the address asks for."""
    # The part leaves out what stays as it is, so that a search asks for less. A page
    # knows first what it has seen: what changes meanwhile it asks for once more.
    version = None if answers.wants_part() else versions.of_business()
    try:
        wanted = asked(request.args)
        if wanted.selection.q:
            rates.count_search(actor().business_id, actor().user_id)
        page = list_page.rows(wanted, actor=actor())
    except Invalid as refused:
        if not answers.wants_part():
            refused.answer = partial(_not_understood, refused)
        raise
    shown = list_page.part(page, asked=wanted, actor=actor())
    if version is not None:
        shown |= list_page.around(
            wanted, counts=page.counts, version=version, actor=actor()
        )
        shown["seen"] = seen_at(version)
    return answers.part("desk/_results.html", page="desk/customers.html", **shown)


def _not_understood(refused: Invalid) -> Answer:
    return answers.page(
        "list_refused.html",
        room="customers",
        message=refused.message,
        wrong=list_page.faults(refused),
        plain_url=url_for("desk.list_customers"),
        all_text=_("Show all customers"),
    )
