"""One run over one database: every row of the table, the bare answer between them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any, NamedTuple
from urllib.parse import urlencode

from customers.ground.db import db
from tests.bench import alive, doors, importing, inside, running
from tests.bench.alive import Alive
from tests.bench.asking import Client
from tests.bench.figures import Figures, Result
from tests.bench.inside import AS_HTMX
from tests.bench.known import Known
from tests.bench.load import (
    SEARCHES_PER_MINUTE,
    SECRET,
    Loaded,
    Say,
    make_app,
)
from tests.bench.plans import EMAIL, PASSWORD
from tests.bench.rows import BARE, ROWS, SEARCHES, Row
from tests.bench.running import Run, Selling
from tests.bench.server import Server
from tests.bench.sign_in import secrets, sign_in
from tests.bench.writes import BARE_INSERT, RECORDING, WRITES, Fields, Write

CLIENTS = 16
_PLAIN = {"Accept": "text/html", "User-Agent": "bench"}


@dataclass(frozen=True)
class Effort:
    """How many requests of a row are measured after how many that are not.

    `slice` bare answers are asked for before every row; `seconds` is how long all
    clients ask together, 0 for not at all; `counted` requests are looked at for their
    statements. `imported` customers are imported, and as many purchases. So many
    `tablets` are watched for `watched` seconds; they ask every `interval` seconds, None
    for as often as pages do.
    """

    asked: int = 200
    warm: int = 30
    slice: int = 40
    seconds: float = 2.0
    counted: int = 4
    imported: int = 30_000
    tablets: int = alive.TABLETS
    watched: float = 20.0
    interval: float | None = None


def run(loaded: Loaded, *, effort: Effort, say: Say) -> Result:
    """Measure everything over this database."""
    inside_first = _look_inside(loaded, effort)
    settings = {
        "DATABASE_URL": loaded.url,
        "REGULARS_INSTANCE": str(loaded.folder / "instance"),
        "REGULARS_ENV": "embedded",
        "SECRET_KEY": SECRET,
        "REGULARS_SEARCHES_PER_MINUTE": str(SEARCHES_PER_MINUTE),
    }
    with ExitStack() as stack:
        client = stack.enter_context(Client())
        inserts = {"BENCH_INSERTS": loaded.url}
        bare = stack.enter_context(_server("bare", loaded, "/", inserts))
        app = stack.enter_context(_server("served", loaded, "/healthz", settings))
        table = Table(inside_first, loaded, effort, client, bare, app, say)
        rows = [*table.reads(), *table.writes()]
        tablets = table.tablets()
        runs = table.runs(settings)
        memory = app.memory()
    imports = importing.measured(
        loaded, rows=effort.imported, settings=settings, say=say
    )
    return Result(loaded, rows, inside_first.searched, memory, imports, runs, tablets)


class Inside(NamedTuple):
    """What is known before anything is served.

    The paths of every row and what a write sends, their statements, and the
    milliseconds of the searches by themselves; `threshold` is what a run goes by.
    """

    paths: dict[str, list[str]]
    statements: dict[str, int]
    searched: dict[str, list[float]]
    threshold: str


class Table:
    """The rows of the table, measured one after the other."""

    def __init__(
        self,
        known: Inside,
        loaded: Loaded,
        effort: Effort,
        client: Client,
        bare: Server,
        app: Server,
        say: Say,
    ) -> None:
        self.inside = known
        self.loaded = loaded
        self.effort = effort
        self.client = client
        self.bare = bare
        self.app = app
        self.say = say
        self.cookie = sign_in(app.port, email=EMAIL, password=PASSWORD)

    def reads(self) -> list[Figures]:
        """The pages and parts, the bare answer between them."""
        rows = [Figures(BARE.title, None)]
        for row in ROWS:
            self._ask(BARE, rows[0], is_slice=True)
            if row is not BARE:
                self.say(f"{self.loaded.kind}: {row.title}")
                statements = self.inside.statements[row.title]
                figures = Figures(row.title, row.bar, statements=statements)
                self._ask(row, figures)
                rows.append(figures)
        self._ask(BARE, rows[0])
        return rows

    def writes(self) -> list[Figures]:
        """What changes something, the bare INSERT before and after each."""
        self.cookie, hidden = secrets(self.app.port, cookie=self.cookie)
        rows = [Figures(BARE_INSERT.title, None)]
        for write in WRITES:
            self.say(f"{self.loaded.kind}: {write.title}")
            self._send(BARE_INSERT, rows[0], {})
            figures = Figures(
                write.title,
                write.bar,
                statements=self.inside.statements[write.title],
                over=BARE_INSERT.title,
            )
            self._send(write, figures, hidden)
            rows.append(figures)
        self._send(BARE_INSERT, rows[0], {})
        return rows

    def tablets(self) -> Alive:
        """Open tablets, of whom one customer buys something."""
        effort, port = self.effort, self.app.port
        self.say(f"{self.loaded.kind}: {effort.tablets} open tablets")
        self.cookie, hidden = secrets(port, cookie=self.cookie)
        path = self.inside.paths[RECORDING.title][0]
        profile = path.removesuffix("/purchases/new")
        return alive.measured(
            self.app,
            loaded=self.loaded,
            pages=["/customers", "/", profile],
            sale=(path, RECORDING.fields(0) | hidden, self.cookie),
            tablets=effort.tablets,
            interval=effort.interval or alive.interval_seconds(),
            seconds=effort.watched,
        )

    def runs(self, settings: dict[str, str]) -> list[Run]:
        """Runs over very many while purchases are recorded."""
        self.cookie, hidden = secrets(self.app.port, cookie=self.cookie)
        selling = Selling(
            port=self.app.port,
            headers=self._headers(is_part=True, is_bare=False),
            paths=self.inside.paths[RECORDING.title],
            fields=lambda number: RECORDING.fields(number) | hidden,
        )
        return running.measured(
            self.loaded,
            threshold=self.inside.threshold,
            selling=selling,
            settings=settings,
            say=self.say,
        )

    def _ask(self, row: Row, figures: Figures, *, is_slice: bool = False) -> None:
        """Let the client ask for the row's paths, but those it was warmed up with."""
        effort, paths = self.effort, self.inside.paths[row.title]
        count = effort.slice if is_slice else effort.asked
        start = 0 if row.warm_all else effort.warm
        told = self.client.ask(
            port=(self.bare if row is BARE else self.app).port,
            headers=self._headers(is_part=row.is_part, is_bare=row is BARE),
            warm=paths if row.warm_all else list(islice(cycle(paths), effort.warm)),
            paths=list(islice(cycle(paths), start, start + count)),
            clients=CLIENTS,
            seconds=0 if is_slice else effort.seconds,
        )
        _note(figures, told)
        figures.rate = told["rate"]

    def _send(self, write: Write, figures: Figures, hidden: Fields) -> None:
        """Let the client send the write's forms, one by one."""
        warm, is_bare = self.effort.warm, write is BARE_INSERT
        paths = self.inside.paths[write.title]
        told = self.client.ask(
            port=(self.bare if is_bare else self.app).port,
            headers=self._headers(is_part=True, is_bare=is_bare),
            warm=paths[:warm],
            paths=paths[warm:],
            bodies=[urlencode(write.fields(n) | hidden) for n in range(len(paths))],
            clients=1,
            seconds=0,
        )
        _note(figures, told)

    def _headers(self, *, is_part: bool, is_bare: bool) -> dict[str, str]:
        cookie = {} if is_bare else {"Cookie": self.cookie}
        return _PLAIN | (AS_HTMX if is_part else {}) | cookie


