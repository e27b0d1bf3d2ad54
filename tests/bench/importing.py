"""Importing as a shop does it: files, the commands, a business that is new.

What a command needs to start counts as well.
"""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from random import Random
from secrets import token_hex
from typing import Any, NamedTuple

from customers.accounts import service as accounts
from customers.accounts.passwords import hash_password
from customers.ground import work
from customers.ground.db import db
from tests.bench.commands import said_by
from tests.bench.load import Loaded, Say, make_app
from tests.bench.people import LAST_DAY, chunks, people
from tests.bench.plans import EMAIL, PASSWORD, Plan

SOURCE = "till"
# Rows a second, on SQLite.
CUSTOMERS_BAR, PURCHASES_BAR = 5_000, 3_000
_SEED = 13


class Imported(NamedTuple):
    """A file that was imported: how many rows it had, in how many seconds."""

    title: str
    rows: int
    seconds: float
    bar: int

    @property
    def rate(self) -> float:
        """Rows a second."""
        return self.rows / self.seconds


def measured(
    loaded: Loaded, *, rows: int, settings: Mapping[str, str], say: Say
) -> list[Imported]:
    """Import `rows` customers, and as many purchases of theirs, into a new business.

    Raises: RuntimeError with the command's words where it takes not all of them.
    """
    slug = f"imports-{token_hex(6)}"
    _settle(loaded, slug)
    customers, purchases = _written(loaded.folder, rows)
    found = []
    for title, path, bar in (
        ("customers", customers, CUSTOMERS_BAR),
        ("purchases", purchases, PURCHASES_BAR),
    ):
        say(f"{loaded.kind}: importing {title}")
        asked = (f"import-{title}", str(path), "--business", slug, "--source", SOURCE)
        began = time.perf_counter()
        told = said_by(settings, *asked)
        seconds = time.perf_counter() - began
        counts = json.loads(told.splitlines()[-1])
        if rows not in counts.values():
            raise RuntimeError(f"Not all {title} came in: {counts}")
        found.append(Imported(f"importing {title}", rows, seconds, bar))
        path.unlink()
    return found


def _settle(loaded: Loaded, slug: str) -> None:
    app = make_app(loaded.url, folder=loaded.folder)
    with app.app_context():
        work.run(
            lambda: accounts.create_business(
                name="Imports",
                slug=slug,
                country="GB",
                currency="GBP",
                timezone="Europe/London",
                owner_name="Ivy Imports",
                owner_email=f"{slug}.{EMAIL}",
                password_hash=hash_password(PASSWORD),
            )
        )
        db.session.remove()
        db.engine.dispose()


def _written(folder: Path, rows: int) -> tuple[Path, Path]:
    """The two files, as a till might have written them."""
    plan = Plan(1, "imports", "GB", 1, (1,), (1,))
    everybody = [
        person.fields
        for number in chunks(rows)
        for person in people(number, size=rows, plans=(plan,))
    ]
    columns = ("code", "name", "phone", "email", "street", "postcode", "town", "since")
    return (
        _file(
            folder / "customers.csv",
            columns,
            ([fields[column] for column in columns] for fields in everybody),
        ),
        _file(
            folder / "purchases.csv",
            ("purchase_no", "customer_code", "purchase_date", "quantity", "amount"),
            _purchases([fields["code"] for fields in everybody]),
        ),
    )


def _purchases(codes: list[str]) -> Iterator[list[Any]]:
    random = Random(_SEED)
    for number, _code in enumerate(codes):
        pence = int(random.lognormvariate(7.8, 0.8)) + 1
        day = LAST_DAY.replace(day=1 + number % 20)
        yield [
            *(f"P-{number:07d}", random.choice(codes), day.isoformat()),
            *(random.randint(1, 6), f"{pence // 100}.{pence % 100:02d}"),
        ]


def _file(path: Path, columns: Iterable[str], rows: Iterable[list[Any]]) -> Path:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
    return path
