"""The ways one text can be read as words: O'Brien is one word, and is two.

Words here are still as they were written; `letters.py` folds them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from customers.directory.rules.letters import (
    APOSTROPHE,
    HYPHEN,
    asked_forms,
    cut,
    runs,
)

# What is read of a text at most; longer than any name or address.
_LONGEST_TEXT = 1_000
# Words that people write together with the next one, or apart from it.
PARTICLES = frozenset(
    "van von vom zu zum zur der den ter ten te het de del della delle dello degli dei "
    "dela la las le les los du des da das do dos di dal d o al el ul ould ait mac mc "
    "fitz san santa santo sant sankt st ste saint sainte bin ibn ben bint bat bar abd "
    "abdul abdel abu abou umm um ap ab nic ni af av dar "
    "بن ابن بنت عبد ابو ابي ام ال بو ذو בן בר בת אבו אל".split()
)


class Readings(NamedTuple):
    """The same text, from all split to ever more joined."""

    # Split at spaces, hyphens, apostrophes, and where two scripts meet.
    pieces: list[str]
    # Joined at apostrophes: OBrien.
    parts: list[str]
    # And particles joined with the word that follows: delacruz.
    particled: list[str]
    # Joined at hyphens and dots too: SmithJones.
    wholes: list[str]


def readings(text: str) -> Readings:
    """Every reading of the text; all of them empty without a letter or a digit."""
    chunks = _chunks(text)
    parts = [word for chunk in chunks for part in chunk for word in joined(part)]
    return Readings(
        pieces=[piece for chunk in chunks for part in chunk for piece in part],
        parts=parts,
        particled=list(chain.from_iterable(_spans(parts))),
        wholes=[word for chunk in chunks for word in joined(list(chain(*chunk)))],
    )


def particle_endings(parts: Sequence[str]) -> list[str]:
    """What particles make with the next word, from each of them on: de la Cruz is
    delacruz and lacruz."""
    spans = [span for span in _groups(parts) if len(span) > 1]
    return [
        word
        for span in spans
        for at in range(len(span) - 1)
        for word in joined(span[at:])
    ]


@lru_cache(maxsize=4_096)
def joins_after(word: str) -> frozenset[int]:
    """After how many letters of a folded word a space may have been: where the letters
    before are particles. Of delacruz after 2 and 4."""
    found: set[int] = set()
    for at in range(len(word)):
        if at == 0 or at in found:
            found |= {at + len(p) for p in PARTICLES if word.startswith(p, at)}
    return frozenset(found)


def joined(pieces: Sequence[str]) -> list[str]:
    """The pieces as one word where they are of one script, else as they are."""
    if len(pieces) == 1:
        return list(pieces)
    word = "".join(pieces)
    return [word] if runs(word) == [word] else list(pieces)


# A chunk stands between spaces; its parts between hyphens; their pieces between
# apostrophes, and where a script ends: [[["O", "Brien"], ["Smith"]]].
def _chunks(text: str) -> list[list[list[str]]]:
    chunks = []
    for chunk in cut(text[:_LONGEST_TEXT]).split():
        parts = [
            [run for piece in part.split(APOSTROPHE) for run in runs(piece)]
            for part in chunk.split(HYPHEN)
        ]
        chunks.append([part for part in parts if part])
    return [chunk for chunk in chunks if chunk]


def _spans(parts: Sequence[str]) -> Iterable[list[str]]:
    return (joined(span) for span in _groups(parts))


def _groups(parts: Sequence[str]) -> list[list[str]]:
    """The words in groups: particles with the word after them, others alone."""
    groups: list[list[str]] = []
    is_open = False
    for part in parts:
        if is_open:
            groups[-1].append(part)
        else:
            groups.append([part])
        is_open = asked_forms(part)[0] in PARTICLES
    return groups
