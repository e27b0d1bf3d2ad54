"""Holding a job while a chunk of it is prepared for long, such as a whole file read.

Its lease would run out meanwhile, and another worker would begin the same.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask, current_app
from sqlalchemy import update

from customers.ground import clock, tenancy, work
from customers.ground.db import db
from customers.ground.jobs import claims
from customers.ground.jobs.kinds import Task
from customers.ground.jobs.models import RUNNING, Job

log = logging.getLogger(__name__)

EVERY_SECONDS = 20.0
# What takes longer than ten minutes does not come to an end at all.
MOST_TIMES = 30


@contextmanager
def holding(task: Task) -> Iterator[None]:
    """Renew the job's lease now and then for as long as the block takes."""
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    business_id = tenancy.entered(db.session())
    is_over = threading.Event()
    renewing = threading.Thread(
        target=_renew_until, args=(is_over, app, business_id, task.id), daemon=True
    )
    renewing.start()
    try:
        yield
    finally:
        is_over.set()
        renewing.join()


def _renew_until(
    is_over: threading.Event, app: Flask, business_id: int, job_id: int
) -> None:
    for _time in range(MOST_TIMES):
        if is_over.wait(EVERY_SECONDS):
            return
        try:
            with app.app_context():
                tenancy.enter(db.session(), business_id)
                work.run(lambda: _renew(job_id))
        except Exception:
            # The database may be away; the chunk itself will find out.
            log.warning("A job could not be held", exc_info=True)


def _renew(job_id: int) -> None:
    until = clock.now() + claims.LEASE
    held = update(Job).where(Job.id == job_id, Job.state == RUNNING)
    db.session.execute(
        held.values(claimed_until=until).execution_options(synchronize_session=False)
    )
