"""Forgetting uploads: a week after they came, bit by bit, as daily work."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import delete, select

from customers.ground import clock, jobs
from customers.ground.db import db
from customers.ground.jobs import Job
from customers.transfer.uploads import running
from customers.transfer.uploads.models import Upload, UploadPart

KEPT = timedelta(days=7)
# So much goes in one unit of work, which nobody at the counter should feel.
PARTS_AT_ONCE = 20


def forget_old_uploads(_actor: Any) -> bool:
    """Remove some of an upload that is older than KEPT; whether there may be more.

    One that a job still works on stays until that has ended. Files that are open in
    this process are closed, so that none outlives its upload by more than a day.
    """
    running.leave_all()
    old = (
        select(Upload)
        .where(Upload.created_at < clock.now() - KEPT)
        .where(~_is_worked_on(Upload.trial_id), ~_is_worked_on(Upload.import_id))
        .order_by(Upload.id)
        .limit(1)
    )
    upload: Upload | None = db.session.scalars(old).one_or_none()
    if upload is None:
        return False
    pieces = (
        select(UploadPart.id)
        .where(UploadPart.upload_id == upload.id)
        .limit(PARTS_AT_ONCE)
    )
    parts = list(db.session.scalars(pieces))
    _remove(UploadPart, UploadPart.id.in_(parts))
    if len(parts) < PARTS_AT_ONCE:
        _remove(Upload, Upload.id == upload.id)
    return True


def remove(upload: Upload) -> None:
    """Remove an upload and all its pieces."""
    _remove(UploadPart, UploadPart.upload_id == upload.id)
    _remove(Upload, Upload.id == upload.id)
    db.session.expunge(upload)


def _is_worked_on(job_id: Any) -> Any:
    return (
        select(Job.id).where(Job.id == job_id, Job.state.in_(jobs.OPEN_STATES)).exists()
    )


def _remove(model: Any, condition: Any) -> None:
    gone = delete(model).where(condition)
    db.session.execute(gone.execution_options(synchronize_session=False))


jobs.daily("forget_old_uploads", forget_old_uploads)
