"""The verbs of uploads: a file is kept, tried, imported, removed."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import jobs
from customers.ground.db import db
from customers.ground.errors import Conflict, NotFound
from customers.ground.jobs import Job
from customers.transfer.events import FileUploaded, ImportBegun, UploadRemoved
from customers.transfer.limits import check_limit, take_turn
from customers.transfer.uploads import forgetting, storage, wording
from customers.transfer.uploads.jobs import JOB_KINDS
from customers.transfer.uploads.looking import Looked
from customers.transfer.uploads.models import Upload

# Each file is tried and imported, perhaps again.
MOST_BEGUN = 60


def keep(looked: Looked, *, actor: Actor) -> Upload:
    """Keep the file for a week. Raises: Forbidden; TooMany. Records: FileUploaded."""
    actor.need(permissions.IMPORT_CUSTOMERS)
    take_turn(actor, what="uploads")
    check_limit(actor, fact=FileUploaded)
    who = {"created_by": actor.user_id, "updated_by": actor.user_id}
    upload = Upload(**looked.values, **who)
    db.session.add(upload)
    db.session.flush()
    storage.keep(upload.id, looked.pieces)
    fact = FileUploaded(
        upload.id,
        data={name: looked.values[name] for name in ("kind", "size", "rows")},
        personal={"name": upload.name},
    )
    events.record(fact, actor=actor)
    return upload


def begin(upload_id: int, *, is_trial: bool, actor: Actor) -> Job:
    """Begin the import of a file or a dry run of it; what is under way goes on.

    Raises: Forbidden; NotFound; TooMany; Conflict where the other is under way.
    Records: ImportBegun.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    upload = _locked(upload_id)
    for job in _open_jobs(upload):
        if job.given["is_trial"] is is_trial:
            return job
        raise Conflict(_("The file is being worked on. Stop that first, or wait."))
    take_turn(actor, what="imports")
    check_limit(actor, fact=ImportBegun, most=MOST_BEGUN)
    given = {"upload_id": upload.id, "is_trial": is_trial}
    job = jobs.enqueue(
        JOB_KINDS[upload.kind],
        title=wording.job_title(upload.kind, is_trial=is_trial),
        given=given,
        actor=actor,
    )
    job.of = upload.rows
    if is_trial:
        upload.trial_id = job.id
    else:
        upload.import_id = job.id
    upload.updated_by = actor.user_id
    db.session.flush()
    data = {
        "kind": upload.kind,
        "source": upload.source,
        "adds_customers": upload.adds_customers,
        "is_trial": is_trial,
        "job_id": job.id,
    }
    events.record(ImportBegun(upload.id, data=data), actor=actor)
    return job


def stop(upload_id: int, *, actor: Actor) -> bool:
    """Stop what is under way; whether there was anything. What is done stays.

    Raises: Forbidden; NotFound.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    under_way = _open_jobs(_locked(upload_id))
    for job in under_way:
        jobs.stop(job.id, actor=actor)
    return bool(under_way)


def remove(upload_id: int, *, actor: Actor) -> None:
    """Remove a file before its time; what came of it stays.

    Raises: Forbidden; NotFound; Conflict while it is worked on. Records: UploadRemoved.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    upload = _locked(upload_id)
    if _open_jobs(upload):
        raise Conflict(_("The file is being worked on. Stop that first, or wait."))
    fact = UploadRemoved(upload.id, data={"kind": upload.kind})
    forgetting.remove(upload)
    events.record(fact, actor=actor)


def _locked(upload_id: int) -> Upload:
    upload: Upload | None = db.session.get(Upload, upload_id, with_for_update=True)
    if upload is None:
        raise NotFound(_("There is no such file, or it was sent long ago."))
    return upload


def _open_jobs(upload: Upload) -> list[Job]:
    ids = [i for i in (upload.trial_id, upload.import_id) if i is not None]
    wanted = select(Job).where(Job.id.in_(ids), Job.state.in_(jobs.OPEN_STATES))
    return list(db.session.scalars(wanted))
