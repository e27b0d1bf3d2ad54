"""The list of sales: filters and pages."""

from __future__ import annotations

from functools import partial

from flask import request
from flask_babel import gettext as _

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid
from customers.purchases.queries import sales_page
from customers.purchases.queries.asked import SALES, asked_sales
from customers.purchases.queries.sales_filters import sales_filters
from customers.purchases.views.room import room


@room.get("/sales", access=SEE_CUSTOMERS)
def list_sales() -> Answer:
    """Show the page of sales that the address asks for."""
    try:
        wanted = asked_sales(request.args)
        shown = sales_page.sales_page(wanted, actor=actor())
    except Invalid as refused:
        if not answers.wants_part():
            refused.answer = partial(_not_understood, refused)
        raise
    # The part leaves out what stays as it is.
    if not answers.wants_part():
        shown |= {"form": wanted.form, "filters": sales_filters(wanted)}
    return answers.part("purchases/_sales.html", page="purchases/sales.html", **shown)


def _not_understood(refused: Invalid) -> Answer:
    return answers.page(
        "list_refused.html",
        room="sales",
        message=refused.message,
        wrong=sales_page.faults(refused),
        plain_url=SALES,
        all_text=_("Show all sales"),
    )
