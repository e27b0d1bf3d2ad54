"""Settings of sales: the bounds of frequencies, and the payment methods."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from customers.accounts import queries, service
from customers.accounts.forms.sales import SalesForm
from customers.accounts.permissions import CHANGE_SETTINGS
from customers.accounts.service import ChangedMeanwhile
from customers.accounts.views import room
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.forms import shown_in


@room.get("/settings/sales", access=CHANGE_SETTINGS)
def sales_settings() -> Answer:
    """From which visit on a customer is of a frequency, and the payment methods."""
    return _part(_form())


@room.post("/settings/sales", access=CHANGE_SETTINGS)
def change_sales() -> Answer:
    """Save the settings of sales."""
    form = _form()
    with shown_in(form, lambda: _part(form)):
        try:
            service.change_sales(form.value(), actor=actor())
        except ChangedMeanwhile as meanwhile:
            form.version.data = meanwhile.version
            raise
    return answers.seen_other(
        url_for("accounts.sales_settings"), toast=_("The settings are saved.")
    )


def _form() -> SalesForm:
    business = queries.business_settings()
    return SalesForm.of(business, version=service.sales_version_of(business))


def _part(form: SalesForm) -> Answer:
    return answers.part(
        "accounts/_sales.html", page="accounts/settings_sales.html", form=form
    )
