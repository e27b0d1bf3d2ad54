"""What a typed text asks for, and whom it means.

The rule: in one of the query's ways each word begins a word of the customer's names;
or begins a word of the customer's codes, if it holds a digit; or is one of these.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence, Set
from dataclasses import dataclass
from itertools import islice, product, zip_longest

from customers.directory.rules.digits import query_runs
from customers.directory.rules.letters import asked_forms
from customers.directory.rules.readings import readings
from customers.directory.rules.words import LONGEST_WORD, identifier_pieces

MOST_WAYS, MOST_ASKED = 8, 8

_DIGIT = re.compile(r"[0-9]").search


@dataclass(frozen=True, slots=True)
class Query:
    """What a typed text asks for.

    `ways`: at most 8 alternatives of at most 8 words each, which all begin a word of
    who is meant; none for a text without letters and digits, or with an @: that is
    `email_prefix`. `runs`: the runs of a phone's digits it may be, of which `digits` is
    the likeliest; none and "" where it is no part of a phone. `identifier`: the whole
    as codes and ids are kept, "" for what reads as a name of several words.
    """

    text: str
    ways: tuple[tuple[str, ...], ...] = ()
    digits: str = ""
    runs: tuple[str, ...] = ()
    identifier: str = ""
    email_prefix: str = ""


def read_query(text: str) -> Query:
    """What the text asks for; no text is refused."""
    text = text.strip().replace("\uff20", "@")
    if "@" in text:
        # As `folded_email` keeps addresses.
        return Query(text, email_prefix=unicodedata.normalize("NFC", text).casefold())
    runs = query_runs(text)
    identifier = _identifier(text)
    return Query(
        text,
        ways=_ways(text, identifier),
        digits=runs[0] if runs else "",
        runs=runs,
        identifier=identifier,
    )


def matches(query: Query, names: Set[str], identifiers: Set[str]) -> bool:
    """Whether the query's words mean a customer with these words; see `name_words`
    and `identifier_words`. Phones and emails are found by other rules."""
    return any(
        all(_is_found(word, names, identifiers) for word in way) for way in query.ways
    )


def _is_found(word: str, names: Set[str], identifiers: Set[str]) -> bool:
    if word in identifiers or any(name.startswith(word) for name in names):
        return True
    return bool(_DIGIT(word)) and any(code.startswith(word) for code in identifiers)


def _identifier(text: str) -> str:
    """The text as a code, unless two of its words are of letters alone: a name."""
    lettered = [
        word
        for word in text.split()
        if any(map(str.isalnum, word)) and not any(map(str.isdecimal, word))
    ]
    return "" if len(lettered) > 1 else "".join(identifier_pieces(text))[:LONGEST_WORD]


def _ways(text: str, identifier: str) -> tuple[tuple[str, ...], ...]:
    """The ways to read the text: split, as a code, then joined ever more boldly."""
    read = readings(text)
    if not read.pieces:
        return ()
    split, *bolder = [
        _spellings(reading) for reading in dict.fromkeys(map(tuple, read))
    ]
    code = [(identifier,)] if _DIGIT(identifier) else []
    # The first spelling of every reading comes before the second of any.
    in_turn = (way for turn in zip_longest(split, code, *bolder) for way in turn if way)
    return tuple(dict.fromkeys(in_turn))[:MOST_WAYS]


def _spellings(reading: Sequence[str]) -> list[tuple[str, ...]]:
    """A reading in each combination of its words' forms, the plain one first."""
    choices = dict.fromkeys(_shortest(asked_forms(word)) for word in reading)
    return list(islice(product(*islice(choices, MOST_ASKED)), MOST_WAYS))


def _shortest(forms: Sequence[str]) -> tuple[str, ...]:
    """The forms without those that begin with another: o finds all that oe finds."""
    cut = tuple(dict.fromkeys(form[:LONGEST_WORD] for form in forms))
    return tuple(
        form
        for form in cut
        if not any(form != other and form.startswith(other) for other in cut)
    )
