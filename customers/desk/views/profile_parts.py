"""What each tab of a profile draws, for its page and for what brings it up to date."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import request, url_for

from customers.desk import edits, tabs
from customers.desk.queries import profile
from customers.directory import queries as directory
from customers.directory.models import Customer
from customers.ground.doors import actor
from customers.membership.queries.tab import mark_of
from customers.membership.queries.tab import tab as membership_tab
from customers.notes import queries as notes
from customers.purchases import queries as purchases

LATEST_EDITS = 3


def head(customer: Customer, *, tab: str) -> dict[str, Any]:
    """What `desk/_head.html` needs of a customer that is loaded, above that tab."""
    return {
        "customer": directory.profile_head(customer),
        "mark": mark_of(customer, actor=actor()),
        "tabs": tabs.shown_tabs(customer.id, current=tab),
        "tab": tab,
    }


def overview(customer: Customer) -> dict[str, Any]:
    """What `desk/_overview.html` needs."""
    naming = directory.Naming()
    latest = directory.edits(
        customer.id, size=LATEST_EDITS, naming=naming, actor=actor()
    )
    return {
        **directory.facts_of(customer, naming=naming)._asdict(),
        "figures": profile.figures(customer, actor=actor()),
        "latest": purchases.latest_of_customer(customer.id, actor=actor()),
        "pinned": notes.pinned_notes(customer.id, actor=actor()),
        "edits": edits.in_short(latest.rows),
    }


def purchase_list(customer_id: int) -> Any:
    """The purchases as the address filters them, and the page that it says."""
    cursors = {name: request.args.get(name) for name in ("after", "before")}
    wanted = purchases.asked_of_customer(request.args)
    return purchases.of_customer(customer_id, of=wanted, actor=actor(), **cursors)


def purchase_tab(customer: Customer) -> dict[str, Any]:
    """What `desk/_purchases.html` needs."""
    return {
        "sales": purchase_list(customer.id),
        "figures": profile.figures(customer, actor=actor()),
        "habits": purchases.habits(customer, actor=actor()),
        "spend": purchases.spend_by_month(customer.id, actor=actor()),
    }


def membership(customer: Customer) -> dict[str, Any]:
    """What `membership/_tab.html` needs, as of today."""
    return membership_tab(customer, actor=actor())


def note_list(customer_id: int) -> Any:
    """The notes as `kind` and `after` of the address say."""
    asked = {name: request.args.get(name) for name in ("kind", "after")}
    return notes.notes(customer_id, actor=actor(), **asked)


def details(customer: Customer) -> dict[str, Any]:
    """What `desk/_details.html` needs."""
    return {
        **directory.facts_of(customer, naming=directory.Naming())._asdict(),
        "external_ids": directory.external_ids(customer.id),
        "written": profile.written(customer, actor=actor()),
    }


def history(customer_id: int) -> dict[str, Any]:
    """What `desk/_history.html` needs: the page that `after` of the address says."""
    after = request.args.get("after")
    page = directory.edits(customer_id, after=after, actor=actor())
    here = url_for("desk.show_history", customer_id=customer_id)
    return {
        "edits": edits.in_full(page.rows),
        "more_url": page.after and f"{here}?after={page.after}",
        "first_url": here if after else None,
    }


# By the name of the tab, what draws it of a customer that is loaded.
PARTS: dict[str, Callable[[Customer], dict[str, Any]]] = {
    "overview": overview,
    "purchases": purchase_tab,
    "membership": membership,
    "notes": lambda customer: {"notes": note_list(customer.id)},
    "details": details,
    "history": lambda customer: history(customer.id),
}
