"""Labels and widgets of staff, invitations and one-time links."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, SelectField, StringField

from customers.accounts.passwords import HINT
from customers.accounts.permissions import ADMIN, OWNER, STAFF, VIEWER
from customers.accounts.schemas.people import (
    NewLogin,
    NewPassword,
    StaffInvitation,
    WantedRole,
)
from customers.ground.forms import SchemaForm

ROLE_LABELS: dict[str, Any] = {
    OWNER: _l("Owner"),
    ADMIN: _l("Admin"),
    STAFF: _l("Staff"),
    VIEWER: _l("Viewer"),
}


def role_choices() -> list[tuple[str, str]]:
    """(role, its name), the one that may most first."""
    return [(role, str(label)) for role, label in ROLE_LABELS.items()]


class InvitationForm(SchemaForm):
    """Whom to invite, and as what."""

    schema = StaffInvitation
    email = StringField(_l("Email"))
    role = SelectField(
        _l("Role"),
        choices=role_choices,
        default=STAFF,
        description=_l(
            "Viewers see; staff also add and edit; admins also delete, import and "
            "change settings; owners also manage staff."
        ),
    )


class RoleForm(SchemaForm):
    """The role wanted."""

    schema = WantedRole
    role = SelectField(_l("Role"), choices=role_choices)


class NewLoginForm(SchemaForm):
    """The name and password of somebody who joins."""

    schema = NewLogin
    name = StringField(_l("Your name"))
    password = PasswordField(_l("Password"), description=HINT)


class NewPasswordForm(SchemaForm):
    """A new password."""

    schema = NewPassword
    password = PasswordField(_l("New password"), description=HINT)
