"""The profile of a customer, one address a tab."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import request, url_for

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk import tabs
from customers.desk.live import live_part, seen_now
from customers.desk.views import profile_parts as parts
from customers.desk.views.room import room
from customers.directory import queries as directory
from customers.directory.models import Customer
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid
from customers.membership.queries import entries, why
from customers.membership.queries.tab import tab as membership_tab


@room.get("/customers/<id:customer_id>", access=SEE_CUSTOMERS)
def show_customer(customer_id: int) -> Answer:
    """Show what matters at a glance."""
    return overview_page(customer_id)


def overview_page(customer_id: int) -> Answer:
    """The page of a profile that comes first. Raises: NotFound."""
    return _page("desk/profile.html", customer_id, tab="overview")


def _page(template: str, customer_id: int, *, tab: str) -> Answer:
    # Before the customer: what changes meanwhile is asked for once more.
    seen = seen_now(customer_id)
    customer = directory.seen_customer(customer_id, actor=actor())
    shown = {**parts.head(customer, tab=tab), **parts.PARTS[tab](customer)}
    return answers.page(template, seen=seen, **shown)


@room.get("/customers/<id:customer_id>/purchases", access=SEE_CUSTOMERS)
def show_purchases(customer_id: int) -> Answer:
    """Show what they bought and gave back; the address filters it and says the page."""
    # The part leaves out what stays as it is: the head, the figures, the filter.
    if answers.wants_part():
        directory.seen_customer(customer_id, actor=actor())
        return answers.page(
            "purchases/_of_customer.html",
            sales=parts.purchase_list(customer_id),
            customer={"id": customer_id},
        )
    return _page("desk/profile_purchases.html", customer_id, tab="purchases")


@room.get("/customers/<id:customer_id>/membership", access=SEE_CUSTOMERS)
def show_membership(customer_id: int) -> Answer:
    """Show whether they are a member and why, today or (`on`) on a day that passed."""
    seen = seen_now(customer_id)
    customer = directory.seen_customer(customer_id, actor=actor())
    asked, after = (request.args.get(name) for name in ("on", "after"))
    # The part leaves out what stays as it is: the next page brings entries alone.
    if answers.wants_part() and after:
        page = entries.of_customer(customer, after=after, actor=actor())
        return answers.page("membership/_history.html", entries=page)
    try:
        day = why.day_asked(asked, actor=actor())
    except Invalid as refused:
        wrong = {"asked": asked, "asked_problem": refused.message}
        refused.answer = lambda: _membership(customer, None, after, seen=seen, **wrong)
        raise
    # Whoever asked about a day is led to the answer.
    focus = "tab" if asked else ""
    return _membership(customer, day, after, focus=focus, seen=seen)


def _membership(
    customer: Customer, on: date | None, after: str | None, **more: Any
) -> Answer:
    shown = membership_tab(customer, on=on, after=after, actor=actor())
    return answers.part(
        "membership/_why.html",
        page="desk/profile_membership.html",
        **{**parts.head(customer, tab="membership"), **shown},
        **more,
    )


@room.get("/customers/<id:customer_id>/notes", access=SEE_CUSTOMERS)
def show_notes(customer_id: int) -> Answer:
    """Show the notes; `kind` and `after` of the address say which."""
    # The part leaves out the head, so that another kind of notes asks for less.
    if answers.wants_part():
        notes = parts.note_list(customer_id)
        customer = {"id": customer_id}
        return answers.page("notes/_notes.html", notes=notes, customer=customer)
    return _page("desk/profile_notes.html", customer_id, tab="notes")


@room.get("/customers/<id:customer_id>/details", access=SEE_CUSTOMERS)
def show_details(customer_id: int) -> Answer:
    """Show every field, and who wrote it down."""
    return _page("desk/profile_details.html", customer_id, tab="details")


@room.get("/customers/<id:customer_id>/history", access=SEE_CUSTOMERS)
def show_history(customer_id: int) -> Answer:
    """Show what was changed, when and by whom, the newest first."""
    if answers.wants_part():
        directory.seen_customer(customer_id, actor=actor())
        return answers.page("desk/_history.html", **parts.history(customer_id))
    return _page("desk/profile_history.html", customer_id, tab="history")


@room.get("/customers/<id:customer_id>/live", access=SEE_CUSTOMERS, polled=True)
def follow_customer(customer_id: int) -> Answer:
    """Bring what an open profile shows up to date; `tab` says which tab it is."""
    tab = tabs.named(request.args.get("tab", ""))
    # Nobody is led to a customer whom they may not see.
    if not answers.wants_part():
        directory.seen_customer(customer_id, actor=actor())
    here = url_for(tab.endpoint, customer_id=customer_id)

    def draw(_since: int, _version: int) -> dict[str, Any]:
        customer = directory.seen_customer(customer_id, actor=actor())
        return {
            **parts.head(customer, tab=tab.name),
            **parts.PARTS[tab.name](customer),
            # The page on which the switches stand is not the one that is asked.
            "switch_back": lambda: here,
        }

    return live_part(
        "desk/_live_profile.html",
        draw,
        page_url=f"/customers/{customer_id}",
        customer_id=customer_id,
    )
