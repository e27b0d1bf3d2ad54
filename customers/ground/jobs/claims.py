"""Claims: which worker has which job, for how long; all inside units of work.

A claim is a lease of a minute, renewed with every chunk. A worker that died lets it
run out, and another goes on where the last kept chunk ended.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import Select, select

from customers.ground import clock
from customers.ground.db import db
from customers.ground.jobs.kinds import kind_names
from customers.ground.jobs.models import FAILED, OPEN_STATES, RUNNING, WAITING, Job

LEASE = timedelta(seconds=60)
MOST_TRIES = 3
RETRY_AFTER = timedelta(seconds=5)


class ClaimLost(Exception):
    """The job is ours no more: stopped, gone, or another worker has it."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a job; `token` is new with every claim."""

    job_id: int
    token: str


def something_waits() -> bool:
    """Whether a job of the entered business could be claimed now; reads only."""
    return db.session.scalar(_free(Job.id)) is not None


def claim_next() -> Claim | None:
    """Claim the job that has waited longest, or give None.

    One whose chunk was begun too often fails instead: it takes its workers along.
    """
    # SQLite ignores the lock, since its unit of work is alone anyway.
    free = _free(Job).with_for_update(skip_locked=True)
    job: Job | None = db.session.scalars(free).one_or_none()
    if job is None:
        return None
    if job.tries >= MOST_TRIES:
        with force_locale(job.language):
            end(job, FAILED, fault=_gave_up())
        return None
    token = secrets.token_hex(8)
    job.state = RUNNING
    job.tries += 1
    job.claimed_by = token
    job.started_at = job.started_at or clock.now()
    renew(job)
    db.session.flush()
    return Claim(job.id, token)


def _free(wanted: Any) -> Select[Any]:
    """The jobs nobody works on, so that each gets its turn.

    A kind that this version does not know waits for a worker that does.
    """
    return (
        select(wanted)
        .where(Job.state.in_(OPEN_STATES), Job.claimed_until <= clock.now())
        .where(Job.kind.in_(kind_names()))
        .order_by(Job.claimed_until, Job.id)
        .limit(1)
    )


def held(claim: Claim) -> Job:
    """The claimed job, locked until the unit of work ends.

    Raises: ClaimLost.
    """
    job: Job | None = db.session.get(Job, claim.job_id, with_for_update=True)
    return still_ours(job, claim)


def still_ours(job: Job | None, claim: Claim) -> Job:
    """The job, if the claim on it still stands.

    Raises: ClaimLost.
    """
    if job is None or job.state != RUNNING or job.claimed_by != claim.token:
        raise ClaimLost
    return job


def renew(job: Job) -> None:
    """Keep the job for another lease."""
    job.claimed_until = clock.now() + LEASE


def give_back(claim: Claim, *, rests: bool) -> None:
    """Let whoever comes next go on at once; `rests` where no worker may be left."""
    job = held(claim)
    job.state = WAITING if rests else RUNNING
    job.tries = 0
    _free_at(job, timedelta(0))


def fail(claim: Claim, fault: str) -> None:
    """End the job as failed, for the reason in `fault`."""
    end(held(claim), FAILED, fault=fault)


def try_again(claim: Claim) -> None:
    """Let the chunk be tried again a little later; fail where that was often enough."""
    job = held(claim)
    if job.tries >= MOST_TRIES:
        end(job, FAILED, fault=_gave_up())
    else:
        _free_at(job, job.tries * RETRY_AFTER)


def end(job: Job, state: str, *, fault: str | None = None) -> None:
    """The job is over."""
    job.state = state
    job.fault = fault
    job.ended_at = clock.now()
    job.claimed_by = None
    db.session.flush()


def _free_at(job: Job, wait: timedelta) -> None:
    job.claimed_by = None
    job.claimed_until = clock.now() + wait
    db.session.flush()


def _gave_up() -> str:
    return _(
        "Something went wrong on our side, %(times)s times in a row. It was written "
        "down. Start it again, or tell whoever looks after Regulars.",
        times=MOST_TRIES,
    )
