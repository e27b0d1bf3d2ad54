"""The list of who joined and whose membership ended, with its days and pages."""

from __future__ import annotations

from functools import partial

from flask import request
from flask_babel import gettext as _

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid
from customers.membership.queries.asked_changes import CHANGES, asked_changes
from customers.membership.queries.changes import changes_page, faults
from customers.membership.views.room import room


@room.get(CHANGES, access=SEE_CUSTOMERS)
def list_changes() -> Answer:
    """Show the page of changes that the address asks for."""
    try:
        wanted = asked_changes(request.args)
        shown = changes_page(wanted, actor=actor())
    except Invalid as refused:
        if not answers.wants_part():
            refused.answer = partial(_not_understood, refused)
        raise
    # The part leaves out what stays as it is.
    if not answers.wants_part():
        shown |= {"form": wanted.form}
    return answers.part(
        "membership/_changes.html", page="membership/changes.html", **shown
    )


def _not_understood(refused: Invalid) -> Answer:
    return answers.page(
        "list_refused.html",
        room="membership",
        message=refused.message,
        wrong=faults(refused),
        plain_url=CHANGES,
        all_text=_("Show everybody who joined"),
    )
