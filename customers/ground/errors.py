"""Refusals: the one family of exceptions that people and programs get to see.

A verb raises the narrowest `Refused`, in words for the person at the counter that
name the remedy. `answers.py` turns each into a page, a part or JSON; nothing else in
the code chooses an error's status.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, ClassVar


class Refused(Exception):
    """The request cannot be done, for a reason the person can be told.

    `message` is one or two sentences; `details` maps a field's name to the sentence
    shown beside it; `answer`, when a door sets it, draws the form again.
    """

    status: ClassVar[int] = 400
    code: ClassVar[str] = "bad_request"

    def __init__(
        self, message: str, *, details: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(message)
        self.message = message
        self.details: dict[str, str] = dict(details or {})
        self.answer: Callable[[], Any] | None = None


class SignInNeeded(Refused):
    """Nobody is signed in: HTML doors lead to the sign-in page."""

    status = 401
    code = "sign_in_needed"


class Forbidden(Refused):
    """The person is known, and may not do this."""

    status = 403
    code = "forbidden"


class NotFound(Refused):
    """There is no such thing in this business; another business's thing is no other."""

    status = 404
    code = "not_found"


class Conflict(Refused):
    """What is asked contradicts what is kept: taken, changed since, or sent before."""

    status = 409
    code = "conflict"


class TooLarge(Refused):
    """More was sent than the door takes."""

    status = 413
    code = "too_large"


class Invalid(Refused):
    """What was sent breaks a rule of its fields."""

    status = 422
    code = "invalid"


class TooMany(Refused):
    """Asked too often; `retry_after` is the number of seconds to wait."""

    status = 429
    code = "too_many"

    def __init__(self, message: str, *, retry_after: int) -> None:
        super().__init__(message)
        self.retry_after = max(1, retry_after)


class Unavailable(Refused):
    """The database does not answer or cannot write; trying again later may help."""

    status = 503
    code = "unavailable"
