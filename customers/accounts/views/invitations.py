"""The page behind a one-time link to join a business."""

from __future__ import annotations

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts import attempts, passwords, service
from customers.accounts.forms.staff import ROLE_LABELS, NewLoginForm
from customers.accounts.service.links import PURPOSE, Link
from customers.accounts.views import cookies, room
from customers.ground import answers, doors, work
from customers.ground.answers import Answer
from customers.ground.doors import PUBLIC
from customers.ground.errors import Conflict, NotFound
from customers.ground.forms import shown_in


@dataclass(frozen=True)
class _NewLogin:
    """What somebody new typed, their password hashed; outside the unit of work."""

    name: str
    password_hash: str


@room.get("/invitation/<token>", access=PUBLIC)
def invitation(token: str) -> Answer:
    """Ask for name and password, for a sign-in, or only whether to join."""
    try:
        link = service.find_invitation(token)
    except NotFound:
        attempts.reserve(PURPOSE, address=cookies.address())
        raise
    return _page(token, link, NewLoginForm())


def _prepared(token: str) -> _NewLogin | None:
    """Count the try; hash the password where one is to be set."""
    attempts.reserve(PURPOSE, address=cookies.address())
    link = service.find_invitation(token)
    has_login = service.has_login(link.email)
    work.end_read()
    form = NewLoginForm()
    person = doors.person()
    with shown_in(form, lambda: _page(token, link, form)):
        if person is not None and person.email != link.email:
            raise Conflict(_("Somebody else is signed in here. Nothing was changed."))
        if person is None and has_login:
            raise Conflict(_("This address has a login. Sign in with it, then join."))
        return None if has_login else _hashed(form, link)


def _hashed(form: NewLoginForm, link: Link) -> _NewLogin:
    values = form.value()
    passwords.check_password(values.password, link.email, name=values.name)
    return _NewLogin(values.name, passwords.hash_password(values.password))


@room.post("/invitation/<token>", access=PUBLIC, endpoint="accept", prepare=_prepared)
def accept(token: str, prepared: _NewLogin | None) -> Answer:
    """Join: with the login one has, or with the new one, signed in at once."""
    if prepared is None:
        link = service.join(token, person=doors.person())
    else:
        link = _join_as_new(token, prepared)
    attempts.succeeded(PURPOSE, address=cookies.address())
    toast = _("Welcome to %(business)s.", business=link.business_name)
    return answers.seen_other("/", toast=toast)


def _join_as_new(token: str, login: _NewLogin) -> Link:
    link, proof = service.join_as_new(
        token, name=login.name, password_hash=login.password_hash
    )
    new_token = service.sign_in(
        proof,
        address=cookies.address(),
        browser=request.user_agent.string,
        business_id=link.business_id,
        replaces=cookies.token(),
    )
    cookies.begin(new_token)
    return link


def _page(token: str, link: Link, form: NewLoginForm) -> Answer:
    person = doors.person()
    here = url_for("accounts.invitation", token=token)
    return answers.page(
        "accounts/invitation.html",
        form=form,
        business_name=link.business_name,
        role_label=ROLE_LABELS[link.role or ""],
        email=link.email,
        step=_step(person.email if person else None, link),
        signed_in_as=person.email if person else "",
        action=here,
        login_url=url_for("accounts.login", next=here),
    )


def _step(own_email: str | None, link: Link) -> str:
    """Who stands before the door: "join", "other", "sign_in" or "new"."""
    if own_email is not None:
        return "join" if own_email == link.email else "other"
    return "sign_in" if service.has_login(link.email) else "new"
