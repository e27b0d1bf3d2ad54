"""One handler for all doors: every refusal, and whatever went wrong, in words."""

from __future__ import annotations

import logging

from flask import Flask, Response
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException

from customers.ground import answers, errors, work

log = logging.getLogger(__name__)


class _Spoken(errors.Refused):
    """An error of the web framework, in our words and with its own status."""

    def __init__(self, message: str, *, status: int, code: str) -> None:
        super().__init__(message)
        self.status = status  # type: ignore[misc]
        self.code = code  # type: ignore[misc]


def init_app(app: Flask) -> None:
    """Let the app answer every error through `answers.refused`."""
    app.register_error_handler(errors.Refused, _refused)
    app.register_error_handler(HTTPException, _framework)
    for fault in (OperationalError, InterfaceError, PoolTimeout):
        app.register_error_handler(fault, _database)
    app.register_error_handler(Exception, _unexpected)


def _refused(error: errors.Refused) -> Response:
    return answers.refused(error).respond()


def _framework(error: HTTPException) -> Response:
    status = error.code or 500
    if status < 400:
        return error.get_response()  # type: ignore[return-value]
    response = _refused(_in_words(error, status))
    if status == 405 and error.get_headers():
        response.headers["Allow"] = dict(error.get_headers()).get("Allow", "")
    return response


def _in_words(error: HTTPException, status: int) -> errors.Refused:
    if status == errors.TooLarge.status:
        return errors.TooLarge(_("That is more than can be taken at once."))
    words = _old_page() if isinstance(error, CSRFError) else _words(status)
    code = error.name.lower().replace(" ", "_")
    return _Spoken(words, status=status, code=code)


def _old_page() -> str:
    """The words for a form whose token no longer fits the browser's session."""
    return _(
        "This page is out of date, perhaps because you signed out meanwhile. Nothing "
        "was saved: copy what you typed, open the page again and retry."
    )


def _words(status: int) -> str:
    known = {
        400: _("The request cannot be understood. Load the page again and retry."),
        404: _("There is nothing at this address. Perhaps it is incomplete."),
        405: _("This address does not take that kind of request."),
        415: _("This kind of content is not taken here."),
        429: _("That was too often. Wait a little and try again."),
    }
    return known.get(status, _("The request cannot be answered."))


def _database(error: Exception) -> Response:
    """The database is away, locked or full: said, logged, tried again by the person."""
    log.error("The database failed: %s", type(getattr(error, "orig", error)).__name__)
    work.end_read()
    return _refused(work.unavailable(error))


def _unexpected(error: Exception) -> Response:
    """A mistake of ours: logged with its trace, shown without it."""
    log.error("Unexpected error", exc_info=error)
    words = _(
        "Something went wrong on our side. It was written down, nothing was saved."
    )
    return _refused(_Spoken(words, status=500, code="error"))
