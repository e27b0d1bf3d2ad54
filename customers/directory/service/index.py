"""The search index, kept in the transaction of the customer that it is about.

What a customer was found under stands in one row of `customer_search`, so that only
what differs is written.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from customers.directory import rules
from customers.directory.models import (
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
    ExternalId,
)
from customers.directory.rules import NOTHING, SearchEntry
from customers.ground import keyed
from customers.ground.among import among
from customers.ground.db import db

Entries = Mapping[int, SearchEntry]


def put_in(entries: Entries) -> None:
    """Index customers that were not found under anything until now."""
    _write(dict.fromkeys(entries, NOTHING), entries)


def put_anew(entries: Entries) -> None:
    """Index customers under what they are now, whatever they were indexed under."""
    _write(_kept(entries), entries)


def take_out(customer_ids: Collection[int]) -> None:
    """Let these customers be found no more."""
    _write(_kept(customer_ids), dict.fromkeys(customer_ids, NOTHING))


def entry_of(values: Mapping[str, Any], *, ids: Sequence[Sequence[str]]) -> SearchEntry:
    """The entry of a customer's columns and its external ids as (source, value)."""
    return rules.search_entry(values, external_ids=[value for _source, value in ids])


def external_ids_of(customer_ids: Collection[int]) -> dict[int, list[tuple[str, str]]]:
    """The external ids of these customers as (source, value), by customer."""
    wanted = select(ExternalId.customer_id, ExternalId.source, ExternalId.value).where(
        among(db.session(), ExternalId.customer_id, customer_ids),
        ExternalId.kind == "external",
    )
    found: dict[int, list[tuple[str, str]]] = {}
    for customer_id, source, value in db.session.execute(wanted):
        found.setdefault(customer_id, []).append((source, value))
    return found


def _kept(customer_ids: Collection[int]) -> dict[int, SearchEntry]:
    wanted = select(
        CustomerSearch.customer_id, CustomerSearch.words, CustomerSearch.phones
    ).where(among(db.session(), CustomerSearch.customer_id, customer_ids))
    kept = dict.fromkeys(customer_ids, NOTHING)
    for customer_id, words, phones in db.session.execute(wanted):
        kept[customer_id] = SearchEntry.of_texts(words, phones)
    return kept


def _write(before: Entries, after: Entries) -> None:
    session = db.session()
    changed = [key for key in after if after[key] != before[key]]
    gone, new = _word_rows(changed, before, after)
    keyed.remove_rows(session, CustomerWord, gone)
    keyed.add_rows(session, CustomerWord, new)
    gone, new = _suffix_rows(changed, before, after)
    keyed.remove_rows(session, CustomerSuffix, gone)
    keyed.add_rows(session, CustomerSuffix, new)
    had = [(key,) for key in changed if before[key] != NOTHING]
    keyed.remove_rows(session, CustomerSearch, had)
    has = [
        (key, after[key].words_text, after[key].phones_text)
        for key in changed
        if after[key] != NOTHING
    ]
    keyed.add_rows(session, CustomerSearch, has)


Rows = list[tuple[Any, ...]]


def _word_rows(
    changed: Collection[int], before: Entries, after: Entries
) -> tuple[Rows, Rows]:
    gone: Rows = []
    new: Rows = []
    for key in changed:
        old, now = before[key].words, after[key].words
        gone += [(kind, word, key) for kind, word in old - now]
        new += [(kind, word, key) for kind, word in now - old]
    return gone, new


def _suffix_rows(
    changed: Collection[int], before: Entries, after: Entries
) -> tuple[Rows, Rows]:
    gone: Rows = []
    new: Rows = []
    for key in changed:
        if before[key].phones == after[key].phones:
            continue
        old = rules.suffixes(before[key].phones)
        now = rules.suffixes(after[key].phones)
        gone += [(suffix, key) for suffix in old - now]
        new += [(suffix, key) for suffix in now - old]
    return gone, new
