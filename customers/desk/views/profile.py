"""The profile of a customer, one address a tab."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk import edits, tabs
from customers.desk.queries import profile
from customers.desk.views.room import room
from customers.directory import queries as directory
from customers.directory.models import Customer
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid
from customers.membership.queries import entries, why
from customers.membership.queries.tab import mark_of, tab
from customers.notes import queries as notes
from customers.purchases import queries as purchases

LATEST_EDITS = 3


@room.get("/customers/<id:customer_id>", access=SEE_CUSTOMERS)
def show_customer(customer_id: int) -> Answer:
    """Show what matters at a glance."""
    return answers.page("desk/profile.html", **overview(customer_id))


def overview(customer_id: int) -> dict[str, Any]:
    """What `desk/profile.html` needs. Raises: NotFound."""
    customer = directory.seen_customer(customer_id, actor=actor())
    naming = directory.Naming()
    latest = directory.edits(
        customer_id, size=LATEST_EDITS, naming=naming, actor=actor()
    )
    return {
        **_head(customer, tab="overview"),
        **directory.facts_of(customer, naming=naming)._asdict(),
        "figures": profile.figures(customer, actor=actor()),
        "latest": purchases.latest_of_customer(customer_id, actor=actor()),
        "pinned": notes.pinned_notes(customer_id, actor=actor()),
        "edits": edits.in_short(latest.rows),
    }


def _head(customer: Customer, *, tab: str) -> dict[str, Any]:
    return {
        "customer": directory.profile_head(customer),
        "mark": mark_of(customer, actor=actor()),
        "tabs": tabs.shown_tabs(customer.id, current=tab),
    }


@room.get("/customers/<id:customer_id>/purchases", access=SEE_CUSTOMERS)
def show_purchases(customer_id: int) -> Answer:
    """Show what they bought and gave back; the address filters it and says the page."""
    seen = directory.seen_customer(customer_id, actor=actor())
    cursors = {name: request.args.get(name) for name in ("after", "before")}
    wanted = purchases.asked_of_customer(request.args)
    page = purchases.of_customer(customer_id, of=wanted, actor=actor(), **cursors)
    # The part leaves out what stays as it is: the head, the figures, the filter.
    if answers.wants_part():
        customer = {"id": customer_id}
        return answers.page(
            "purchases/_of_customer.html", sales=page, customer=customer
        )
    return answers.page(
        "desk/profile_purchases.html",
        sales=page,
        figures=profile.figures(seen, actor=actor()),
        habits=purchases.habits(seen, actor=actor()),
        spend=purchases.spend_by_month(customer_id, actor=actor()),
        **_head(seen, tab="purchases"),
    )


@room.get("/customers/<id:customer_id>/membership", access=SEE_CUSTOMERS)
def show_membership(customer_id: int) -> Answer:
    """Show whether they are a member and why, today or (`on`) on a day that passed."""
    seen = directory.seen_customer(customer_id, actor=actor())
    asked, after = (request.args.get(name) for name in ("on", "after"))
    # The part leaves out what stays as it is: the next page brings entries alone.
    if answers.wants_part() and after:
        page = entries.of_customer(seen, after=after, actor=actor())
        return answers.page("membership/_history.html", entries=page)
    try:
        day = why.day_asked(asked, actor=actor())
    except Invalid as refused:
        wrong = {"asked": asked, "asked_problem": refused.message}
        refused.answer = lambda: _membership(seen, None, after, **wrong)
        raise
    # Whoever asked about a day is led to the answer.
    return _membership(seen, day, after, focus="tab" if asked else "")


def _membership(
    seen: Customer, on: date | None, after: str | None, **more: Any
) -> Answer:
    shown = tab(seen, on=on, after=after, actor=actor())
    return answers.part(
        "membership/_why.html",
        page="desk/profile_membership.html",
        **{**_head(seen, tab="membership"), **shown},
        **more,
    )


@room.get("/customers/<id:customer_id>/notes", access=SEE_CUSTOMERS)
def show_notes(customer_id: int) -> Answer:
    """Show the notes; `kind` and `after` of the address say which."""
    asked = {name: request.args.get(name) for name in ("kind", "after")}
    page = notes.notes(customer_id, actor=actor(), **asked)
    # The part leaves out the head, so that another kind of notes asks for less.
    if answers.wants_part():
        customer = {"id": customer_id}
        return answers.page("notes/_notes.html", notes=page, customer=customer)
    seen = directory.seen_customer(customer_id, actor=actor())
    return answers.page(
        "desk/profile_notes.html", notes=page, **_head(seen, tab="notes")
    )


@room.get("/customers/<id:customer_id>/details", access=SEE_CUSTOMERS)
def show_details(customer_id: int) -> Answer:
    """Show every field, and who wrote it down."""
    seen = directory.seen_customer(customer_id, actor=actor())
    return answers.page(
        "desk/profile_details.html",
        **_head(seen, tab="details"),
        **directory.facts_of(seen, naming=directory.Naming())._asdict(),
        external_ids=directory.external_ids(customer_id),
        written=profile.written(seen, actor=actor()),
    )


@room.get("/customers/<id:customer_id>/history", access=SEE_CUSTOMERS)
def show_history(customer_id: int) -> Answer:
    """Show what was changed, when and by whom, the newest first."""
    after = request.args.get("after")
    seen = directory.seen_customer(customer_id, actor=actor())
    page = directory.edits(customer_id, after=after, actor=actor())
    here = url_for("desk.show_history", customer_id=customer_id)
    shown: dict[str, Any] = {
        "edits": edits.in_full(page.rows),
        "more_url": page.after and f"{here}?after={page.after}",
        "first_url": here if after else None,
    }
    if answers.wants_part():
        return answers.page("desk/_history.html", **shown)
    return answers.page(
        "desk/profile_history.html", **shown, **_head(seen, tab="history")
    )
