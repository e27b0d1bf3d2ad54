"""Names of any script and shape: how they fold, sort and shrink to initials."""

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


def initials(name: str) -> str:
    """The first letters of the first and the last word, upper case where there is one.

    A letter keeps its combining marks; words without letters or digits count for
    nothing, so a name of signs alone gives an empty text.
    """
    letters = [letter for word in name.split() if (letter := _first_letter(word))]
    return "".join(letters[:1] + letters[1:][-1:])


def _first_letter(word: str) -> str:
    for place, character in enumerate(word):
        if not character.isalnum():
            continue
        end = place + 1
        while end < len(word) and unicodedata.category(word[end])[0] == "M":
            end += 1
        upper = character.upper()
        letter = upper if len(upper) == 1 else character
        return unicodedata.normalize("NFC", letter + word[place + 1 : end])
    return ""
