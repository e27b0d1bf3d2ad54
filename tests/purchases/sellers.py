"""Processes that sell as they are told.

Each takes an order, says that it is ready, waits for the word to begin, and answers
with what became of each. An order is a list of units of work, each with a verb, what it
is about, and at how many milliseconds it begins.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import time
from collections.abc import Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any

from customers import create_app
from customers.ground import config, tenancy, work
from customers.ground.db import db
from customers.ground.errors import Refused
from customers.ground.forms import checked
from customers.ground.jobs.roster import current_roster
from customers.membership import service as membership
from customers.membership.schemas import SwitchInput
from customers.purchases import service
from customers.purchases.input_schemas import RefundInput
from tests.purchases.sold import refund, sale

READY = "ready"
# A unit of work: its verb, what it is about, and when it begins.
Unit = tuple[str, Any, int]


def told(kind: str, reference: str, total: int, more: dict[str, Any]) -> Any:
    """A purchase or refund as an order says it."""
    return (sale if kind == "sale" else refund)(reference, total, **more)


def do(verb: str, about: Any, actor: Any) -> Any:
    """Carry out one unit of work: what became of it, or how it was refused."""
    verbs = {
        "record": lambda: [
            outcome.kind
            for outcome in service.record_purchases(
                [told(*one) for one in about], actor=actor
            )
        ],
        "refund": lambda: service.refund(
            about[0], values=checked(about[1], schema=RefundInput), actor=actor
        ),
        "void": lambda: service.void(about, actor=actor),
        "attach": lambda: service.attach(about[0], customer_id=about[1], actor=actor),
        "switch": lambda: membership.switch(
            about[0], values=SwitchInput(**about[1]), actor=actor
        ),
        "undo_switch": lambda: membership.undo_switch(about, actor=actor),
        "release": lambda: membership.release(about, actor=actor),
    }
    try:
        return work.run(verbs[verb])
    except Refused as refused:
        return type(refused).__name__


def main(orders: Connection, url: str, instance: str, business_id: int) -> None:
    """Do what is told, until nothing more is."""
    settings = config.Config(
        environment=config.EMBEDDED,
        database_url=url,
        migration_database_url=url,
        secret_key="a key that only this process knows, for nothing",
        instance=Path(instance),
    )
    with create_app(settings).app_context():
        tenancy.enter(db.session(), business_id)
        actor = current_roster().actor_of(None)
        work.end_read()
        while (order := orders.recv()) is not None:
            orders.send(READY)
            orders.recv()
            begun, answers = time.monotonic(), []
            for verb, about, at in order:
                time.sleep(max(0.0, begun + at / 1000 - time.monotonic()))
                answers.append(do(verb, about, actor))
            orders.send(json.dumps(answers))


class Sellers:
    """So many processes that sell in one business, started once for many orders.

    They are forked from one that has read the code already, and nothing else.
    """

    def __init__(
        self, count: int, *, url: str, instance: str, business_id: int
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        self._lines: list[Connection] = []
        self._processes = []
        for _ in range(count):
            here, there = context.Pipe()
            told_once = (there, url, instance, business_id)
            process = context.Process(target=main, args=told_once, daemon=True)
            process.start()
            there.close()
            self._lines.append(here)
            self._processes.append(process)

    def __enter__(self) -> Sellers:
        return self

    def begin(self, orders: Sequence[Sequence[Unit]]) -> None:
        """Let the first of them carry out an order each, all at the same time."""
        busy = self._lines[: len(orders)]
        for line, order in zip(busy, orders, strict=True):
            line.send(list(order))
        for line in busy:
            assert line.recv() == READY
        for line in busy:
            line.send("go")

    def answers(self, count: int) -> list[list[Any]]:
        """What the first so many say when they are done."""
        return [json.loads(line.recv()) for line in self._lines[:count]]

    def sell(self, orders: Sequence[Sequence[Unit]]) -> list[list[Any]]:
        """Begin, and wait for the answers."""
        self.begin(orders)
        return self.answers(len(orders))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for line in self._lines:
            with contextlib.suppress(OSError):
                line.send(None)
        for process in self._processes:
            process.join(timeout=60)
            process.kill()
