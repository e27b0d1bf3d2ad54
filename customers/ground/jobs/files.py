"""Files that jobs make: written in a step, read a piece at a time."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Flask, current_app
from sqlalchemy import func, select

from customers.ground import tenancy
from customers.ground.db import db
from customers.ground.jobs.kinds import Task
from customers.ground.jobs.models import JobFilePart

MAX_PART_BYTES = 1_000_000


def write_part(task: Task, content: bytes) -> None:
    """Add a piece to the job's file, in the unit of work of a step.

    Raises: ValueError for more than MAX_PART_BYTES; nothing is kept of an empty piece.
    """
    if len(content) > MAX_PART_BYTES:
        raise ValueError(f"A part holds {MAX_PART_BYTES} bytes, not {len(content)}.")
    if not content:
        return
    last = select(func.max(JobFilePart.number)).where(JobFilePart.job_id == task.id)
    number = db.session.scalar(last)
    part = JobFilePart(
        job_id=task.id, number=0 if number is None else number + 1, content=content
    )
    db.session.add(part)
    db.session.flush()
    # A million bytes a chunk would stay in memory for as long as the session lives.
    db.session.expunge(part)


def parts(job_id: int) -> Iterator[bytes]:
    """The job's file, a piece at a time, each in a short read of its own.

    It may be read when the request has ended: the business is the one entered now.
    """
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    business_id = tenancy.entered(db.session())
    return _read(app, business_id, job_id)


def _read(app: Flask, business_id: int, job_id: int) -> Iterator[bytes]:
    number = 0
    while True:
        piece = select(JobFilePart.content).where(
            JobFilePart.job_id == job_id, JobFilePart.number == number
        )
        with app.app_context():
            tenancy.enter(db.session(), business_id)
            content = db.session.scalar(piece)
        if content is None:
            return
        yield content
        number += 1
