"""The form of a customer: adding one, editing one, and what others did meanwhile."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import (
    DELETE_CUSTOMERS,
    EDIT_CUSTOMERS,
    SWITCH_MEMBERSHIP,
)
from customers.directory import queries, service, wording
from customers.directory.errors import NoSuchCustomer
from customers.directory.forms import CustomerForm, EditCustomerForm
from customers.directory.views.duplicates import LOOKED_AT, alike, within_bounds
from customers.directory.views.room import room
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Conflict
from customers.ground.forms import shown_in

PREFILLED = ("name", "phone", "email")


@room.get("/customers/new", access=EDIT_CUSTOMERS)
def new_customer() -> Answer:
    """Show the form, empty or with the name, phone and email of the address."""
    return _form(_new_form(**within_bounds(request.args, PREFILLED)))


@room.post("/customers/new", access=EDIT_CUSTOMERS, keyed=True)
def add_customer() -> Answer:
    """Add the customer and lead to the profile."""
    form = _new_form()
    with shown_in(form, lambda: _form(form)):
        values = form.judged(actor=actor())
        customer = service.add_customer(values, actor=actor())
    return answers.created(
        _profile_url(customer.id),
        row_id=customer.id,
        toast=_("%(name)s was added.", name=customer.name or customer.code),
    )


def _new_form(**filled: Any) -> CustomerForm:
    return CustomerForm(may_switch=actor().may(SWITCH_MEMBERSHIP), **filled)


@room.get("/customers/<id:customer_id>/edit", access=EDIT_CUSTOMERS)
def edit_customer(customer_id: int) -> Answer:
    """Show the form with what is kept."""
    customer, ids = queries.customer_to_edit(customer_id)
    form = EditCustomerForm(customer, external_ids=ids)
    return _form(form, queries.head_of(customer))


@room.post("/customers/<id:customer_id>/edit", access=EDIT_CUSTOMERS)
def save_customer(customer_id: int) -> Answer:
    """Save what changed and lead back to the profile."""
    try:
        _save(customer_id)
    except NoSuchCustomer as missing:
        deleted = _deleted_meanwhile(customer_id)
        if deleted is None:
            raise
        raise deleted from missing
    return answers.seen_other(_profile_url(customer_id), toast=_("Saved."))


def _save(customer_id: int) -> None:
    customer, ids = queries.customer_to_edit(customer_id)
    head = queries.head_of(customer)
    form = EditCustomerForm(customer, external_ids=ids)
    clashes: list[dict[str, str]] = []
    with shown_in(form, lambda: _form(form, head, clashes=clashes)):
        values = form.judged(actor=actor(), customer_id=customer_id)
        version = values.profile_version
        try:
            service.edit_customer(
                customer_id, values=values, version=version, actor=actor()
            )
        except service.EditedMeanwhile as meanwhile:
            form.take_over(meanwhile)
            clashes.extend(_shown(customer_id, meanwhile.clashes))
            raise


def _shown(customer_id: int, clashes: Sequence[service.Clash]) -> list[dict[str, str]]:
    """The clashes as texts, each with the moment of the change that was first."""
    edits = queries.edits(customer_id, actor=actor()).rows
    shown = []
    for clash in clashes:
        label = str(wording.LABELS[clash.field])
        times = [e.at for e in edits if label in (change[0] for change in e.changes)]
        shown.append(
            {
                "label": label,
                "yours": clash.yours,
                "theirs": clash.theirs,
                "by": clash.by,
                "at": times[0] if times else "",
            }
        )
    return shown


def _deleted_meanwhile(customer_id: int) -> Conflict | None:
    """The refusal that gives the form back, None for a customer there never was."""
    last = queries.edits(customer_id, size=1, actor=actor()).rows
    if not last or last[0].kind != "CustomerDeleted":
        return None
    sentence = _(
        "%(who)s deleted this customer on %(at)s, so nothing was saved.",
        who=last[0].by,
        at=last[0].at,
    )
    form = EditCustomerForm(None, external_ids=[])
    name, code = form.name.data or "", form.code.data or _("customer")
    head = queries.Head(customer_id, name, code)
    refused = Conflict(sentence)
    refused.answer = lambda: _form(form, head, deleted=sentence)
    return refused


def _form(
    form: CustomerForm,
    customer: queries.Head | None = None,
    *,
    clashes: Sequence[dict[str, str]] = (),
    deleted: str = "",
) -> Answer:
    """The form; what was typed already is compared with who is known."""
    is_typed = request.method == "POST" or customer is None
    typed = {name: form[name].data for name in LOOKED_AT} if is_typed else {}
    found = alike(typed, except_id=customer.id if customer else None)
    return answers.part(
        "directory/_form.html",
        page="directory/form.html",
        form=form,
        customer=customer,
        action=request.path,
        conflicts=clashes,
        deleted=deleted,
        may_restore=actor().may(DELETE_CUSTOMERS),
        **found._asdict(),
    )


def _profile_url(customer_id: int) -> str:
    return url_for("desk.show_customer", customer_id=customer_id)
