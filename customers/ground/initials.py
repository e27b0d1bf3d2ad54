"""Initials: what stands for a name in the round picture, in any script."""

from __future__ import annotations

import unicodedata

_VIRAMA = 9


def initials_of(name: str) -> str:
    """The first letters of the first and the last word, upper case where there is one.

    A letter is a whole sign of its script, with its marks. Two stand side by side only
    where both are narrow (Latin, Greek, Cyrillic, Hebrew, Arabic and the like); of any
    other script the first sign alone fits the picture. Words without letters or digits
    count for nothing, so a name of signs alone gives an empty text.
    """
    words = unicodedata.normalize("NFC", name).split()
    letters = [letter for word in words if (letter := _first_letter(word))]
    first_and_last = letters[:1] + letters[1:][-1:]
    shown = first_and_last if all(map(_is_narrow, first_and_last)) else letters[:1]
    return "".join(shown)


def _first_letter(word: str) -> str:
    for place, character in enumerate(word):
        if character.isalnum():
            return _upper(character) + _marks(word, place + 1)
    return ""


def _upper(character: str) -> str:
    upper = character.upper()
    return upper if len(upper) == 1 else character


def _marks(word: str, start: int) -> str:
    """What belongs to the letter before `start`: marks, and letters joined to it."""
    end = start
    while end < len(word):
        is_mark = unicodedata.category(word[end])[0] == "M"
        is_joined = unicodedata.combining(word[end - 1]) == _VIRAMA
        if not is_mark and not (is_joined and word[end].isalpha()):
            break
        end += 1
    return word[start:end]


def _is_narrow(letter: str) -> bool:
    base = letter[0]
    if unicodedata.east_asian_width(base) in "WF":
        return False
    has_case = base.upper() != base.lower()
    return has_case or base.isdigit() or unicodedata.bidirectional(base) in ("R", "AL")
