"""Text as HTML in which some stretches are marked."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from markupsafe import Markup, escape

_SPECIAL = re.compile("[&<>'\"]").search


def with_marks(text: str, spans: Iterable[tuple[int, int]]) -> Markup:
    """The text, escaped, with `<mark>` around each (begin, end).

    The spans come in order, none begins before the end of another, and none is empty.
    """
    quoted: Callable[[str], str] = escape if _SPECIAL(text) else str
    pieces, done = "", 0
    for begin, end in spans:
        pieces += (
            f"{quoted(text[done:begin])!s}<mark>{quoted(text[begin:end])!s}</mark>"
        )
        done = end
    if not done:
        return escape(text)
    # Every piece of the text that needs it is escaped.
    return Markup(f"{pieces}{quoted(text[done:])!s}")  # noqa: S704
