"""Where in a text, as it was written, the words stand that were asked for folded.

For texts of any script; `marks.py` has a shorter way for ASCII.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from customers.directory.rules.letters import (
    APOSTROPHE,
    HYPHEN,
    cut,
    is_latin,
    is_spaceless,
    letter_forms,
)
from customers.directory.rules.readings import joins_after

_JOINTS = frozenset((APOSTROPHE, HYPHEN))
# The parts of one Hangul syllable; a narrow kana with its dots; any other character.
_LETTERS = re.compile(
    "[\u1100-\u115f][\u1160-\u11a7]+[\u11a8-\u11ff]*|[\uff66-\uff9d][\uff9e\uff9f]|.",
    re.DOTALL,
)


class _Unit(NamedTuple):
    """A letter with its marks, or what stands between words."""

    begin: int
    end: int
    # How it may be asked for; "" where it may be left out, none for what is no letter.
    forms: tuple[str, ...]
    is_joint: bool
    # Whether a word can begin here, wherever the one before ends.
    is_start: bool


def spans_of(text: str, words: tuple[str, ...]) -> Iterator[tuple[int, int]]:
    """The (begin, end) of each beginning of a word that a word asked for covers, in
    order and apart from each other; of several at one place the longest."""
    wanted = [(word, joins_after(word)) for word in words if word]
    units = _units(text)
    done = 0
    for at, unit in enumerate(units):
        if not unit.is_start or unit.begin < done:
            continue
        ends = (_end(units, at, word, gaps) for word, gaps in wanted)
        end = max(ends, default=0)
        if end:
            yield unit.begin, end
            done = end


def _end(units: list[_Unit], at: int, word: str, gaps: frozenset[int]) -> int:
    """Where the letters from `at` on have covered the word; 0 where they never do."""
    ways = [(at, 0)]
    tried = set()
    while ways:
        at, covered = ways.pop()
        if at == len(units) or (at, covered) in tried:
            continue
        tried.add((at, covered))
        unit, rest = units[at], word[covered:]
        if not unit.forms:
            if unit.is_joint or covered in gaps:
                ways.append((at + 1, covered))
            continue
        for form in reversed(unit.forms):
            if form.startswith(rest):
                return unit.end
            if rest.startswith(form):
                ways.append((at + 1, covered + len(form)))
    return 0


@lru_cache(maxsize=1_024)
def _units(text: str) -> list[_Unit]:
    units: list[_Unit] = []
    before = " "
    for begin, end in _clusters(text):
        letter = cut(text[begin:end])
        if letter in _JOINTS or " " in letter:
            units.append(_Unit(begin, end, (), letter in _JOINTS, is_start=False))
            before = " "
            continue
        is_start = _is_start(letter, before)
        units.append(
            _Unit(begin, end, letter_forms(letter), is_joint=False, is_start=is_start)
        )
        before = letter or before
    return units


def _is_start(letter: str, before: str) -> bool:
    if not any(map(str.isalnum, letter)):
        return False
    if before == " " or is_latin(letter) != is_latin(before):
        return True
    return is_spaceless(letter)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """The (begin, end) of each character with the marks that belong to it."""
    begin = end = 0
    for found in _LETTERS.finditer(text):
        character = found[0]
        if (
            end
            and not character.isascii()
            and unicodedata.category(character[0])[0] == "M"
        ):
            end = found.end()
            continue
        if end:
            yield begin, end
        begin, end = found.span()
    if end:
        yield begin, end


def _is_mark(character: str) -> bool:
    return not character.isascii() and unicodedata.category(character)[0] == "M"
