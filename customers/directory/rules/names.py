"""Names of any script and shape: how they fold and sort."""

from __future__ import annotations

import re
import unicodedata

from anyascii import anyascii

SORT_LENGTH = 200

# Marks that Hebrew and Arabic are mostly written without, and the Arabic stretch mark.
_OPTIONAL_MARKS = re.compile(
    "[\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7"
    "\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed]"
)


def fold(text: str) -> str:
    """The text as search and order see it: ASCII, lower case, single spaces.

    Unicode NFKC, then anyascii, then casefold; optional Hebrew and Arabic marks go.
    """
    if not text.isascii():
        text = _OPTIONAL_MARKS.sub("", unicodedata.normalize("NFKC", text))
        text = anyascii(text)
    return " ".join(text.casefold().split())


def sort_name(name: str) -> str:
    """What names sort by: folded, at most 200 characters, empty for an empty name."""
    return fold(name)[:SORT_LENGTH]


def full_name(first: str | None, last: str | None) -> str:
    """The full name of its two halves, first name first; empty where both are None."""
    return " ".join(half for half in (first, last) if half)
