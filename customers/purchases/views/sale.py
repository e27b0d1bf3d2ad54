"""One sale: seen, given back, undone, given its customer."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import RECORD_PURCHASES, SEE_CUSTOMERS
from customers.directory import queries as directory
from customers.ground import answers, rates
from customers.ground.answers import Answer, Undo
from customers.ground.columns import MAX_ID
from customers.ground.doors import actor
from customers.ground.errors import Conflict, Forbidden, Invalid
from customers.ground.forms import shown_in
from customers.purchases import service
from customers.purchases.forms import RefundForm
from customers.purchases.queries.of_customer import purchases_url
from customers.purchases.queries.sale import purchase, shown_sale
from customers.purchases.queries.sale_customers import offered_customers
from customers.purchases.views.room import room

SALE = "/sales/<id:purchase_id>"
PART, PAGE = "purchases/_sale.html", "purchases/sale.html"
MAX_SEARCH = 100
# What an Undo sends that is to lead back to the customer's purchases.
BACK_TO_CUSTOMER = "customer"


@room.get(SALE, access=SEE_CUSTOMERS)
def show_sale(purchase_id: int) -> Answer:
    """Show one purchase or refund; with `q` also who could be its customer."""
    q = request.args.get("q", "").strip()[:MAX_SEARCH]
    if q:
        rates.count_search(actor().business_id, actor().user_id)
    return answers.part(PART, page=PAGE, **_shown(purchase_id, q=q))


@room.post(f"{SALE}/refund", access=RECORD_PURCHASES, keyed=True)
def refund_sale(purchase_id: int) -> Answer:
    """Give money back: the rest, an amount or lines."""
    purchase(purchase_id)
    form = RefundForm(actor=actor())
    with shown_in(form, lambda: _again(purchase_id, form)):
        refund_id = service.refund(purchase_id, values=form.value(), actor=actor())
    back = url_for("purchases.void_sale", purchase_id=refund_id)
    undo = Undo(back, _("Undo"), {"seen": str(purchase_id)}, refreshes="sale")
    return answers.changed(
        PART,
        location=_url(purchase_id),
        toast=_("The refund was recorded."),
        undo=undo,
        row_id=refund_id,
        is_changed=True,
        **_shown(purchase_id),
    )


def _again(purchase_id: int, form: RefundForm) -> Answer:
    return answers.part(PART, page=PAGE, **_shown(purchase_id, form=form))


@room.get(f"{SALE}/void", access=RECORD_PURCHASES)
def confirm_void(purchase_id: int) -> Answer:
    """Ask whether to undo the purchase or refund."""
    sale = shown_sale(purchase_id, actor=actor())
    if not sale.may_undo and not sale.is_void:
        raise Forbidden(_("Somebody else recorded this. Ask an owner or admin."))
    return answers.part("purchases/_void.html", page="purchases/void.html", sale=sale)


@room.post(f"{SALE}/void", access=RECORD_PURCHASES)
def void_sale(purchase_id: int) -> Answer:
    """Undo the purchase or refund; `seen` is the sale whose page stays, and `back`
    says to lead to its customer's purchases, whence it was recorded.
    """
    service.void(purchase_id, actor=actor())
    seen = _id(request.form.get("seen", "")) or purchase_id
    toast = _("Undone: it counts no more.")
    # A confirm dialog leads to the page; a toast refreshes the part on it.
    if "seen" not in request.form:
        return answers.seen_other(_after_void(purchase_id), toast=toast)
    shown = _shown(seen) | {"is_changed": True}
    return answers.changed(PART, location=_url(seen), toast=toast, **shown)


@room.post(f"{SALE}/customer", access=RECORD_PURCHASES)
def attach_sale(purchase_id: int) -> Answer:
    """Give the sale a customer (`customer_id`), or (empty) take off the one who was
    seen (`seen_id`).
    """
    sent = request.form.get("customer_id", "").strip()
    before = purchase(purchase_id).customer_id
    if sent:
        wanted = _customer_id(sent)
        service.attach(purchase_id, customer_id=wanted, actor=actor())
        head = directory.head(wanted)
        toast = _("The sale is %(name)s's now.", name=head.name or head.code)
        is_new, undone = before != wanted, {"customer_id": "", "seen_id": str(wanted)}
    else:
        seen_id = _customer_id(request.form.get("seen_id", ""))
        _take_off(purchase_id, seen_id)
        toast = _("The sale is nobody's now.")
        is_new, undone = before is not None, {"customer_id": str(seen_id)}
    back = url_for("purchases.attach_sale", purchase_id=purchase_id)
    undo = Undo(back, _("Undo"), undone, refreshes="sale") if is_new else None
    return answers.changed(
        PART,
        location=_url(purchase_id),
        toast=toast,
        undo=undo,
        is_changed=True,
        **_shown(purchase_id),
    )


def _take_off(purchase_id: int, seen_id: int) -> None:
    """Take the customer off; where it is another's by now, show whose, and say so."""
    try:
        service.take_off(purchase_id, customer_id=seen_id, actor=actor())
    except Conflict as refused:
        message = refused.message
        refused.answer = lambda: answers.part(
            PART, page=PAGE, refusal=message, is_changed=True, **_shown(purchase_id)
        )
        raise


def _customer_id(text: str) -> int:
    found = _id(text.strip())
    if found is None:
        raise Invalid(_("There is no such customer here."))
    return found


def _after_void(purchase_id: int) -> str:
    """Where an undone sale leads: to the customer's purchases if it came from there."""
    customer_id = purchase(purchase_id).customer_id
    is_from_customer = request.form.get("back") == BACK_TO_CUSTOMER
    if is_from_customer and customer_id is not None:
        return purchases_url(customer_id)
    return _url(purchase_id)


def _shown(
    purchase_id: int, *, q: str = "", form: RefundForm | None = None
) -> dict[str, Any]:
    """What the page of a sale needs."""
    sale = shown_sale(purchase_id, actor=actor())
    is_nobodys = sale.may_attach and sale.customer is None
    return {
        "sale": sale,
        "q": q,
        "offered": offered_customers(q, actor=actor()) if is_nobodys else [],
        "refund_form": form or RefundForm(actor=actor(), formdata=None),
    }


def _url(purchase_id: int) -> str:
    return url_for("purchases.show_sale", purchase_id=purchase_id)


def _id(text: str) -> int | None:
    known = text.isascii() and text.isdigit() and len(text) < 20
    return int(text) if known and int(text) <= MAX_ID else None
