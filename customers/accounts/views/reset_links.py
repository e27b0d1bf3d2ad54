"""The page behind a one-time link to a new password."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from customers.accounts import attempts, passwords, service
from customers.accounts.forms.staff import NewPasswordForm
from customers.accounts.service.links import PURPOSE
from customers.accounts.views import cookies, room
from customers.ground import answers, work
from customers.ground.answers import Answer
from customers.ground.doors import PUBLIC
from customers.ground.errors import NotFound
from customers.ground.forms import shown_in


@room.get("/reset/<token>", access=PUBLIC)
def reset(token: str) -> Answer:
    """Ask for the new password."""
    try:
        _link, user = service.find_reset_link(token)
    except NotFound:
        attempts.reserve(PURPOSE, address=cookies.address())
        raise
    return _page(token, NewPasswordForm(), name=user.name, email=user.email)


def _prepared(token: str) -> str:
    """Count the try, and hash the new password outside the unit of work."""
    attempts.reserve(PURPOSE, address=cookies.address())
    _link, user = service.find_reset_link(token)
    name, email = user.name, user.email
    work.end_read()
    form = NewPasswordForm()
    with shown_in(form, lambda: _page(token, form, name=name, email=email)):
        values = form.value()
        passwords.check_password(values.password, email, name=name)
    return passwords.hash_password(values.password)


@room.post(
    "/reset/<token>", access=PUBLIC, endpoint="set_new_password", prepare=_prepared
)
def set_new_password(token: str, prepared: str) -> Answer:
    """Set the new password; every sign-in of the person ends."""
    service.reset_password(token, password_hash=prepared)
    attempts.succeeded(PURPOSE, address=cookies.address())
    cookies.end(worked_in=None)
    return answers.seen_other(
        url_for("accounts.login"),
        toast=_("Your password is set. Sign in with the new one."),
    )


def _page(token: str, form: NewPasswordForm, *, name: str, email: str) -> Answer:
    return answers.page(
        "accounts/reset.html",
        form=form,
        name=name,
        email=email,
        action=url_for("accounts.reset", token=token),
    )
