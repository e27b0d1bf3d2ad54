"""Marks: what of a shown text is what was asked for, as HTML with `<mark>`."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from markupsafe import Markup, escape

from customers.directory.rules.digits import FEWEST_DIGITS
from customers.directory.rules.spans import spans_of
from customers.ground.marking import with_marks

_NOTHING = re.compile(r"(?!)")
_NO_LETTER = re.compile(r"[\W_]")
_NO_DIGITS = re.compile(r"[^0-9]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
# A zero that is written after a country code and not dialled then; blanks as long.
_TRUNK, _NO_TRUNK = "(0)", "   "


def marked(text: str, words: Sequence[str]) -> Markup:
    """The text, escaped, with the beginning of each word marked that a word asked for
    begins; `words` are folded, see `Query.ways`.

    Where letters fold to more or fewer, the fewest letters that hold what was asked.
    """
    asked, beginnings = _asked(tuple(words))
    if not text.isascii():
        return with_marks(text, spans_of(text, asked))
    # Nothing is compiled for the words: they are others with every key pressed.
    lowered = text.lower()
    found = _ASCII_WORD.findall(lowered)
    if not beginnings.isdisjoint(found):
        # A word asked for may go on beyond a joint, or a particle.
        return with_marks(text, spans_of(text, asked))
    for own in found:
        if own.startswith(asked):
            return with_marks(text, _ascii_spans(lowered, asked))
    return escape(text)


@lru_cache(maxsize=512)
def _asked(words: tuple[str, ...]) -> tuple[tuple[str, ...], frozenset[str]]:
    """The words, the longest first, and all that they begin with but themselves."""
    asked = sorted(
        {word for word in words if word}, key=lambda word: (-len(word), word)
    )
    beginnings = (word[:end] for word in asked for end in range(1, len(word)))
    return tuple(asked), frozenset(beginnings)


def _ascii_spans(lowered: str, asked: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    for own in _ASCII_WORD.finditer(lowered):
        if own[0].startswith(asked):
            longest = next(word for word in asked if own[0].startswith(word))
            yield own.start(), own.start() + len(longest)


def marked_digits(text: str, digits: str) -> Markup:
    """The phone, escaped, with a run of its digits marked across its punctuation.

    Where the run stands only in the number's other spellings, with its country code or
    without, the longest end of the run that does stand there.
    """
    plain = text if text.isascii() else "".join(map(_plain_digit, text))
    shown = [plain.replace(_TRUNK, _NO_TRUNK), plain] if _TRUNK in plain else [plain]
    bare = [_NO_DIGITS.sub("", one) for one in shown]
    for start in range(len(digits) - FEWEST_DIGITS + 1):
        run = digits[start:]
        for one, its_digits in zip(shown, bare, strict=True):
            at = its_digits.find(run)
            if at >= 0:
                return with_marks(text, [_places(one, at, len(run))])
    return escape(text)


def _plain_digit(character: str) -> str:
    """The digit in ASCII; any other character as it is."""
    return str(unicodedata.decimal(character, character))


def _places(text: str, first: int, count: int) -> tuple[int, int]:
    """Where in the text these of its digits begin and end."""
    places = [at for at, character in enumerate(text) if "0" <= character <= "9"]
    return places[first], places[first + count - 1] + 1


def marked_prefix(text: str, prefix: str) -> Markup:
    """The email or code, escaped, with its beginning marked where that is `prefix`, in
    upper or lower case and whatever the punctuation."""
    wanted = prefix.strip().casefold()
    if text.isascii() and text.lower().startswith(wanted):
        length = len(wanted)
    else:
        bare = _NO_LETTER.sub("", wanted)
        length = _length(text, wanted, _NOTHING) or _length(text, bare, _NO_LETTER)
    return with_marks(text, [(0, length)] if length else [])


def _length(text: str, wanted: str, skipped: re.Pattern[str]) -> int:
    """How much of the text's beginning holds what is wanted; 0 where it does not."""
    for at, character in enumerate(text if wanted else ""):
        if skipped.match(character):
            continue
        folded = character.casefold()
        if folded.startswith(wanted):
            return at + 1
        if not wanted.startswith(folded):
            return 0
        wanted = wanted[len(folded) :]
    return 0
