"""What the pages of signing in, setting up and the own account take."""

from __future__ import annotations

from typing import Annotated, Any

from flask_babel import lazy_gettext as _l
from pydantic import BeforeValidator, Field

from customers.ground.fields import NeededLine, Schema, refusal

EMAIL_LENGTH = 254


def _something(value: Any) -> Any:
    if value is None:
        raise refusal("missing", _l("This is needed."))
    return value


# Exactly as typed: blanks at the ends may be part of a password. Whether it is a good
# one is judged by `passwords.check_password`, with the person's name at hand.
Secret = Annotated[str, Field(max_length=1000), BeforeValidator(_something)]


class SignInValues(Schema):
    """An email and a password; `next` is any text, judged when it is used."""

    email: Annotated[str, NeededLine(EMAIL_LENGTH)]
    password: Secret
    next: str | None = None


class PasswordValues(Schema):
    """The password there is and the one there shall be."""

    current_password: Secret
    new_password: Secret
