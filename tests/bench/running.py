"""A run over very many while a till goes on selling: how long it takes, who waits.

The run is the command of a shop, in a process of its own; the purchases are recorded
through the web, one after the other, each by another customer.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from itertools import count
from types import TracebackType
from typing import Any, NamedTuple
from urllib.parse import urlencode

from sqlalchemy import func, select

from customers.ground.db import db
from customers.membership.models import SpendTally
from customers.purchases.models import Purchase
from tests.bench.asking import Client
from tests.bench.kept import ROOT
from tests.bench.known import Known, enter
from tests.bench.load import Loaded, Say, make_app
from tests.bench.plans import BIG

# Of ten customers of all businesses so many are to join: 300,000 of a million.
OF_TEN, SHARE_OF_BIG = 3, 7
RUN_SECONDS, WAIT_MS = 10.0, 300.0
_PURCHASES_AT_ONCE, _PAUSE_SECONDS = 5, 0.05


class Run(NamedTuple):
    """A run, or its undoing, and what the purchases meanwhile took, in milliseconds."""

    title: str
    customers: int
    seconds: float
    waited: list[float]


class Selling:
    """What a till needs: where to send which forms, with which headers."""

    def __init__(
        self,
        *,
        port: int,
        headers: Mapping[str, str],
        paths: list[str],
        fields: Callable[[int], Mapping[str, str]],
    ) -> None:
        self._port, self._headers = port, dict(headers)
        self._paths, self._fields = paths, fields
        self._numbers = count()

    def some(self, client: Client) -> list[float]:
        """Record some purchases; the milliseconds of each."""
        numbers = [next(self._numbers) for _ in range(_PURCHASES_AT_ONCE)]
        told = client.ask(
            port=self._port,
            headers=self._headers,
            warm=[],
            paths=[self._paths[n % len(self._paths)] for n in numbers],
            bodies=[urlencode(dict(self._fields(n))) for n in numbers],
            clients=1,
            seconds=0,
        )
        return list(told["ms"])


class _Till:
    """Sells until the context ends; `waited` are the milliseconds of each purchase."""

    def __init__(self, selling: Selling) -> None:
        self.waited: list[float] = []
        self._selling = selling
        self._ends = threading.Event()
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._sell)

    def __enter__(self) -> _Till:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ends.set()
        self._thread.join()
        if self._failure is not None:
            raise self._failure

    def _sell(self) -> None:
        try:
            with Client() as client:
                while not self._ends.wait(_PAUSE_SECONDS):
                    self.waited += self._selling.some(client)
        except BaseException as error:  # noqa: BLE001 (told where the till ends)
            self._failure = error


def threshold_for(known: Known) -> str:
    """The amount that would join three of ten, of all businesses' customers."""
    wanted = known.total * OF_TEN // SHARE_OF_BIG
    steps = (
        select(SpendTally.from_minor, SpendTally.total)
        .where(SpendTally.state == "none", SpendTally.from_minor > 0)
        .order_by(SpendTally.from_minor.desc())
    )
    reached, threshold = 0, 1
    for from_minor, total in db.session.execute(steps):
        reached, threshold = reached + total, from_minor
        if reached >= wanted:
            break
    return f"{threshold // 100}.{threshold % 100:02d}"


def measured(
    loaded: Loaded,
    *,
    threshold: str,
    selling: Selling,
    settings: Mapping[str, str],
    say: Say,
) -> list[Run]:
    """Run over many, undo it, and prove that nothing is lost or wrong.

    Raises: RuntimeError for a purchase that is lost, and with the words of a command
    that fails, of `verify` above all.
    """
    before = _last_purchase(loaded)
    say(f"{loaded.kind}: a run while purchases are recorded")
    run, told = _timed(selling, settings, "activate", "--threshold", threshold)
    undoing, undone = _timed(selling, settings, "undo-run", str(told["run"]))
    runs = [
        run._replace(title="activating membership", customers=told["joined"]),
        undoing._replace(title="undoing that run", customers=undone["undone"]),
    ]
    _refuse_lost(loaded, behind=before, count=sum(len(one.waited) for one in runs))
    say(f"{loaded.kind}: verifying the business")
    _command(settings, "verify")
    return runs


def _timed(
    selling: Selling, settings: Mapping[str, str], *asked: str
) -> tuple[Run, dict[str, Any]]:
    with _Till(selling) as till:
        began = time.perf_counter()
        said = _command(settings, *asked)
        seconds = time.perf_counter() - began
    return Run(asked[0], 0, seconds, till.waited), json.loads(said.splitlines()[-1])


def _command(settings: Mapping[str, str], *asked: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "app", *asked, "--business", BIG],
        cwd=ROOT,
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{asked[0]} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


def _last_purchase(loaded: Loaded) -> int:
    return _in_big(loaded, lambda: db.session.scalar(select(func.max(Purchase.id))))


def _refuse_lost(loaded: Loaded, *, behind: int, count: int) -> None:
    wanted = select(func.count(Purchase.id)).where(Purchase.id > behind)
    found = _in_big(loaded, lambda: db.session.scalar(wanted))
    if found != count:
        raise RuntimeError(f"{count} purchases were answered, {found} are there.")


def _in_big(loaded: Loaded, action: Callable[[], int | None]) -> int:
    """A number of the big business."""
    app = make_app(loaded.url, folder=loaded.folder)
    with app.app_context():
        enter()
        found = action() or 0
        db.session.remove()
        db.engine.dispose()
    return found
