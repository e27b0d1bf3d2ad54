"""One chunk of a job: prepared outside, then kept with its progress, or not at all."""

from __future__ import annotations

import logging

from flask_babel import force_locale
from sqlalchemy.exc import DBAPIError

from customers.ground import work
from customers.ground.db import db
from customers.ground.errors import Refused
from customers.ground.jobs import claims, outages
from customers.ground.jobs.claims import Claim, ClaimLost
from customers.ground.jobs.kinds import Kind, Progress, Task, kind_named
from customers.ground.jobs.models import DONE, Job
from customers.ground.jobs.roster import current_roster

log = logging.getLogger(__name__)


def work_chunk(claim: Claim) -> bool:
    """Do the next chunk of the claimed job; whether there is more to do.

    What the job itself does wrong ends here, in its state. Raises: Outage where the
    database is away: nothing was kept, and the same chunk may be tried again.
    """
    try:
        return _chunk(claim)
    except ClaimLost:
        return False


def _chunk(claim: Claim) -> bool:
    try:
        job = claims.still_ours(db.session.get(Job, claim.job_id), claim)
        kind = kind_named(job.kind)
        if kind is None:
            raise ClaimLost
        with force_locale(job.language):
            return _act(claim, job, kind)
    except DBAPIError as error:
        raise outages.Outage from error
    finally:
        work.end_read()


def _act(claim: Claim, job: Job, kind: Kind) -> bool:
    try:
        task = _task(job, kind)
        prepared = kind.prepare(task) if kind.prepare else None
        work.end_read()
        return work.run(lambda: _keep(claim, kind, prepared))
    except ClaimLost:
        raise
    except Exception as error:  # noqa: BLE001 (a job may raise anything)
        work.end_read()
        outages.raise_if_away(error)
        _end_or_try_again(claim, kind, error)
        return False


def _end_or_try_again(claim: Claim, kind: Kind, error: Exception) -> None:
    """A refusal is final; a mistake or a collision may not happen the next time."""
    if isinstance(error, Refused) and not isinstance(error.__cause__, DBAPIError):
        fault = error.message
        work.run(lambda: claims.fail(claim, fault))
        return
    log.error("A job of the kind %s failed", kind.name, exc_info=error)
    work.run(lambda: claims.try_again(claim))


def _keep(claim: Claim, kind: Kind, prepared: object) -> bool:
    """The step and its progress, in one unit of work."""
    job = claims.held(claim)
    progress = kind.step(_task(job, kind), prepared)
    if progress is not None:
        _note(job, progress)
    if progress is None or progress.is_finished:
        claims.end(job, DONE)
        return False
    # The next chunk is begun by this very claim: that is its first try.
    job.tries = 1
    claims.renew(job)
    db.session.flush()
    return True


def _note(job: Job, progress: Progress) -> None:
    if progress.place is not None:
        job.place = progress.place
    if progress.result is not None:
        job.result = progress.result
    if progress.of is not None:
        job.of = progress.of
    if progress.done is not None:
        job.done = max(job.done, progress.done)


def _task(job: Job, kind: Kind) -> Task:
    """The job for a step, in the name of a person who may still ask for it."""
    actor = current_roster().actor_of(job.created_by)
    actor.need(kind.permission)
    return Task.of_job(job, actor=actor)
