"""Search: who is meant by what was typed, the closest first.

The rule of what is found stands in `rules/asked.py` and `rules/digits.py`; here are
the sources that hold it, and the order: an exact code, email or phone, then closeness,
then who was here last. Whoever tolerates typos adds sources here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple

from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.queries import candidates
from customers.directory.queries.bearings import bearings
from customers.directory.queries.candidates import (
    MOST_FOUND,
    MOST_READ,
    Candidate,
    Range,
    Source,
    range_of,
)
from customers.directory.rules import CODE, EMAIL, NAME, PHONE, PLACE, Query, Selection

_FEWEST_OF_A_PHONE = 7
# Of words that have more customers the rarest is counted for.
_ENOUGH_TO_CHOOSE = 1_000
# How many rows each range has, as far as it was counted.
Totals = dict[Range, int]


class Ranking(NamedTuple):
    """Who was found, the closest first; `is_cut` where there may be more.

    `is_by_place`: nothing else fitted, so streets and towns were looked at.
    """

    hits: Sequence[Candidate]
    is_cut: bool
    query: Query
    is_by_place: bool


def ranked(text: str, *, filters: dict[str, Any], region: str) -> Ranking:
    """The customers meant by `text` that pass the filters (looked up), each once.

    `region` (ISO alpha-2) is where a phone without a country code is at home. Streets
    and towns are looked at only where nothing else fits.
    """
    query = rules.read_query(text)
    e164 = _e164(query, region)
    totals: Totals = {}
    found, is_cut = _found(_sources(query, e164, totals), filters, totals)
    is_by_place = not found and bool(query.ways) and not is_cut
    if is_by_place:
        found, is_cut = _found(_places(query, totals), filters, totals)
    typed = rules.fold(query.text)
    best: dict[int, tuple[Any, Candidate]] = {}
    for candidate in found:
        key = (_distance(candidate, query, e164, typed), *_order(candidate))
        known = best.get(candidate.customer_id)
        if known is None or key < known[0]:
            best[candidate.customer_id] = (key, candidate)
    in_order = sorted(best.values(), key=lambda pair: pair[0])
    hits = [candidate for _key, candidate in in_order]
    return Ranking(hits, is_cut, query, is_by_place)


def found_by(selection: Selection, *, actor: Actor) -> Ranking:
    """The customers of a selection with a search, as the actor's business has it."""
    filters = selection.looked_up(bearings(actor))
    return ranked(selection.q, filters=filters, region=actor.country)


def _e164(query: Query, region: str) -> str:
    """The digits of the whole number that was typed, "" where it is none yet."""
    if len(query.digits) < _FEWEST_OF_A_PHONE:
        return ""
    number = rules.parse_phone(query.text, region).e164
    return number[1:] if number else ""


def _sources(query: Query, e164: str, totals: Totals) -> list[Source]:
    if query.email_prefix:
        return [Source(Range(EMAIL, query.email_prefix))]
    sources = _of_words(query, (NAME, CODE), totals)
    runs = (*query.runs, e164) if e164 else query.runs
    sources += [Source(Range(PHONE, run)) for run in runs]
    if query.identifier:
        sources.append(Source(range_of(query.identifier, kind=CODE)))
    return list(dict.fromkeys(sources))


def _places(query: Query, totals: Totals) -> list[Source]:
    """The sources of who has all words, be they of a name or of an address."""
    sources = _of_words(query, (NAME, CODE, PLACE), totals)
    # A word alone of a name or code was looked for before.
    return [s for s in sources if s.others or s.range.kind == PLACE]


def _of_words(query: Query, kinds: Sequence[str], totals: Totals) -> list[Source]:
    """The ways to read the query, each by the word that the fewest customers have."""
    words = sorted({word for way in query.ways if len(way) > 1 for word in way})
    _count([range_of(word, kind=kind) for word in words for kind in kinds], totals)
    return [
        Source(range_of(first, kind=kind), others, PLACE in kinds, by_ranges)
        for way in query.ways
        for first, others, by_ranges in [_rarest_first(way, kinds, totals)]
        for kind in kinds
    ]


