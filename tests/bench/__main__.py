"""`make bench`: load once, serve, sign in, measure, print.

SIZE (customers, 1,000,000), DATABASE (sqlite or postgresql, both) and BENCH_DIR (where
the databases are kept) come from the environment.
"""

from __future__ import annotations

import os

import click

from tests import postgres
from tests.bench import cluster, kept, load, measure, table
from tests.bench.load import POSTGRESQL, SQLITE
from tests.bench.measure import Effort

SIZE = 1_000_000


def main(*, size: int, kinds: list[str], effort: Effort) -> None:
    """Measure each kind of database and print its table."""
    folder = kept.folder(size)
    say(f"The databases are kept in {folder}")
    for other in kept.older(size):
        say(f"Made of older rows, for no checkout or another: {other}")
    click.echo(f"{table.machine()}\n")
    with kept.alone(folder), cluster.kept_in(folder / "cluster") as server:
        loaded = [
            load.load(kind, size=size, folder=folder, server=server, say=say)
            for kind in kinds
        ]
        load.forget_rows(folder)
        for database in loaded:
            result = measure.run(database, effort=effort, say=say)
            for line in table.written(result, size=size):
                click.echo(line)


def say(text: str) -> None:
    """Tell what goes on, beside the table."""
    click.echo(text, err=True)


def asked_kinds() -> list[str]:
    """The databases to measure. Raises: SystemExit for one that is not there."""
    asked = os.environ.get("DATABASE") or ""
    if asked not in ("", SQLITE, POSTGRESQL):
        raise SystemExit(f"DATABASE is {SQLITE} or {POSTGRESQL}, not {asked!r}.")
    kinds = [asked] if asked else [SQLITE, POSTGRESQL]
    if POSTGRESQL in kinds and postgres.find() is None:
        if asked:
            raise SystemExit(postgres.MISSING)
        say(f"{postgres.MISSING} Only SQLite is measured.")
        kinds.remove(POSTGRESQL)
    return kinds


def asked_size() -> int:
    """How many customers. Raises: SystemExit for what is no such number."""
    text = (os.environ.get("SIZE") or str(SIZE)).replace("_", "").replace(",", "")
    if not text.isdecimal() or int(text) < 100:
        raise SystemExit(f"SIZE is a number of customers, 100 or more, not {text!r}.")
    return int(text)


if __name__ == "__main__":
    main(size=asked_size(), kinds=asked_kinds(), effort=Effort())