def _note(figures: Figures, told: dict[str, Any]) -> None:
    figures.ms += told["ms"]
    figures.bytes = sorted(told["bytes"])[len(told["bytes"]) // 2]


def _look_inside(loaded: Loaded, effort: Effort) -> Inside:
    """Find what every row asks for, count its statements, search without the web."""
    app = make_app(loaded.url, folder=loaded.folder)
    app.register_blueprint(doors.room)
    with app.app_context():
        known = Known()
        paths = {row.title: list(row.paths(known)) for row in ROWS}
        sent = range(effort.warm + effort.asked)
        for write in (BARE_INSERT, *WRITES):
            paths[write.title] = [write.path(known, number) for number in sent]
        texts = {title: list(given(known)) for title, given in SEARCHES.items()}
        threshold = running.threshold_for(known)
        db.session.remove()
    searched = inside.searches(app, known=known, texts=texts, count=effort.asked)
    statements = inside.Statements(app)
    counted = {
        row.title: statements.most(
            paths[row.title][: effort.counted], is_part=row.is_part
        )
        for row in ROWS
        if row is not BARE
    }
    for write in WRITES:
        fields = write.fields(effort.asked)
        counted[write.title] = statements.of_post(paths[write.title][0], fields)
    with app.app_context():
        db.engine.dispose()
    return Inside(paths, counted, searched, threshold)


def _server(
    name: str, loaded: Loaded, answers_at: str, settings: dict[str, str]
) -> Server:
    config = "tests/bench/bare_gunicorn.py" if name == "bare" else None
    return Server(
        f"tests.bench.{name}:app",
        config=config or "deploy/gunicorn.conf.py",
        log=loaded.folder / f"{name}.log",
        settings=settings,
        answers_at=answers_at,
    )
