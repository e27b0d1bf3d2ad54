"""How far a job of membership is, ready to be drawn."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select

from customers.ground import jobs
from customers.ground.db import db
from customers.ground.jobs import Job, wording


class JobProgress(NamedTuple):
    """How far a job is, as `macros/jobs.html` draws it.

    `seen` names all that may change of it by itself.
    """

    is_open: bool
    is_late: bool
    done: int
    of: int | None
    progress: str
    fault: str
    seen: str


def job_progress(*wanted: ColumnElement[bool]) -> JobProgress | None:
    """The job of which that is true, the newest of several; None where none is."""
    columns = (Job.state, Job.done, Job.of, Job.fault, Job.claimed_until)
    newest = select(*columns).where(*wanted).order_by(Job.id.desc()).limit(1)
    row: Any = db.session.execute(newest).first()
    if row is None:
        return None
    return JobProgress(
        is_open=row.state in jobs.OPEN_STATES,
        is_late=wording.is_late(row),
        done=row.done,
        of=row.of,
        progress=wording.progress_text(row.done, row.of),
        fault=row.fault or "",
        seen=wording.seen(row),
    )
