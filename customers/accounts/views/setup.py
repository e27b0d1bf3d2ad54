"""The first start: `/setup`, as long as there is no business at all."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts import service
from customers.accounts.forms.setup import SetupForm
from customers.accounts.schemas.setup import SetupValues
from customers.accounts.service.setup import prove_setup
from customers.accounts.setup import any_business
from customers.accounts.views import cookies, room
from customers.ground import answers, work
from customers.ground.answers import Answer
from customers.ground.doors import PUBLIC
from customers.ground.errors import Conflict, Invalid, TooMany
from customers.ground.forms import shown_in


@dataclass(frozen=True)
class _Prepared:
    values: SetupValues
    password_hash: str


@room.get("/setup", access=PUBLIC, endpoint="setup")
def setup() -> Answer:
    """The form of the first start; afterwards the sign-in page."""
    if any_business():
        return answers.seen_other(url_for("accounts.login"))
    return _page(SetupForm())


def _proved() -> _Prepared:
    if any_business():
        raise Conflict(_("There is a business here already. Sign in instead."))
    work.end_read()
    form = SetupForm()
    with shown_in(form, lambda: _page(form), refusals=(Invalid, TooMany)):
        values = form.value()
        return _Prepared(values, prove_setup(values, address=cookies.address()))


@room.post("/setup", access=PUBLIC, endpoint="set_up", prepare=_proved)
def set_up(prepared: _Prepared) -> Answer:
    """Make the business and its owner, and sign the owner in."""
    proof = service.set_up(prepared.values, password_hash=prepared.password_hash)
    token = service.sign_in(
        proof,
        address=cookies.address(),
        browser=request.user_agent.string,
        replaces=cookies.token(),
    )
    cookies.begin(token)
    return answers.seen_other(
        cookies.page_after_sign_in(None), toast=_("Your business is ready.")
    )


def _page(form: SetupForm) -> Answer:
    return answers.page("accounts/setup.html", form=form)
