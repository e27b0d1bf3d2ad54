"""The own account: password, and where one is signed in."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import request, url_for
from flask_babel import format_date, format_timedelta, ngettext
from flask_babel import gettext as _

from customers.accounts import service, sessions
from customers.accounts.forms.sign_in import PasswordForm
from customers.accounts.service.password import NewPassword, prove_old_password
from customers.accounts.views import cookies, room
from customers.ground import answers, clock, doors
from customers.ground.answers import Answer
from customers.ground.doors import SIGNED_IN
from customers.ground.forms import shown_in


@room.get("/account", access=SIGNED_IN)
def account() -> Answer:
    """The own password and sign-ins."""
    return answers.page("accounts/account.html", **_shown(PasswordForm()))


def _proved() -> NewPassword:
    form = PasswordForm()
    with shown_in(form, lambda: _part(form)):
        values = form.value()
        return prove_old_password(
            old=values.current_password,
            new=values.new_password,
            person=doors.person(),
            address=cookies.address(),
        )


@room.post("/account/password", access=SIGNED_IN, prepare=_proved)
def change_password(prepared: NewPassword) -> Answer:
    """Change the own password and end all other sign-ins."""
    form = PasswordForm()
    with shown_in(form, lambda: _part(form)):
        token = service.change_password(
            prepared, person=doors.person(), address=cookies.address()
        )
    cookies.renew(token)
    return answers.seen_other(
        url_for("accounts.account"),
        toast=_("Your password is changed. Every other device is signed out."),
    )


@room.post("/account/sessions/<id:session_id>/end", access=SIGNED_IN)
def end_session(session_id: int) -> Answer:
    """End one of the own sign-ins."""
    person = doors.person()
    if session_id == person.session_id:
        service.sign_out(person=person)
        return _signed_out()
    service.end_session(session_id, person=person)
    return answers.seen_other(
        url_for("accounts.account"), toast=_("That device is signed out.")
    )


@room.post("/account/sessions/end", access=SIGNED_IN)
def end_sessions() -> Answer:
    """End all own sign-ins, or with `which=others` all but this one."""
    also_here = request.form.get("which") != "others"
    count = service.sign_out_everywhere(person=doors.person(), also_here=also_here)
    if also_here:
        return _signed_out()
    toast = ngettext(
        "%(num)s other device is signed out.",
        "%(num)s other devices are signed out.",
        count,
    )
    return answers.seen_other(url_for("accounts.account"), toast=toast)


def _signed_out() -> Answer:
    cookies.end(worked_in=doors.actor() and doors.actor().business_id)
    return answers.seen_other(url_for("accounts.login"), toast=_("You are signed out."))


def _part(form: PasswordForm) -> Answer:
    return answers.part(
        "accounts/_password.html", page="accounts/account.html", **_shown(form)
    )


def _shown(form: PasswordForm) -> dict[str, Any]:
    person = doors.person()
    own = sessions.sign_ins_of(person.user_id, this_one=person.session_id)
    rows = [
        {
            "id": one.id,
            "device": one.device or _("Unknown device"),
            "address": one.address,
            "seen": _seen(one.last_used_at),
            "since": format_date(one.created_at, "medium"),
            "is_this": one.is_this,
            "is_phone": one.is_phone,
        }
        for one in own
    ]
    return {"form": form, "sessions": rows}


def _seen(moment: datetime) -> str:
    ago = clock.now() - moment
    if ago.total_seconds() < 120:
        return _("Active now")
    words = format_timedelta(ago)
    return _("Last used %(span)s ago", span=words)
