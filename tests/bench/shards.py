"""The rows that the product would write for these customers, made by two processes.

What a customer is found under comes from the product's own rules. Each process leaves
a file of plain SQLite tables, from which either database is filled.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from customers.directory import rules
from customers.directory.service import profile, tallies
from customers.membership.service.tallies import place
from tests.bench import joined, sold
from tests.bench.joined import Membership
from tests.bench.people import Person, chunks, people
from tests.bench.plans import Plan
from tests.bench.sales import DAYS, Sale, Selling
from tests.bench.sold import STRANGER, Buyer, Sums, plain

PROCESSES = 2
SOURCE = "till"
_DERIVED = (
    *("code_number", "sort_name", "phone_e164", "sort_email"),
    "birth_month_day",
)
_TOTALS = ("visits", "spend_minor", "items", "first_visit_on", "last_visit_on")
_MOMENTS = ("created_at", "updated_at", "deleted_at")

# The columns of every table that is filled, and the key by whose order it is written.
TABLES = {
    "customer": (
        *("id", "business_id", *profile.FIELDS, *_DERIVED, "profile_version"),
        *(*_TOTALS, *_MOMENTS, *joined.COLUMNS),
    ),
    "external_id": ("id", "business_id", "customer_id", "source", "value", "kind"),
    "customer_word": ("business_id", "kind", "word", "customer_id"),
    "customer_suffix": ("business_id", "suffix", "customer_id"),
    "customer_search": ("business_id", "customer_id", "words", "phones"),
    "tally": ("business_id", "name", "total"),
    "spend_tally": ("business_id", "state", "from_minor", "total"),
    "membership_entry": joined.ENTRY,
    "membership_day": ("business_id", "on_day", "joined", "ended"),
    **sold.COLUMNS,
    **{table: ("business_id", *names) for table, names in sold.COUNTED_IN.items()},
}
# Sales come in no order of time: parts of a month can be put in order in memory.
_MONTH = 31
PARTS = {
    table: [f"{table}_{number:02d}" for number in range(DAYS // _MONTH + 1)]
    for table in sold.COLUMNS
}
Rows = dict[str, list[tuple[Any, ...]]]


class Counts:
    """What is counted while rows are made: tallies of customers, sums of sales."""

    def __init__(self) -> None:
        self.tallies: Counter[tuple[int, str]] = Counter()
        self.spends: Counter[tuple[int, str, int]] = Counter()
        self.joined: Counter[int] = Counter()
        self.sums = Sums()

    def add(self, other: Counts) -> None:
        """Add what another process counted."""
        self.tallies.update(other.tallies)
        self.spends.update(other.spends)
        self.joined.update(other.joined)
        self.sums.add(other.sums)

    def rows(self) -> Rows:
        """The rows of the tables that count."""
        return {
            "tally": [(*key, total) for key, total in self.tallies.items()],
            "spend_tally": [(*key, total) for key, total in self.spends.items()],
            "membership_day": joined.day_rows(self.joined),
            **self.sums.rows(),
        }


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
    counts = Counts()
    with ExitStack() as stack:
        run: Any = map
        if len(given) > 1:
            context = get_context("spawn")
            pool = ProcessPoolExecutor(PROCESSES, mp_context=context)
            run = stack.enter_context(pool).map
        for counted in run(_make_one, given):
            counts.add(counted)
    with sqlite3.connect(paths[-1]) as connection:
        for table, rows in counts.rows().items():
            _insert(connection, table, rows)


def _make_one(given: tuple[Path, Sequence[int], int, tuple[Plan, ...]]) -> Counts:
    path, numbers, size, plans = given
    path.unlink(missing_ok=True)
    counts = Counts()
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode=OFF")
    connection.execute("PRAGMA synchronous=OFF")
    for table, columns in TABLES.items():
        for name in PARTS.get(table, [table]):
            connection.execute(f"CREATE TABLE {name} ({', '.join(columns)})")
    for number in numbers:
        rows = rows_of(number, size=size, plans=plans, counts=counts)
        for table, found in rows.items():
            _insert(connection, table, found)
    connection.commit()
    connection.close()
    return counts


def rows_of(number: int, *, size: int, plans: tuple[Plan, ...], counts: Counts) -> Rows:
    """The rows of a chunk, by the tables of a file; `counts` is added to."""
    names = [name for table in TABLES for name in PARTS.get(table, [table])]
    rows: Rows = {name: [] for name in names}
    selling = Selling(number, chunks=len(chunks(size)))
    count = 0
    for person in people(number, size=size, plans=plans):
        sales = list(selling.of(person))
        count += len(sales)
        business_id = person.plan.business_id
        totals = counts.sums.customer(
            business_id, sales, is_deleted=person.moments["deleted_at"] is not None
        )
        is_what = joined.membership(person.id, sales)
        _add_customer(rows, counts, person, totals, is_what)
        buyer = Buyer.of(person.id, person.fields)
        for sale in sales:
            _add_sale(rows, sale, buyer, business_id)
    for business_id, sale in selling.to_strangers(plans, count=count):
        counts.sums.count(business_id, sale, is_attached=0)
        _add_sale(rows, sale, STRANGER, business_id)
    return rows


def _add_sale(rows: Rows, sale: Sale, buyer: Buyer, business_id: int) -> None:
    month = sale.day // _MONTH
    row = sold.purchase_row(sale, buyer, business_id=business_id)
    rows[PARTS["purchase"][month]].append(row)
    if sale.told.lines:
        lines = sold.line_rows(sale, business_id=business_id)
        rows[PARTS["purchase_line"][month]] += lines


def _add_customer(
    rows: Rows,
    counts: Counts,
    person: Person,
    totals: dict[str, Any],
    is_what: Membership,
) -> None:
    values = person.fields | person.moments | totals
    plan, key = person.plan, person.id
    values |= profile.derived(values, changed=profile.FIELDS, region=plan.country)
    values |= {"id": key, "business_id": plan.business_id, "profile_version": 1}
    values |= is_what.columns(key, spend_minor=totals["spend_minor"])
    if is_what.is_entered:
        entry_row = is_what.entry(key, plan)
        rows["membership_entry"].append(tuple(map(plain, entry_row.values())))
        # Whoever was deleted joined all the same.
        counts.joined[plan.business_id] += is_what.is_member
    rows["customer"].append(
        tuple(plain(values[column]) for column in TABLES["customer"])
    )
    ids = [person.external_id] if person.external_id else []
    rows["external_id"] += [
        (key, plan.business_id, key, SOURCE, value, "external") for value in ids
    ]
    if values["deleted_at"] is not None:
        return
    _count(counts, values, is_what)
    entry = rules.search_entry(values, external_ids=ids)
    business = plan.business_id
    rows["customer_word"] += [(business, kind, w, key) for kind, w in entry.words]
    rows["customer_suffix"] += [
        (business, suffix, key) for suffix in rules.suffixes(entry.phones)
    ]
    rows["customer_search"].append((business, key, entry.words_text, entry.phones_text))


def _count(counts: Counts, values: Mapping[str, Any], is_what: Membership) -> None:
    """Count a customer who is not deleted."""
    business_id, spend = values["business_id"], values["spend_minor"]
    found = place(
        is_member=is_what.is_member, held_until=is_what.held_until, spend_minor=spend
    )
    names = [*tallies.names(values), *found.names]
    counts.tallies.update((business_id, name) for name in names)
    if found != ("none", 0):
        counts.spends[business_id, *found] += 1


def _insert(
    connection: sqlite3.Connection, name: str, rows: list[tuple[Any, ...]]
) -> None:
    if rows:
        marks = ", ".join("?" * len(rows[0]))
        connection.executemany(f"INSERT INTO {name} VALUES ({marks})", rows)
