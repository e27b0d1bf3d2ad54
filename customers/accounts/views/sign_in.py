"""Signing in and out."""

from __future__ import annotations

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts import service
from customers.accounts.forms.sign_in import SignInForm
from customers.accounts.service.sign_in import Proof
from customers.accounts.setup import any_business
from customers.accounts.views import cookies, room
from customers.ground import answers, doors
from customers.ground.answers import Answer
from customers.ground.doors import PUBLIC, SIGNED_IN
from customers.ground.errors import Invalid, TooMany
from customers.ground.forms import shown_in


@room.get("/login", access=PUBLIC)
def login() -> Answer:
    """The sign-in page; whoever is signed in goes on, an empty start to the setup."""
    wanted = request.args.get("next")
    if doors.person() is not None:
        return answers.seen_other(cookies.page_after_sign_in(wanted))
    if not any_business():
        return answers.seen_other(url_for("accounts.setup"))
    form = SignInForm()
    form.next.data = wanted
    return _page(form)


def _proved() -> Proof:
    form = SignInForm()
    with shown_in(form, lambda: _page(form), refusals=(Invalid, TooMany)):
        values = form.value()
        return service.prove(
            values.email, password=values.password, address=cookies.address()
        )


@room.post("/login", access=PUBLIC, endpoint="sign_in", prepare=_proved)
def sign_in(prepared: Proof) -> Answer:
    """Begin a session with a new cookie."""
    token = service.sign_in(
        prepared,
        address=cookies.address(),
        browser=request.user_agent.string,
        business_id=cookies.worked_in(),
        replaces=cookies.token(),
    )
    cookies.begin(token)
    return answers.seen_other(cookies.page_after_sign_in(request.form.get("next")))


@room.post("/logout", access=SIGNED_IN)
def logout() -> Answer:
    """End this session."""
    person = doors.person()
    service.sign_out(person=person)
    cookies.end(worked_in=doors.actor() and doors.actor().business_id)
    return answers.seen_other(url_for("accounts.login"), toast=_("You are signed out."))


def _page(form: SignInForm) -> Answer:
    return answers.page("accounts/sign_in.html", form=form)