def _rarest_first(
    way: tuple[str, ...], kinds: Sequence[str], totals: Totals
) -> tuple[str, tuple[str, ...], bool]:
    """The word that the fewest have, the others, and whether to read their ranges."""
    if len(way) == 1:
        return way[0], (), False

    def many(word: str) -> int:
        return sum(totals[range_of(word, kind=kind)] for kind in kinds)

    if min(map(many, way)) > _ENOUGH_TO_CHOOSE:
        ranges = [range_of(word, kind=kind) for word in way for kind in kinds]
        _count(ranges, totals, most=MOST_READ + 1)
    first, *others = sorted(way, key=lambda word: (many(word), -len(word), word))
    return first, tuple(others), candidates.better_by_ranges(many(first))


def _found(
    sources: Sequence[Source], filters: dict[str, Any], totals: Totals
) -> tuple[list[Candidate], bool]:
    """The candidates, and whether a source gave or read as many as it may."""
    found = candidates.found(sources, filters=filters)
    given = Counter(candidate.source for candidate in found)
    if any(count > MOST_FOUND for count in given.values()):
        return found, True
    bounded = [s.range for s in sources if s.others or filters]
    _count(bounded, totals, most=MOST_READ + 1)
    return found, any(totals[one] > MOST_READ for one in bounded)


def _count(
    ranges: Sequence[Range], totals: Totals, *, most: int = _ENOUGH_TO_CHOOSE + 1
) -> None:
    """Count the ranges of which is not known how many there are, up to `most`.

    A total of one more than enough to choose says that there are more.
    """
    some = _ENOUGH_TO_CHOOSE + 1
    new = [
        one
        for one in dict.fromkeys(ranges)
        if one not in totals or totals[one] == some < most
    ]
    totals.update(zip(new, candidates.counted(new, most=most), strict=True))


def _distance(candidate: Candidate, query: Query, e164: str, typed: str) -> int:
    """How far the candidate is from what was typed: 0 is exactly it.

    `typed` is the query's text as names are folded.
    """
    if _is_exact(candidate, query, e164):
        return 0
    if candidate.kind == PHONE:
        return _distance_of_phone(candidate, query.runs)
    if candidate.kind == NAME:
        return _distance_of_name(candidate.sort_name, query, typed)
    return {EMAIL: 2, CODE: 7, PLACE: 8}[candidate.kind]


def _is_exact(candidate: Candidate, query: Query, e164: str) -> bool:
    if candidate.kind == PHONE:
        number = (candidate.phone_e164 or "")[1:]
        return bool(number) and number in (e164, *query.runs)
    if candidate.kind == EMAIL:
        return candidate.word == query.email_prefix
    return candidate.code == query.text.upper() or (
        candidate.kind == CODE and candidate.word == query.identifier
    )


def _distance_of_phone(candidate: Candidate, runs: tuple[str, ...]) -> int:
    """Its last digits are what people say; then its first; then some in its middle."""
    if candidate.word in runs:
        return 1
    is_first = (candidate.phone_e164 or "")[1:].startswith(runs)
    return 3 if is_first or candidate.word.startswith("0") else 5


def _distance_of_name(sort_name: str, query: Query, typed: str) -> int:
    if sort_name == typed:
        return 1
    if f" {typed} " in f" {sort_name} ":
        return 2
    words = rules.name_words(sort_name)
    if any(words.issuperset(way) for way in query.ways):
        return 3
    if sort_name.startswith(typed):
        return 4
    is_of_name = any(
        all(any(own.startswith(word) for own in words) for word in way)
        for way in query.ways
    )
    return 5 if is_of_name else 6


def _order(candidate: Candidate) -> tuple[int, str, int]:
    seen = -candidate.last_visit_on.toordinal()
    return seen, candidate.sort_name, candidate.customer_id
