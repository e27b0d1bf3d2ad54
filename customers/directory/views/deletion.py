"""Deleting customers, the deleted ones, and bringing them back."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import DELETE_CUSTOMERS
from customers.directory import queries, service
from customers.directory.views.room import room
from customers.ground import answers
from customers.ground.answers import Answer, Undo
from customers.ground.doors import actor


@room.get("/customers/deleted", access=DELETE_CUSTOMERS)
def list_deleted() -> Answer:
    """Show the deleted customers."""
    cursors = {name: request.args.get(name) for name in ("after", "before")}
    page = queries.deleted_customers(actor=actor(), **cursors)
    here = request.endpoint or ""
    pages = {
        "previous_url": page.before and url_for(here, before=page.before),
        "next_url": page.after and url_for(here, after=page.after),
        # Where others removed rows meanwhile, a later page may be empty, not the list.
        "first_url": url_for(here) if any(cursors.values()) else None,
    }
    return answers.page("directory/deleted.html", rows=page.rows, pages=pages)


@room.get("/customers/<id:customer_id>/delete", access=DELETE_CUSTOMERS)
def confirm_deletion(customer_id: int) -> Answer:
    """Ask whether to delete the customer."""
    return answers.part(
        "directory/_delete.html",
        page="directory/delete.html",
        customer=queries.head(customer_id),
    )


@room.post("/customers/<id:customer_id>/delete", access=DELETE_CUSTOMERS)
def delete_customer(customer_id: int) -> Answer:
    """Delete the customer and lead to the list, where it can be undone."""
    customer = service.delete_customer(customer_id, actor=actor())
    undo = Undo(
        url_for("directory.restore_customer", customer_id=customer_id), _("Undo")
    )
    return answers.seen_other(
        url_for("desk.list_customers"),
        toast=_("%(name)s was deleted.", name=customer.name or customer.code),
        undo=undo,
    )


@room.post("/customers/<id:customer_id>/restore", access=DELETE_CUSTOMERS)
def restore_customer(customer_id: int) -> Answer:
    """Bring the customer back and lead to the profile."""
    customer = service.restore_customer(customer_id, actor=actor())
    return answers.seen_other(
        url_for("desk.show_customer", customer_id=customer_id),
        toast=_("%(name)s is back.", name=customer.name or customer.code),
    )
