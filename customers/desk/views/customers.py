"""The list of customers."""

from __future__ import annotations

from flask import request, url_for

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.views.room import room
from customers.directory import queries
from customers.ground import answers
from customers.ground.answers import Answer


@room.get("/", access=SEE_CUSTOMERS)
def home() -> Answer:
    """Lead to the list."""
    return answers.seen_other(url_for("desk.list_customers"))


@room.get("/customers", access=SEE_CUSTOMERS)
def list_customers() -> Answer:
    """Show the customers, newest first."""
    cursors = {name: request.args.get(name) for name in ("after", "before")}
    page = queries.newest_customers(**cursors)
    here = request.endpoint or ""
    pages = {
        "previous_url": page.before and url_for(here, before=page.before),
        "next_url": page.after and url_for(here, after=page.after),
        "first_url": url_for(here) if any(cursors.values()) else None,
    }
    return answers.part(
        "desk/_results.html", page="desk/customers.html", rows=page.rows, pages=pages
    )
