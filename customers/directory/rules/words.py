"""Words: under which words a name, an address or a code is found."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import chain

from customers.directory.rules.letters import asked_forms, kept_forms
from customers.directory.rules.readings import PARTICLES, particle_endings, readings

MOST_WORDS, LONGEST_WORD = 40, 64

_PLAIN = re.compile(r"[A-Za-z0-9 ]*").fullmatch
_HYPHENED = re.compile(r"[A-Za-z0-9 ._-]*").fullmatch
_PIECES = re.compile(r"[a-z0-9]+").findall
# Of so few pieces no words are left out.
_FEW = 15
_DIGIT = re.compile(r"[0-9]").search
_JOINED = PARTICLES | {"st", "saint", "ste", "sainte"}
_SAINTS = {"st": "saint", "saint": "st", "ste": "sainte", "sainte": "ste"}


def name_words(text: str) -> frozenset[str]:
    """The words under which a name is found, or an address, or what precedes an @.

    Lower case, at most 40 of at most 64 characters. An apostrophe, a hyphen or a dot
    within a word both joins and splits; van, de la, al and the like also join the next
    word; ä is a and ae; what is not Latin is there in its own and in Latin letters.
    """
    if _PLAIN(text):
        words = text.lower().split()
        if _JOINED.isdisjoint(words) and len(words) <= MOST_WORDS:
            return frozenset([word[:LONGEST_WORD] for word in words])
    elif _HYPHENED(text) and len(text) <= LONGEST_WORD:
        pieces = _PIECES(text.lower())
        if _JOINED.isdisjoint(pieces) and len(pieces) <= _FEW:
            # As below, in a tenth of the time: most emails and streets are such.
            wholes = ("".join(_PIECES(chunk)) for chunk in text.lower().split())
            return frozenset((*pieces, *filter(None, wholes)))
    return _name_words(text)


@lru_cache(maxsize=8_192)
def _name_words(text: str) -> frozenset[str]:
    read = readings(text)
    plain = [kept_forms(piece)[0] for piece in read.pieces]
    words = dict.fromkeys((*read.parts, *particle_endings(read.parts), *read.wholes))
    return _bounded(
        [
            *plain,
            *chain.from_iterable(map(kept_forms, words)),
            *chain.from_iterable(map(kept_forms, read.pieces)),
            *(_SAINTS[word] for word in plain if word in _SAINTS),
        ]
    )


def identifier_words(text: str) -> frozenset[str]:
    """The words under which a code or another program's id is found.

    The whole without its punctuation, each piece that holds a digit, and all of these
    without a number's leading zeros. No other piece: the C of C-000123 would find
    everybody.
    """
    is_plain = _HYPHENED(text) and " " not in text
    pieces = _PIECES(text.lower()) if is_plain else identifier_pieces(text)
    return _identifier_words(pieces)


def _identifier_words(pieces: list[str]) -> frozenset[str]:
    numbered = [piece for piece in pieces if _DIGIT(piece)]
    short = [piece.lstrip("0") if piece.isdecimal() else piece for piece in pieces]
    numbers = (piece for piece in short if piece.isdecimal())
    return _bounded(["".join(pieces), "".join(short), *numbered, *numbers])


def identifier_pieces(text: str) -> list[str]:
    """A code cut at its punctuation, each piece folded."""
    return [asked_forms(piece)[0] for piece in readings(text).pieces]


def _bounded(words: Iterable[str]) -> frozenset[str]:
    """The first 40 different words, the empty ones left out, each cut at 64."""
    kept = dict.fromkeys(word[:LONGEST_WORD] for word in words if word)
    return frozenset(list(kept)[:MOST_WORDS] if len(kept) > MOST_WORDS else kept)
