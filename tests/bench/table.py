"""What was measured, as Markdown."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterator, Sequence

from tests.bench.alive import CPU_PERCENT, REACH_SECONDS, Alive
from tests.bench.figures import Figures, Result, percentile
from tests.bench.importing import Imported
from tests.bench.load import POSTGRESQL
from tests.bench.measure import CLIENTS
from tests.bench.rows import BARE, OVER_REMEMBERED, REMEMBERED
from tests.bench.running import RUN_SECONDS, WAIT_MS, Run
from tests.bench.writes import BARE_INSERT

_HEAD = (
    *("work", "p50 ms", "p95 ms", "× bare p50 / p95", "bar"),
    *(f"a second ({CLIENTS} clients)", "statements", "KB"),
)
# PostgreSQL may take twice the bar.
_GRACE = {POSTGRESQL: 2.0}


def machine() -> str:
    """The machine in a line: what the figures depend on."""
    load = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, load at the start {load:.1f}"
    )


def written(result: Result, *, size: int) -> Iterator[str]:
    """The lines about one database: where, the table, the searches by themselves."""
    loaded = result.loaded
    yield f"## {loaded.version}, {size:,} customers"
    yield ""
    yield (
        f"Loaded in {loaded.seconds:,.0f} s; the database has {loaded.megabytes:,} MB; "
        f"the web process, after all this, {result.memory}."
    )
    yield ""
    yield from _rows(_HEAD, [_cells(row, result) for row in result.rows])
    yield ""
    yield from _over_remembered(result)
    yield f"Writes are multiples of {BARE_INSERT.title}, the others of {BARE.title}."
    yield ""
    imports = [_imported(one, result.loaded.kind) for one in result.imports]
    yield from _rows(("work", "rows", "seconds", "a second", "bar"), imports)
    yield ""
    runs = [_ran(one, result.loaded.kind) for one in result.runs]
    head = ("work", "customers", "seconds", "bar", "a purchase meanwhile, p50 / p95")
    yield from _rows((*head, "the longest", "bar"), runs)
    yield ""
    if result.tablets is not None:
        yield from _tablets(result.tablets, loaded.kind)
        yield ""
    yield "Searches by themselves, from the text to the rows of a page:"
    yield ""
    searches = [
        [title, *(f"{percentile(ms, percent):.2f}" for percent in (50, 95))]
        for title, ms in result.searches.items()
    ]
    yield from _rows(("search", "p50 ms", "p95 ms"), searches)
    yield ""


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> Iterator[str]:
    yield f"| {' | '.join(head)} |"
    yield f"| --- |{' ---: |' * (len(head) - 1)}"
    yield from (f"| {' | '.join(row)} |" for row in rows)


def _cells(row: Figures, result: Result) -> list[str]:
    bare = next(one for one in result.rows if one.title == row.over)
    times = (row.p50 / bare.p50, row.p95 / bare.p95)
    bar = row.bar and tuple(
        most * _GRACE.get(result.loaded.kind, 1.0) for most in row.bar
    )
    is_over = bar is not None and any(t > b for t, b in zip(times, bar, strict=True))
    shown = f"{times[0]:.1f} / {times[1]:.1f}"
    return [
        row.title,
        f"{row.p50:.2f}",
        f"{row.p95:.2f}",
        f"**{shown}**" if is_over else shown,
        f"{bar[0]:.0f} / {bar[1]:.0f}" if bar else "",
        f"{row.rate:,.0f}" if row.rate else "",
        str(row.statements),
        f"{row.bytes / 1_000:.1f}",
    ]


def _imported(one: Imported, kind: str) -> list[str]:
    """A file's row; PostgreSQL may take twice as long."""
    bar = one.bar / _GRACE.get(kind, 1.0)
    rate = f"{one.rate:,.0f}"
    return [
        *(one.title, f"{one.rows:,}", f"{one.seconds:.1f}"),
        *(rate if one.rate >= bar else f"**{rate}**", f"{bar:,.0f}"),
    ]


def _ran(one: Run, kind: str) -> list[str]:
    """A run's row; PostgreSQL may take twice as long, but nobody waits longer."""
    bar = RUN_SECONDS * _GRACE.get(kind, 1.0)
    seconds, longest = f"{one.seconds:.1f}", max(one.waited, default=0.0)
    middle, most = (percentile(one.waited or [0.0], percent) for percent in (50, 95))
    return [
        *(one.title, f"{one.customers:,}"),
        *(seconds if one.seconds <= bar else f"**{seconds}**", f"{bar:.0f}"),
        f"{middle:.0f} / {most:.0f} ms of {len(one.waited)}",
        f"{longest:.0f} ms" if longest <= WAIT_MS else f"**{longest:.0f} ms**",
        f"{WAIT_MS:.0f} ms",
    ]


def _tablets(one: Alive, kind: str) -> Iterator[str]:
    """Open tablets; on PostgreSQL the server may compute twice as much, not longer."""
    most = CPU_PERCENT * _GRACE.get(kind, 1.0)
    percent, reached = one.cpu_percent, max(one.after)
    cpu = "unknown" if percent is None else f"{percent:.1f}%"
    waited = f"{reached:.2f} s"
    row = [
        f"{one.tablets} open tablets, each asking every {one.interval:g} s",
        f"{one.polls_a_second:.0f}",
        " / ".join(f"{percentile(one.ms, percent):.1f}" for percent in (50, 95)),
        f"**{cpu}**" if percent is not None and percent > most else cpu,
        f"{most:.0f}%",
        f"{percentile(one.after, 50):.2f} s",
        f"**{waited}**" if reached > REACH_SECONDS else waited,
        f"{REACH_SECONDS:.0f} s",
    ]
    head = ("nothing happens", "polls a second", "p50 / p95 ms", "CPU of a core", "bar")
    yield from _rows((*head, "a sale is seen, p50", "by the last", "bar"), [row])


def _over_remembered(result: Result) -> Iterator[str]:
    """The search beside the same rows from memory; what is bold is over its bar."""
    found = {row.title: row for row in result.rows}
    times = found["search: three letters"].p50 / found[REMEMBERED].p50
    yield (
        f"Three letters cost {times:.2f} times the rows from memory (bar "
        f"{OVER_REMEMBERED}). Bold is over the bar."
    )
