"""The search index and the folded columns: whether customers are found as they are."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import select

from customers import events
from customers.accounts.actors import Actor
from customers.directory import rules
from customers.directory.events import IndexRepaired
from customers.directory.models import (
    Customer,
    CustomerSearch,
    CustomerSuffix,
    CustomerWord,
)
from customers.directory.rules import NOTHING, SearchEntry
from customers.directory.service import index, profile
from customers.ground import keyed, tenancy, work
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.proof import Difference, repair_alone, spans, those_there

SPAN = 500
# What is derived of the profile alone, whatever the business's country is by now.
DERIVED = ("code_number", "sort_name", "sort_email", "birth_month_day")
_FROM = ("code", "name", "email", "birthday")
_EVERYBODY = {"include_deleted": True}
Keys = set[tuple[Any, ...]]


class Seen(NamedTuple):
    """A customer with what it is found under, as it is kept and as it should be."""

    columns: Mapping[str, Any]
    right: Mapping[str, Any]
    kept: SearchEntry
    entry: SearchEntry
    has_row: bool


class Lacking(NamedTuple):
    """Rows of a keyed table that should be there, and that should not."""

    missing: Keys
    needless: Keys


class Wanting(NamedTuple):
    """A customer who is not found as they should be: what is wrong, in each place."""

    customer_id: int
    columns: Mapping[str, Any]
    is_row_wrong: bool
    words: Lacking
    suffixes: Lacking

    def told(self) -> list[Difference]:
        """A difference for each place; never the words, which say who it is."""
        where = f"customer {self.customer_id}"
        found = [
            Difference(f"customer.{name}", where, "another", "made of the profile")
            for name in self.columns
        ]
        if self.is_row_wrong:
            found.append(
                Difference("customer_search", where, "another", "made of the profile")
            )
        for table, rows in (("word", self.words), ("suffix", self.suffixes)):
            if any(rows):
                kept = f"{len(rows.missing)} missing, {len(rows.needless)} needless"
                found.append(Difference(f"customer_{table}", where, kept, "all rows"))
        return found


def check(*, mends: bool, actor: Actor) -> Iterator[Difference]:
    """Who is not found as they should be, mended if asked. Records: IndexRepaired."""
    for span in spans(Customer.id, size=SPAN):
        ids = [one.customer_id for one in _wanting(span.holds(Customer.id))]
        work.end_read()
        if ids:
            for one in work.run(partial(_look, ids, mends=mends, actor=actor)):
                yield from one.told()


def _wanting(condition: Any, *, is_locked: bool = False) -> list[Wanting]:
    """Those of these customers who are not found as they should be."""
    seen = _seen(condition, is_locked=is_locked)
    words = _lacking(
        CustomerWord,
        {key: _words(one.entry, key) for key, one in seen.items()},
        {key: _words(one.kept, key) for key, one in seen.items()},
    )
    suffixes = _lacking(
        CustomerSuffix,
        {key: _suffixes(one.entry, key) for key, one in seen.items()},
        {key: _suffixes(one.kept, key) for key, one in seen.items()},
    )
    found = []
    for key, one in seen.items():
        columns = {
            name: one.right[name]
            for name in DERIVED
            if one.columns[name] != one.right[name]
        }
        is_row_wrong = one.kept != one.entry or one.has_row != (one.entry != NOTHING)
        if columns or is_row_wrong or any(words[key]) or any(suffixes[key]):
            found.append(Wanting(key, columns, is_row_wrong, words[key], suffixes[key]))
    return found


def _seen(condition: Any, *, is_locked: bool) -> dict[int, Seen]:
    names = ("id", "deleted_at", *profile.FIELDS, "phone_e164", *DERIVED)
    wanted = select(*(getattr(Customer, name) for name in names)).where(condition)
    if is_locked:
        wanted = wanted.order_by(Customer.id).with_for_update(key_share=True)
    customers = db.session.execute(wanted, execution_options=_EVERYBODY).mappings()
    rows = {row["id"]: dict(row) for row in customers}
    ids = index.external_ids_of(rows)
    search = select(
        CustomerSearch.customer_id, CustomerSearch.words, CustomerSearch.phones
    ).where(among(db.session(), CustomerSearch.customer_id, list(rows)))
    kept = {of: SearchEntry.of_texts(*t) for of, *t in db.session.execute(search)}
    return {
        key: Seen(
            columns=row,
            right=profile.derived(row, changed=_FROM, region=""),
            kept=kept.get(key, NOTHING),
            entry=_entry(row, ids.get(key, [])),
            has_row=key in kept,
        )
        for key, row in rows.items()
    }


def _entry(row: Any, ids: list[tuple[str, str]]) -> SearchEntry:
    """What a customer should be found under; nothing for a deleted one."""
    return NOTHING if row["deleted_at"] is not None else index.entry_of(row, ids=ids)


def right_rows(table: Any, *, customer_ids: Collection[int]) -> Keys:
    """The keys of the table's rows that these customers should have; locks them."""
    condition = among(db.session(), Customer.id, customer_ids)
    seen = _seen(condition, is_locked=True)
    rows: Keys = set()
    for key, one in seen.items():
        if table is CustomerSearch and one.entry != NOTHING:
            rows.add((key,))
        elif table is not CustomerSearch:
            made = _words if table is CustomerWord else _suffixes
            rows |= made(one.entry, key)
    return rows


def _words(entry: SearchEntry, customer_id: int) -> Keys:
    return {(kind, word, customer_id) for kind, word in entry.words}


def _suffixes(entry: SearchEntry, customer_id: int) -> Keys:
    return {(suffix, customer_id) for suffix in rules.suffixes(entry.phones)}


def _lacking(
    table: Any, wanted: dict[int, Keys], kept: dict[int, Keys]
) -> dict[int, Lacking]:
    """What is missing of the wanted rows, and there of others that are kept in mind."""
    asked = set().union(*wanted.values(), *kept.values())
    there = those_there(db.session(), table, asked)
    return {
        key: Lacking(rows - there, (kept[key] - rows) & there)
        for key, rows in wanted.items()
    }


def _look(ids: Collection[int], *, mends: bool, actor: Actor) -> list[Wanting]:
    """Look again with the customers locked, and mend what is wrong if asked."""
    repair_alone()
    condition = among(db.session(), Customer.id, ids)
    found = _wanting(condition, is_locked=True)
    if mends and found:
        _mend(found, condition)
        facts = [
            IndexRepaired(
                one.customer_id, data={"repaired": [told.what for told in one.told()]}
            )
            for one in found
        ]
        events.record(facts, actor=actor)
    return found


def _mend(found: list[Wanting], condition: Any) -> None:
    session = db.session()
    for one in found:
        if one.columns:
            row = {"id": one.customer_id, **one.columns}
            tenancy.write_many(session, Customer, [row], by=["id"], touches=False)
    for table in (CustomerWord, CustomerSuffix):
        rows = [one.words if table is CustomerWord else one.suffixes for one in found]
        keyed.remove_rows(session, table, [r for one in rows for r in one.needless])
        keyed.add_rows(session, table, [r for one in rows for r in one.missing])
    wrong = {one.customer_id for one in found if one.is_row_wrong}
    seen = _seen(condition, is_locked=False)
    had = [(key,) for key in wrong if seen[key].has_row]
    keyed.remove_rows(session, CustomerSearch, had)
    entries = {key: seen[key].entry for key in wrong}
    has = [
        (key, entry.words_text, entry.phones_text)
        for key, entry in entries.items()
        if entry != NOTHING
    ]
    keyed.add_rows(session, CustomerSearch, has)
