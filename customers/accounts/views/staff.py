"""Settings: staff, their roles, and the links by which they come in."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import flash, get_flashed_messages, url_for
from flask_babel import format_date
from flask_babel import gettext as _

from customers.accounts import queries, service
from customers.accounts.forms.staff import (
    ROLE_LABELS,
    InvitationForm,
    RoleForm,
    role_choices,
)
from customers.accounts.permissions import MANAGE_STAFF, OWNER
from customers.accounts.queries import InvitationRow, StaffRow
from customers.accounts.views import cookies, room
from customers.ground import answers, doors
from customers.ground.answers import Answer, Undo
from customers.ground.errors import NotFound
from customers.ground.forms import shown_in
from customers.ground.initials import initials_of

# Kept for the next page in the signed cookie of whoever made it, like a toast.
_LINK = "one_time_link"


@room.get("/settings/staff", access=MANAGE_STAFF)
def staff() -> Answer:
    """Who works here, who is invited, and a link that was just made."""
    return _staff_part(InvitationForm())


@room.post("/settings/staff/invitations", access=MANAGE_STAFF, keyed=True)
def invite() -> Answer:
    """Make a link for somebody to join."""
    form = InvitationForm()
    with shown_in(form, lambda: _staff_part(form)):
        values = form.value()
        token = service.invite(values, actor=doors.actor())
    _show_once(
        url_for("accounts.invitation", token=token),
        _("%(email)s can join within 7 days by this link.", email=values.email),
    )
    return answers.seen_other(
        url_for("accounts.staff"),
        toast=_("The invitation of %(email)s is made.", email=values.email),
    )


@room.post(
    "/settings/staff/invitations/<id:invitation_id>/withdraw", access=MANAGE_STAFF
)
def withdraw_invitation(invitation_id: int) -> Answer:
    """End a link to join before its use."""
    email = service.withdraw(invitation_id, actor=doors.actor())
    return answers.seen_other(
        url_for("accounts.staff"),
        toast=_("The invitation of %(email)s is withdrawn.", email=email),
    )


@room.post("/settings/staff/<id:staff_member_id>/role", access=MANAGE_STAFF)
def change_role(staff_member_id: int) -> Answer:
    """Give a staff member another role; Undo gives the one before."""
    actor = doors.actor()
    member = _member(staff_member_id)
    values = RoleForm().value()
    before = service.change_role(staff_member_id, values=values, actor=actor)
    if member.id == actor.staff_member_id and values.role != OWNER:
        # They may no longer see this page, nor take the step back.
        return answers.seen_other("/", toast=_("Your role is changed."))
    url = url_for("accounts.change_role", staff_member_id=staff_member_id)
    undo = Undo(url, _("Undo"), {"role": before}) if before != values.role else None
    toast = _(
        "%(name)s is now: %(role)s.", name=member.name, role=ROLE_LABELS[values.role]
    )
    return answers.seen_other(url_for("accounts.staff"), toast=toast, undo=undo)


@room.post("/settings/staff/<id:staff_member_id>/reset", access=MANAGE_STAFF)
def make_reset_link(staff_member_id: int) -> Answer:
    """Make a link for a staff member to set a new password."""
    member = _member(staff_member_id)
    token = service.make_reset_link(staff_member_id, actor=doors.actor())
    _show_once(
        url_for("accounts.reset", token=token),
        _("%(name)s can set a new password within 24 hours.", name=member.name),
    )
    return answers.seen_other(
        url_for("accounts.staff"),
        toast=_("The link for %(name)s is made.", name=member.name),
    )


@room.get("/settings/staff/<id:staff_member_id>/remove", access=MANAGE_STAFF)
def ask_before_removing(staff_member_id: int) -> Answer:
    """The question before a staff member is removed."""
    member = _member(staff_member_id)
    return answers.part(
        "accounts/_remove.html", page="accounts/remove.html", member=member
    )


@room.post("/settings/staff/<id:staff_member_id>/remove", access=MANAGE_STAFF)
def remove_staff_member(staff_member_id: int) -> Answer:
    """Let a staff member work here no more."""
    actor = doors.actor()
    service.remove_staff_member(staff_member_id, actor=actor)
    if staff_member_id == actor.staff_member_id:
        cookies.end(worked_in=None)
        return answers.seen_other(
            url_for("accounts.login"), toast=_("You work there no more.")
        )
    return answers.seen_other(
        url_for("accounts.staff"), toast=_("They are removed and signed out.")
    )


def _show_once(path: str, text: str) -> None:
    link: Any = {"path": path, "text": text}
    flash(link, _LINK)


def _member(staff_member_id: int) -> StaffRow:
    row = queries.staff_row(staff_member_id)
    if row is None:
        raise NotFound(_("There is no such staff member."))
    return row


def _staff_part(form: InvitationForm) -> Answer:
    links = get_flashed_messages(category_filter=[_LINK])
    return answers.part(
        "accounts/_invite.html",
        page="accounts/settings_staff.html",
        form=form,
        staff=[_shown_member(row) for row in queries.staff_of_business()],
        invitations=[_shown_invitation(row) for row in queries.open_invitations()],
        roles=role_choices(),
        link=links[-1] if links else None,
    )


def _shown_member(row: StaffRow) -> dict[str, Any]:
    is_self = row.id == doors.actor().staff_member_id
    return {
        **row._asdict(),
        "initials": initials_of(row.name),
        "is_self": is_self,
        "may_reset": row.role != OWNER and not row.works_elsewhere,
    }


def _shown_invitation(row: InvitationRow) -> dict[str, Any]:
    until: datetime = row.expires_at.astimezone(ZoneInfo(doors.actor().timezone))
    return {
        "id": row.id,
        "email": row.email,
        "role_label": ROLE_LABELS[row.role],
        "until": format_date(until.date()),
    }
