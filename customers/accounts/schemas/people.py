"""What may come in about people: addresses, names and roles."""

from __future__ import annotations

from typing import Annotated, Literal

from email_validator import EmailNotValidError, validate_email
from flask_babel import lazy_gettext as _l
from pydantic import AfterValidator

from customers.accounts import emails
from customers.accounts.schemas.sign_in import Secret
from customers.ground.fields import NeededLine, Schema, refusal

Role = Literal["owner", "admin", "staff", "viewer"]


def _email(value: str) -> str:
    try:
        found = validate_email(value, check_deliverability=False, test_environment=True)
    except EmailNotValidError as error:
        sentence = _l("Write an email address, such as ann@example.com.")
        raise refusal("email", sentence) from error
    return emails.fold(found.normalized)


# Kept folded; whether mail arrives there is nobody's question here.
Email = Annotated[str, NeededLine(254), AfterValidator(_email)]


class StaffInvitation(Schema):
    """Whom an owner asks to work here, and as what."""

    email: Email
    role: Role


class WantedRole(Schema):
    """The role that a staff member shall have."""

    role: Role


class NewLogin(Schema):
    """A person's own name and password."""

    name: Annotated[str, NeededLine(200)]
    password: Secret


class NewPassword(Schema):
    """A password alone."""

    password: Secret
