"""The browser's side of a sign-in: which token its cookie carries."""

from __future__ import annotations

from flask import request, session

from customers.accounts.gate import SIGN_IN
from customers.accounts.next_page import own_page

_WORKED_IN = "worked_in"


def address() -> str:
    """Where the request comes from; proxies count only where they are trusted."""
    return request.remote_addr or ""


def token() -> str | None:
    """The token that the browser carries, valid or not."""
    return session.get(SIGN_IN)


def worked_in() -> int | None:
    """The business that was left by the last sign-out on this browser."""
    return session.get(_WORKED_IN)


def begin(new_token: str) -> None:
    """Start a new cookie with the token; nothing of the one before stays in it."""
    session.clear()
    session[SIGN_IN] = new_token


def renew(new_token: str) -> None:
    """Carry another token from now on, in the same sign-in."""
    session[SIGN_IN] = new_token


def end(*, worked_in: int | None) -> None:
    """Forget the sign-in, but not in which business it ended."""
    session.clear()
    session[_WORKED_IN] = worked_in


def page_after_sign_in(wanted: str | None) -> str:
    """The page that asked for the sign-in where it is ours, else the first page."""
    return own_page(wanted) or "/"
