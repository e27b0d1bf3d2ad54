"""The measurement at its smallest: it loads, finds whom it loaded, fills every row."""

from __future__ import annotations

import re
import sqlite3
from pathlib import Path

import pytest

from tests import postgres
from tests.bench import __main__ as bench
from tests.bench import check, kept, load, rows
from tests.bench.asking import Client
from tests.bench.figures import Figures, Result
from tests.bench.load import POSTGRESQL, SQLITE, Loaded
from tests.bench.measure import Effort
from tests.bench.people import chunks, people
from tests.bench.plans import Plan
from tests.bench.running import Run
from tests.bench.server import Server
from tests.bench.table import written
from tests.bench.writes import BARE_INSERT, WRITES

SIZE = 300
LEAST = Effort(
    asked=1,
    warm=0,
    slice=1,
    seconds=0,
    counted=1,
    imported=30,
    tablets=3,
    watched=0.3,
    interval=0.3,
)


def test_the_same_customers_are_made_every_time() -> None:
    plans = (Plan(1, "big", "GB", 70, (1, 2), (1,)), Plan(2, "b", "DE", 30, (3,), (2,)))

    first, second = (list(people(0, size=SIZE, plans=plans)) for _ in range(2))

    assert first == second
    assert [person.id for person in first] == list(range(1, SIZE + 1))
    assert {person.plan.slug for person in first} == {"big", "b"}


def test_every_customer_is_in_one_chunk() -> None:
    plans = (Plan(1, "big", "GB", 70, (1,), (1,)),)

    made = [p.id for n in chunks(5_100) for p in people(n, size=5_100, plans=plans)]

    assert made == list(range(1, 5_101))


def test_it_fills_every_row(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    # Of the two the one that needs more; the loading of both is tried elsewhere.
    kind = POSTGRESQL if postgres.find() else SQLITE

    bench.main(size=SIZE, kinds=[kind], effort=LEAST)
    printed = capsys.readouterr().out

    for row in rows.ROWS:
        assert printed.count(f"| {row.title} |") == 1, row.title
    for write in (BARE_INSERT, *WRITES):
        assert printed.count(f"| {write.title} |") == 1, write.title
    for what in ("customers", "purchases"):
        assert printed.count(f"| importing {what} | 30 |") == 1
    for title in rows.SEARCHES:
        assert printed.count(f"| {title} |") == 1, title
    found = re.findall(
        r"\| (?:activating membership|undoing that run) \| (\d+)", printed
    )
    assert len(found) == 2
    assert SIZE // 10 < int(found[1]) <= int(found[0]) < SIZE // 2
    assert printed.count("| 3 open tablets, each asking every 0.3 s |") == 1
    assert not list(folder.glob("*/rows"))


def test_it_loads_once_and_refuses_rows_that_nobody_finds(folder: Path) -> None:
    place, said = kept.folder(SIZE), list[str]()
    loaded, again = (
        load.load(SQLITE, size=SIZE, folder=place, server=None, say=said.append)
        for _ in range(2)
    )
    with sqlite3.connect(place / "regulars.db") as connection:
        connection.execute("DELETE FROM customer_word WHERE kind = 'code'")
    plan = Plan(1, "big", "GB", 70, (1,), (1,))

    assert loaded == again
    assert len(said) == 1
    with (
        load.make_app(loaded.url, folder=place).app_context(),
        pytest.raises(check.WronglyLoaded, match="is not found by"),
    ):
        check.refuse_what_is_wrong((plan,))


def test_a_page_that_is_missing_stops_the_measurement(tmp_path: Path) -> None:
    config = "tests/bench/bare_gunicorn.py"
    with (
        Server(
            "tests.bench.bare:app",
            config=config,
            log=tmp_path / "log",
            settings={},
            answers_at="/",
        ) as server,
        Client() as client,
    ):
        job = {"port": server.port, "headers": {}, "clients": 2, "seconds": 0.05}
        told = client.ask(**job, warm=["/"], paths=["/", "/"])
        with pytest.raises(RuntimeError, match=r"\[404, '/nowhere'\]"):
            client.ask(**job, warm=[], paths=["/nowhere"])

    assert told["bytes"] == [2, 2]
    assert told["rate"] > 0


@pytest.mark.parametrize("size", ["none", "-5", "99"])
def test_a_size_that_is_none_is_refused(
    size: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIZE", size)

    with pytest.raises(SystemExit, match="SIZE is a number"):
        bench.asked_size()


def test_a_database_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE", "mysql")

    with pytest.raises(SystemExit, match="sqlite or postgresql"):
        bench.asked_kinds()


def test_what_is_over_its_bar_is_bold() -> None:
    loaded = Loaded(SQLITE, "", Path(), 1.0, 1, "SQLite 3")
    search = Figures("search: three letters", (5, 12), ms=[6.0, 6.0])
    found = [
        Figures(rows.BARE.title, None, ms=[1.0, 1.0]),
        Figures(rows.REMEMBERED, None, ms=[4.0, 4.0]),
        search,
        Figures("profile", (7, 16), ms=[6.0, 6.0]),
    ]

    runs = [Run("a run", 300_000, 9.0, [4.0, 301.0]), Run("quick", 9, 11.0, [4.0])]

    result = Result(loaded, found, {"town": [1.0]}, "9 MB", runs=runs)
    lines = list(written(result, size=SIZE))

    assert any("| **6.0 / 6.0** | 5 / 12 |" in line for line in lines)
    assert any("| 6.0 / 6.0 | 7 / 16 |" in line for line in lines)
    assert any(
        "| 9.0 | 10 | 152 / 286 ms of 2 | **301 ms** |" in line for line in lines
    )
    assert any("| **11.0** | 10 | 4 / 4 ms of 1 | 4 ms |" in line for line in lines)
    assert any("cost 1.50 times the rows from memory" in line for line in lines)
