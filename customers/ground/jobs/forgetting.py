"""Forgetting jobs that ended long ago, with their files: daily work, bit by bit."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, or_, select

from customers.ground import clock
from customers.ground.db import db
from customers.ground.jobs.models import (
    FAILED,
    OPEN_STATES,
    STOPPED,
    Job,
    JobFilePart,
)

KEPT = timedelta(days=7)
# So much goes in one unit of work, which nobody at the counter should feel.
PARTS_AT_ONCE = 20
JOBS_AT_ONCE = 200


def forget_old_jobs(_actor: Any) -> bool:
    """Remove some of what ended more than KEPT ago; whether more is left.

    The file of a job that failed or was stopped goes sooner: nobody may have it.
    """
    old = (
        select(Job.id)
        .where(Job.state.not_in(OPEN_STATES), Job.ended_at < clock.now() - KEPT)
        .order_by(Job.id)
        .limit(JOBS_AT_ONCE)
    )
    jobs = list(db.session.scalars(old))
    is_unfinished = Job.state.in_([FAILED, STOPPED])
    pieces = (
        select(JobFilePart.id)
        .join(Job, Job.id == JobFilePart.job_id)
        .where(or_(Job.id.in_(jobs), is_unfinished))
        .limit(PARTS_AT_ONCE)
    )
    parts = list(db.session.scalars(pieces))
    _remove(JobFilePart, parts)
    if len(parts) == PARTS_AT_ONCE:
        return True
    _remove(Job, jobs)
    return len(jobs) == JOBS_AT_ONCE


def _remove(model: Any, ids: list[int]) -> None:
    gone = delete(model).where(model.id.in_(ids))
    db.session.execute(gone.execution_options(synchronize_session=False))
