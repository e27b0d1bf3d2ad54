"""Labels and widgets of signing in and of the own password."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, PasswordField, StringField

from customers.accounts.passwords import HINT
from customers.accounts.schemas.sign_in import PasswordValues, SignInValues
from customers.ground.forms import SchemaForm


class SignInForm(SchemaForm):
    """E-mail and password; `next` is the page that asked for the sign-in."""

    schema = SignInValues
    email = StringField(_l("Email"))
    password = PasswordField(_l("Password"))
    next = HiddenField()


class PasswordForm(SchemaForm):
    """The old password and the new one."""

    schema = PasswordValues
    current_password = PasswordField(_l("Current password"))
    new_password = PasswordField(_l("New password"), description=HINT)
