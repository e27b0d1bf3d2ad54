"""Settings of membership: who is about to join, and who may switch it by hand."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from customers.accounts import queries, service
from customers.accounts.forms.membership import MembershipForm
from customers.accounts.permissions import CHANGE_SETTINGS
from customers.accounts.service import ChangedMeanwhile
from customers.accounts.views import room
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.forms import shown_in


@room.get("/settings/membership", access=CHANGE_SETTINGS)
def membership_settings() -> Answer:
    """How near the threshold one is about to join, and who may switch by hand."""
    return _part(_form())


@room.post("/settings/membership", access=CHANGE_SETTINGS)
def change_membership() -> Answer:
    """Save the settings of membership."""
    form = _form()
    with shown_in(form, lambda: _part(form)):
        try:
            service.change_membership(form.value(), actor=actor())
        except ChangedMeanwhile as meanwhile:
            form.version.data = meanwhile.version
            raise
    return answers.seen_other(
        url_for("accounts.membership_settings"), toast=_("The settings are saved.")
    )


def _form() -> MembershipForm:
    business = queries.business_settings()
    version = service.membership_version_of(business)
    return MembershipForm.of(business, version=version)


def _part(form: MembershipForm) -> Answer:
    return answers.part(
        "accounts/_membership.html", page="accounts/settings_membership.html", form=form
    )
