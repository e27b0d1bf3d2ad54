"""Recording a purchase of a customer by hand."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from customers.accounts.permissions import RECORD_PURCHASES
from customers.directory import queries as directory
from customers.ground import answers
from customers.ground.answers import Answer, Undo
from customers.ground.doors import actor
from customers.ground.forms import shown_in
from customers.purchases import service
from customers.purchases.hand_forms import PurchaseForm
from customers.purchases.products.queries import product_choices
from customers.purchases.queries.of_customer import purchases_url
from customers.purchases.views.room import room
from customers.purchases.views.sale import BACK_TO_CUSTOMER

PURCHASES = "/customers/<id:customer_id>/purchases"


@room.get(f"{PURCHASES}/new", access=RECORD_PURCHASES)
def new_purchase(customer_id: int) -> Answer:
    """Show the form, with the customer's shop and the time it is."""
    customer, form = _form(customer_id)
    return _drawn(customer, form)


@room.post(f"{PURCHASES}/lines", access=RECORD_PURCHASES)
def add_line(customer_id: int) -> Answer:
    """Show the form as it is typed with one more line; nothing is saved."""
    customer, form = _form(customer_id)
    form.add_line()
    return _drawn(customer, form, is_longer=True)


@room.post(f"{PURCHASES}/new", access=RECORD_PURCHASES, keyed=True)
def record_purchase(customer_id: int) -> Answer:
    """Record the purchase and lead to the customer's purchases."""
    customer, form = _form(customer_id)
    with shown_in(form, lambda: _drawn(customer, form)):
        recorded = service.record_by_hand(
            form.value(), customer_id=customer_id, actor=actor()
        )
    answer = answers.seen_other(purchases_url(customer_id), **_said(recorded))
    answer.row_id = recorded.purchase_id
    return answer


def _said(recorded: service.Recorded) -> dict[str, Any]:
    """The toast; what was there before is no work of this form, to be undone here."""
    if not recorded.is_new:
        return {"toast": _("This purchase was recorded before: nothing was added.")}
    back = url_for("purchases.void_sale", purchase_id=recorded.purchase_id)
    undo = Undo(back, _("Undo"), {"back": BACK_TO_CUSTOMER})
    return {"toast": _("The purchase was recorded."), "undo": undo}


def _form(customer_id: int) -> tuple[directory.Head, PurchaseForm]:
    """The customer, and the form as it was sent or begins. Raises: NotFound."""
    customer, _ids = directory.customer_to_edit(customer_id)
    form = PurchaseForm(actor=actor(), preferred_shop_id=customer.preferred_shop_id)
    return directory.head_of(customer), form


def _drawn(
    customer: directory.Head, form: PurchaseForm, *, is_longer: bool = False
) -> Answer:
    return answers.part(
        "purchases/_record.html",
        page="purchases/record.html",
        customer=customer,
        form=form,
        action=url_for("purchases.record_purchase", customer_id=customer.id),
        lines_url=url_for("purchases.add_line", customer_id=customer.id),
        is_longer=is_longer,
        # The part leaves out what stays as it is.
        products=[] if answers.wants_part() else product_choices(),
    )
