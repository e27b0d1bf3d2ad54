"""The pages about customers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import (
    DELETE_CUSTOMERS,
    EDIT_CUSTOMERS,
)
from customers.directory import queries, service, wording
from customers.directory.forms import CustomerForm, EditCustomerForm
from customers.ground import answers
from customers.ground.answers import Answer, Undo
from customers.ground.doors import Room, actor
from customers.ground.forms import shown_in

room = Room("directory", __name__)


@room.get("/customers/deleted", access=DELETE_CUSTOMERS)
def list_deleted() -> Answer:
    """Show the deleted customers."""
    page = queries.deleted_customers(actor=actor(), **_cursors())
    return answers.page("directory/deleted.html", **_shown_page(page))


def _cursors() -> dict[str, str | None]:
    return {name: request.args.get(name) for name in ("after", "before")}


def _shown_page(page: queries.Page) -> dict[str, Any]:
    here = request.endpoint or ""
    pages = {
        "previous_url": page.before and url_for(here, before=page.before),
        "next_url": page.after and url_for(here, after=page.after),
        # Where others removed rows meanwhile, a later page may be empty, not the list.
        "first_url": url_for(here) if any(_cursors().values()) else None,
    }
    return {"rows": page.rows, "pages": pages}


@room.get("/customers/new", access=EDIT_CUSTOMERS)
def new_customer() -> Answer:
    """Show the empty form."""
    return _form(CustomerForm())


@room.post("/customers/new", access=EDIT_CUSTOMERS, keyed=True)
def add_customer() -> Answer:
    """Add the customer and lead to the profile."""
    form = CustomerForm()
    with shown_in(form, lambda: _form(form)):
        customer = service.add_customer(form.value(), actor=actor())
    return answers.created(
        _profile_url(customer.id),
        row_id=customer.id,
        toast=_("%(name)s was added.", name=customer.name or customer.code),
    )


@room.get("/customers/<id:customer_id>/edit", access=EDIT_CUSTOMERS)
def edit_customer(customer_id: int) -> Answer:
    """Show the form with what is kept."""
    customer, ids = queries.customer_to_edit(customer_id)
    form = EditCustomerForm(customer, external_ids=ids)
    return _form(form, queries.head_of(customer))


@room.post("/customers/<id:customer_id>/edit", access=EDIT_CUSTOMERS)
def save_customer(customer_id: int) -> Answer:
    """Save what changed and lead back to the profile."""
    customer, ids = queries.customer_to_edit(customer_id)
    head = queries.head_of(customer)
    form = EditCustomerForm(customer, external_ids=ids)
    clashes: list[dict[str, Any]] = []
    with shown_in(form, lambda: _form(form, head, clashes)):
        values = form.value()
        version = values.profile_version
        try:
            service.edit_customer(
                customer_id, values=values, version=version, actor=actor()
            )
        except service.EditedMeanwhile as meanwhile:
            form.take_over(meanwhile)
            clashes.extend(map(_shown, meanwhile.clashes))
            raise
    return answers.seen_other(_profile_url(customer_id), toast=_("Saved."))


def _shown(clash: service.Clash) -> dict[str, str]:
    return {
        "label": str(wording.LABELS[clash.field]),
        "yours": clash.yours,
        "theirs": clash.theirs,
        "by": clash.by,
    }


def _form(
    form: CustomerForm,
    customer: queries.Head | None = None,
    clashes: Sequence[dict[str, Any]] = (),
) -> Answer:
    return answers.part(
        "directory/_form.html",
        page="directory/form.html",
        form=form,
        customer=customer,
        action=request.path,
        conflicts=clashes,
    )


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
        _profile_url(customer_id),
        toast=_("%(name)s is back.", name=customer.name or customer.code),
    )


def _profile_url(customer_id: int) -> str:
    return url_for("desk.show_customer", customer_id=customer_id)
