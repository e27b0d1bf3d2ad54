"""Where to go after signing in: only to pages of our own."""

from __future__ import annotations

import unicodedata
from urllib.parse import unquote

from flask import current_app
from werkzeug.exceptions import HTTPException

MAX_LENGTH = 2000


def own_page(target: str | None) -> str | None:
    """`target` where it is the path of a page of this app, with its query; else None.

    Refused is whatever some browser might read as another host: a scheme, two slashes,
    a backslash, a control character or blank, also where it is percent-encoded, once
    or more. What remains must be an address that this app answers.
    """
    if not target or len(target) > MAX_LENGTH or not _is_plain_path(target):
        return None
    path = target.partition("?")[0]
    router = current_app.url_map.bind("localhost")
    try:
        endpoint, _arguments = router.match(unquote(path), method="GET")
    except HTTPException:
        return None
    return None if endpoint == "accounts.login" else target


def _is_plain_path(target: str) -> bool:
    """Whether the path stays here, however often a browser or proxy decodes it."""
    if any(_is_odd(character) for character in target) or "#" in target:
        return False
    decoded = target.partition("?")[0]
    for _time in range(4):
        if not _stays_here(decoded):
            return False
        before, decoded = decoded, unquote(decoded)
        if before == decoded:
            return True
    return False


def _stays_here(path: str) -> bool:
    if not path.startswith("/") or "//" in path or "\\" in path:
        return False
    return not any(_is_odd(character) for character in path)


def _is_odd(character: str) -> bool:
    """Control characters, blanks of any kind, format marks and lone surrogates."""
    return unicodedata.category(character)[0] in "CZ"
