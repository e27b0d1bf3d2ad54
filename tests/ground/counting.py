"""A kind of job that counts, and a worker process: `python -m tests.ground.counting`.

Each number is added to a counter and written to the job's file, so that one that was
lost or counted twice is seen in both.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from customers import create_app
from customers.accounts.actors import Actor
from customers.accounts.permissions import EDIT_CUSTOMERS
from customers.directory.models import Counter
from customers.ground import config, jobs, tenancy, work
from customers.ground.db import db
from customers.ground.jobs import Job, Progress, Task

KIND = "counting"

# What a test lets happen in a step, before anything of the chunk is written and after.
before: list[Callable[[Task], Any]] = []
after: list[Callable[[Task], Any]] = []


def prepare(task: Task) -> bytes:
    """The numbers of this chunk, a line each, in the time that was asked for."""
    time.sleep(task.given.get("seconds", 0))
    start = task.place or 0
    numbers = range(start, min(start + task.given["chunk"], task.given["to"]))
    return b"".join(b"%d\n" % number for number in numbers)


def step(task: Task, prepared: bytes) -> Progress:
    """Count the numbers of this chunk."""
    for happens in before:
        happens(task)
    count = prepared.count(b"\n")
    counted = (
        update(Counter)
        .where(Counter.name == KIND)
        .values(value=Counter.value + count)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(counted)
    jobs.write_part(task, prepared)
    for happens in after:
        happens(task)
    done = (task.place or 0) + count
    to = task.given["to"]
    return Progress(
        place=done, done=done, of=to, result={"counted": done}, is_finished=done >= to
    )


jobs.register(
    KIND,
    permission=EDIT_CUSTOMERS,
    prepare=prepare,
    step=step,
    download_url=lambda job_id: f"/files/{job_id}",
    result_in_words=lambda result: f"{result['counted']} counted.",
)


def tell(task: Task, _prepared: Any) -> Progress | None:
    """Say how far it is, one of the figures given after the other."""
    place = task.place or 0
    if place == len(task.given["told"]):
        return None
    return Progress(place=place + 1, done=task.given["told"][place])


jobs.register("telling", permission=EDIT_CUSTOMERS, step=tell)


def ask(
    actor: Actor, *, to: int = 10, chunk: int = 3, kind: str = KIND, **given: Any
) -> int:
    """Ask in a unit of work to count from 0 up to `to`; the job's id."""
    asked = {"to": to, "chunk": chunk, **given}
    tenancy.enter(db.session(), actor.business_id)

    def begin() -> int:
        if db.session.scalar(select(Counter.id).where(Counter.name == KIND)) is None:
            db.session.add(Counter(name=KIND, value=0))
        return jobs.enqueue(kind, title="Count", given=asked, actor=actor).id

    return work.run(begin)


def work_off(app: Flask) -> None:
    """Let a worker do what waits, and look anew."""
    look_anew()
    jobs.Worker(app).run_once()
    look_anew()


def look_anew() -> None:
    """Forget what was read, so that what another session wrote is seen."""
    db.session.expire_all()
    work.end_read()


def seen(job_id: int) -> Job:
    """The job as it is now."""
    job: Job = db.session.get(Job, job_id, populate_existing=True)
    assert job is not None
    return job


def counted() -> int:
    """What all jobs together have counted."""
    return db.session.scalars(select(Counter.value).where(Counter.name == KIND)).one()


def lines(job_id: int) -> list[int]:
    """The numbers in the job's file."""
    return [int(line) for line in b"".join(jobs.parts(job_id)).split()]


def main(url: str, instance: str) -> None:
    """Work as `flask worker` does, until the process is ended."""
    settings = config.Config(
        environment=config.EMBEDDED,
        database_url=url,
        migration_database_url=url,
        secret_key="a key that only this process knows, for nothing",
        instance=Path(instance),
    )
    create_app(settings).test_cli_runner().invoke(args=["worker"])


if __name__ == "__main__":
    main(*sys.argv[1:])
