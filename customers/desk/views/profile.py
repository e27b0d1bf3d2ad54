"""The profile of a customer, one address a tab."""

from __future__ import annotations

from typing import Any

from flask import request, url_for

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk import tabs
from customers.desk.queries import profile
from customers.desk.views.room import room
from customers.directory import queries as directory
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.notes import queries as notes

LATEST_EDITS = 3


@room.get("/customers/<id:customer_id>", access=SEE_CUSTOMERS)
def show_customer(customer_id: int) -> Answer:
    """Show what matters at a glance."""
    return answers.page("desk/profile.html", **overview(customer_id))


def overview(customer_id: int) -> dict[str, Any]:
    """What `desk/profile.html` needs. Raises: NotFound."""
    shown = _shown(customer_id, tab="overview")
    return shown | {
        "figures": profile.figures(customer_id, actor=actor()),
        "pinned": notes.pinned_notes(customer_id, actor=actor()),
        "edits": directory.edits(customer_id, size=LATEST_EDITS, actor=actor()).rows,
    }


def _shown(customer_id: int, *, tab: str) -> dict[str, Any]:
    shown = directory.profile(customer_id, actor=actor())
    return {
        "customer": shown.customer,
        "address": shown.address,
        "details": shown.details,
        "external_ids": shown.external_ids,
        "tabs": tabs.shown_tabs(customer_id, current=tab),
    }


@room.get("/customers/<id:customer_id>/notes", access=SEE_CUSTOMERS)
def show_notes(customer_id: int) -> Answer:
    """Show the notes; `kind` and `after` of the address say which."""
    seen = {name: request.args.get(name) for name in ("kind", "after")}
    page = notes.notes(customer_id, actor=actor(), **seen)
    # The part leaves out the head, so that another kind of notes asks for less.
    if answers.wants_part():
        customer = {"id": customer_id}
        return answers.page("notes/_notes.html", notes=page, customer=customer)
    shown = _shown(customer_id, tab="notes")
    return answers.page("desk/profile_notes.html", notes=page, **shown)


@room.get("/customers/<id:customer_id>/details", access=SEE_CUSTOMERS)
def show_details(customer_id: int) -> Answer:
    """Show every field, and who wrote it down."""
    shown = _shown(customer_id, tab="details")
    written = profile.written(customer_id, actor=actor())
    return answers.page("desk/profile_details.html", written=written, **shown)


@room.get("/customers/<id:customer_id>/history", access=SEE_CUSTOMERS)
def show_history(customer_id: int) -> Answer:
    """Show what was changed, when and by whom, the newest first."""
    after = request.args.get("after")
    shown = _shown(customer_id, tab="history")
    page = directory.edits(customer_id, after=after, actor=actor())
    here = url_for("desk.show_history", customer_id=customer_id)
    return answers.part(
        "desk/_history.html",
        page="desk/profile_history.html",
        edits=page.rows,
        more_url=page.after and f"{here}?after={page.after}",
        first_url=here if after else None,
        **shown,
    )
