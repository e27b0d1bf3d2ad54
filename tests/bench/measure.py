"""One run over one database: every row of the table, the bare answer between them."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from itertools import cycle, islice

from customers.ground.db import db
from tests.bench import doors, inside
from tests.bench.asking import Client
from tests.bench.figures import Figures, Result
from tests.bench.inside import AS_HTMX
from tests.bench.known import Known
from tests.bench.load import (
    EMAIL,
    PASSWORD,
    SEARCHES_PER_MINUTE,
    SECRET,
    Loaded,
    Say,
    make_app,
)
from tests.bench.rows import BARE, ROWS, SEARCHES, Row
from tests.bench.server import Server
from tests.bench.sign_in import sign_in

CLIENTS = 16
_PLAIN = {"Accept": "text/html", "User-Agent": "bench"}


@dataclass(frozen=True)
class Effort:
    """How many requests of a row are measured after how many that are not.

    `slice` bare answers are asked for before every row; `seconds` is how long all
    clients ask together, 0 for not at all; `counted` requests are looked at for their
    statements.
    """

    asked: int = 200
    warm: int = 30
    slice: int = 40
    seconds: float = 2.0
    counted: int = 4


def run(loaded: Loaded, *, effort: Effort, say: Say) -> Result:
    """Measure everything over this database."""
    paths, counted, searched = _look_inside(loaded, effort)
    settings = {
        "DATABASE_URL": loaded.url,
        "REGULARS_INSTANCE": str(loaded.folder / "instance"),
        "REGULARS_ENV": "embedded",
        "SECRET_KEY": SECRET,
        "REGULARS_SEARCHES_PER_MINUTE": str(SEARCHES_PER_MINUTE),
    }
    with ExitStack() as stack:
        client = stack.enter_context(Client())
        bare = stack.enter_context(_server("bare", loaded, "/", {}))
        app = stack.enter_context(_server("served", loaded, "/healthz", settings))
        cookie = sign_in(app.port, email=EMAIL, password=PASSWORD)
        rows = [Figures(BARE.title, None)]
        for row in ROWS:
            _ask(BARE, ["/"], rows[0], bare, client, effort=effort, is_slice=True)
            if row is BARE:
                continue
            say(f"{loaded.kind}: {row.title}")
            figures = Figures(row.title, row.bar, statements=counted[row.title])
            given = paths[row.title]
            _ask(row, given, figures, app, client, effort=effort, cookie=cookie)
            rows.append(figures)
        _ask(BARE, ["/"], rows[0], bare, client, effort=effort)
        return Result(loaded, rows, searched, app.memory())


def _look_inside(
    loaded: Loaded, effort: Effort
) -> tuple[dict[str, list[str]], dict[str, int], dict[str, list[float]]]:
    """The paths of every row, their statements, and the searches by themselves."""
    app = make_app(loaded.url, folder=loaded.folder)
    app.register_blueprint(doors.room)
    with app.app_context():
        known = Known()
        paths = {row.title: list(row.paths(known)) for row in ROWS}
        texts = {title: list(given(known)) for title, given in SEARCHES.items()}
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
    with app.app_context():
        db.engine.dispose()
    return paths, counted, searched


def _ask(
    row: Row,
    paths: list[str],
    figures: Figures,
    server: Server,
    client: Client,
    *,
    effort: Effort,
    cookie: str = "",
    is_slice: bool = False,
) -> None:
    """Let the client ask for the row's paths, those it was warmed up with left out."""
    count = effort.slice if is_slice else effort.asked
    warm = paths if row.warm_all else list(islice(cycle(paths), effort.warm))
    start = 0 if row.warm_all else effort.warm
    told = client.ask(
        port=server.port,
        headers=_PLAIN
        | (AS_HTMX if row.is_part else {})
        | ({"Cookie": cookie} if cookie else {}),
        warm=warm,
        paths=list(islice(cycle(paths), start, start + count)),
        clients=CLIENTS,
        seconds=0 if is_slice else effort.seconds,
    )
    figures.ms += told["ms"]
    figures.bytes = sorted(told["bytes"])[len(told["bytes"]) // 2]
    figures.rate = told["rate"]


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
