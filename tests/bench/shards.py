"""The rows that the product would write for these customers, made by two processes.

What a customer is found under comes from the product's own rules. Each process leaves
a file of plain SQLite tables, from which either database is filled.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from datetime import date, datetime
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from customers.directory import rules
from customers.directory.service import profile, tallies
from tests.bench.people import Person, Plan, chunks, people

PROCESSES = 2
SOURCE = "till"
_DERIVED = ("code_number", "sort_name", "phone_e164", "sort_email")
_FIGURES = (
    *("visits", "spend_minor", "last_visit_on"),
    *("created_at", "updated_at", "deleted_at"),
)

# The columns of every table that is filled, and the key by whose order it is written.
TABLES = {
    "customer": (
        *("id", "business_id", *profile.FIELDS, *_DERIVED, "profile_version"),
        *_FIGURES,
    ),
    "external_id": ("id", "business_id", "customer_id", "source", "value", "kind"),
    "customer_word": ("business_id", "kind", "word", "customer_id"),
    "customer_suffix": ("business_id", "suffix", "customer_id"),
    "customer_search": ("business_id", "customer_id", "words", "phones"),
    "tally": ("business_id", "name", "total"),
}
Rows = dict[str, list[tuple[Any, ...]]]


def made(folder: Path, *, size: int, plans: tuple[Plan, ...]) -> list[Path]:
    """The files with the rows of `size` customers, written now if they are not there.

    The customers of each file have higher ids than those of the file before it.
    """
    made_of = f"{size} {plans}"
    mark = folder / "made_of"
    if not mark.exists() or mark.read_text() != made_of:
        folder.mkdir(exist_ok=True)
        _make(folder, size, plans)
        mark.write_text(made_of)
    return sorted(folder.glob("rows-*.db"))


def _make(folder: Path, size: int, plans: tuple[Plan, ...]) -> None:
    numbers = chunks(size)
    step = -(-len(numbers) // PROCESSES)
    parts = [numbers[at : at + step] for at in range(0, len(numbers), step)]
    paths = [folder / f"rows-{number}.db" for number in range(len(parts))]
    given = [(path, part, size, plans) for path, part in zip(paths, parts, strict=True)]
    sums: Counter[tuple[int, str]] = Counter()
    with ExitStack() as stack:
        run: Any = map
        if len(given) > 1:
            context = get_context("spawn")
            pool = ProcessPoolExecutor(PROCESSES, mp_context=context)
            run = stack.enter_context(pool).map
        for counted in run(_make_one, given):
            sums.update(counted)
    with sqlite3.connect(paths[-1]) as connection:
        rows = [(business, name, count) for (business, name), count in sums.items()]
        _insert(connection, "tally", rows)


def _make_one(
    given: tuple[Path, Sequence[int], int, tuple[Plan, ...]],
) -> Counter[tuple[int, str]]:
    path, numbers, size, plans = given
    path.unlink(missing_ok=True)
    sums: Counter[tuple[int, str]] = Counter()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    for table, columns in TABLES.items():
        connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
    for number in numbers:
        rows: Rows = {table: [] for table in TABLES}
        for person in people(number, size=size, plans=plans):
            _add(rows, sums, person)
        for table, found in rows.items():
            _insert(connection, table, found)
    connection.commit()
    connection.close()
    return sums


def _add(rows: Rows, sums: Counter[tuple[int, str]], person: Person) -> None:
    values = person.fields | person.figures
    plan, key = person.plan, person.id
    values |= profile.derived(values, changed=profile.FIELDS, region=plan.country)
    values |= {"id": key, "business_id": plan.business_id, "profile_version": 1}
    rows["customer"].append(
        tuple(_plain(values[column]) for column in TABLES["customer"])
    )
    ids = [person.external_id] if person.external_id else []
    rows["external_id"] += [
        (key, plan.business_id, key, SOURCE, value, "external") for value in ids
    ]
    if values["deleted_at"] is not None:
        return
    sums.update((plan.business_id, name) for name in tallies.names(values))
    entry = rules.search_entry(values, external_ids=ids)
    business = plan.business_id
    rows["customer_word"] += [(business, kind, w, key) for kind, w in entry.words]
    rows["customer_suffix"] += [
        (business, suffix, key) for suffix in rules.suffixes(entry.phones)
    ]
    rows["customer_search"].append((business, key, entry.words_text, entry.phones_text))


def _plain(value: Any) -> Any:
    """A value as either database reads it; moments are in UTC."""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S.%f")
    return value.isoformat() if isinstance(value, date) else value


def _insert(
    connection: sqlite3.Connection, table: str, rows: list[tuple[Any, ...]]
) -> None:
    marks = ", ".join("?" * len(TABLES[table]))
    connection.executemany(f"INSERT INTO {table} VALUES ({marks})", rows)
