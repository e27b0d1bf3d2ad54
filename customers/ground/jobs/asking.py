"""Asking for long work, and asking it to stop: inside the caller's unit of work."""

from __future__ import annotations

from typing import Any, Protocol

from flask_babel import get_locale
from flask_babel import gettext as _

from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.ground.jobs.kinds import kind_named
from customers.ground.jobs.models import OPEN_STATES, STOPPED, Job

# The permission to see and stop what others asked for.
OVERSEE_JOBS = "oversee_jobs"


class Asker(Protocol):
    """Whoever asks: a person, or a command (then `user_id` is None)."""

    @property
    def user_id(self) -> int | None:
        """The person's id."""

    def may(self, permission: str, /) -> bool:
        """Whether their role has the permission."""

    def need(self, permission: str, /) -> None:
        """Raise Forbidden where it has not."""


def enqueue(kind: str, *, title: str, given: Any, actor: Asker) -> Job:
    """Ask for a job in the entered business; it begins once the unit of work is kept.

    `title` is the visible text; `given` plain JSON without personal values.
    Raises: Forbidden; KeyError for a kind there is not.
    """
    known = kind_named(kind)
    if known is None:
        raise KeyError(f"There is no kind of job named {kind}.")
    actor.need(known.permission)
    job = Job(
        kind=kind,
        title=str(title),
        language=str(get_locale() or "en"),
        given=given,
        created_by=actor.user_id,
        updated_by=actor.user_id,
    )
    db.session.add(job)
    db.session.flush()
    return job


def stop(job_id: int, *, actor: Asker) -> Job:
    """Stop a job at the end of its chunk, for good; one that has ended stays as it is.

    Raises: NotFound where there is none, or it is another person's and the actor does
    not oversee jobs.
    """
    job: Job | None = db.session.get(Job, job_id, with_for_update=True)
    if job is None or not may_see(job.created_by, actor=actor):
        raise NotFound(_("There is no such job, or it was long ago."))
    if job.state in OPEN_STATES:
        # Whoever works on it looks at the state before a chunk is kept.
        job.state = STOPPED
        job.ended_at = clock.now()
        job.claimed_by = None
        job.updated_by = actor.user_id
        db.session.flush()
    return job


def may_see(created_by: int | None, *, actor: Asker) -> bool:
    """Whether the actor may see a job that this person asked for."""
    is_own = created_by is not None and created_by == actor.user_id
    return is_own or actor.may(OVERSEE_JOBS)
