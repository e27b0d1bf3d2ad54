"""A process that sells as it is told: `python -m tests.purchases.sellers`.

It reads an order a line, says that it is ready, waits for a line to begin, and answers
with a line of what became of each. An order is a list of units of work, each with a
verb, what it is about, and at how many milliseconds it begins.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
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

ROOT = Path(__file__).parents[2]
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


def say(line: str) -> None:
    """Answer with a line, at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(url: str, instance: str, business_id: str) -> None:
    """Do what is told, until nothing more is."""
    settings = config.Config(
        environment=config.EMBEDDED,
        database_url=url,
        migration_database_url=url,
        secret_key="a key that only this process knows, for nothing",
        instance=Path(instance),
    )
    with create_app(settings).app_context():
        tenancy.enter(db.session(), int(business_id))
        actor = current_roster().actor_of(None)
        work.end_read()
        while line := sys.stdin.readline():
            say("ready")
            sys.stdin.readline()
            begun, answers = time.monotonic(), []
            for verb, about, at in json.loads(line):
                time.sleep(max(0.0, begun + at / 1000 - time.monotonic()))
                answers.append(do(verb, about, actor))
            say(json.dumps(answers))


class Sellers:
    """So many processes that sell in one business, started once for many orders."""

    def __init__(
        self, count: int, *, url: str, instance: str, business_id: int
    ) -> None:
        module = "tests.purchases.sellers"
        command = [sys.executable, "-m", module, url, instance, str(business_id)]
        self.processes = [
            subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
            for _ in range(count)
        ]

    def __enter__(self) -> Sellers:
        return self

    def begin(self, orders: Sequence[Sequence[Unit]]) -> None:
        """Let the first of them carry out an order each, all at the same time."""
        busy = self.processes[: len(orders)]
        for process, order in zip(busy, orders, strict=True):
            self._say(process, json.dumps(order))
        for process in busy:
            assert self._heard(process) == "ready"
        for process in busy:
            self._say(process, "go")

    def answers(self, count: int) -> list[list[Any]]:
        """What the first so many say when they are done."""
        return [json.loads(self._heard(one)) for one in self.processes[:count]]

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
        for process in self.processes:
            process.communicate(timeout=60)

    def _say(self, process: subprocess.Popen[str], line: str) -> None:
        assert process.stdin is not None
        process.stdin.write(line + "\n")
        process.stdin.flush()

    def _heard(self, process: subprocess.Popen[str]) -> str:
        assert process.stdout is not None
        return process.stdout.readline().strip()


if __name__ == "__main__":
    main(*sys.argv[1:])
