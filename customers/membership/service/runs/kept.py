"""A run as it is kept: found, locked, worked on in chunks, and only one at a time."""

from __future__ import annotations

from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory.models import Tally
from customers.ground import jobs, texts
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.ground.jobs import OPEN_STATES, Job
from customers.ground.locks import lock_name
from customers.membership.errors import NoSuchRun
from customers.membership.models import MembershipRun
from customers.membership.words import RUNNING, UNDOING

# Businesses and runs up to here are done in the request that asks.
SMALL_BUSINESS, AT_ONCE = 2_000, 1_000
PREVIEW, APPLY, UNDO = (
    *("preview_membership_run", "apply_membership_run"),
    "undo_membership_run",
)
_ALONE = "membership runs"


class Chunk(NamedTuple):
    """A piece of a run that was done: where the next begins (None: it was the last).

    `done` of `of` is how far the run is, in customers.
    """

    place: Any
    done: int
    of: int


def locked(run_id: int) -> MembershipRun:
    """The run, locked until the unit of work ends. Raises: NoSuchRun."""
    how = {"key_share": True}
    run: MembershipRun | None = db.session.get(
        MembershipRun, run_id, with_for_update=how
    )
    if run is None:
        raise NoSuchRun
    return run


def alone(run_id: int, *, actor: Actor) -> MembershipRun:
    """The run, locked, if no other is changing memberships.

    Raises: NoSuchRun; Conflict while another run is applied or undone, or was stopped
    half way.
    """
    lock_name(db.session(), _ALONE, is_alone=True)
    run = locked(run_id)
    others = select(MembershipRun).where(
        MembershipRun.state.in_([RUNNING, UNDOING]), MembershipRun.id != run_id
    )
    other = db.session.scalars(others.limit(1)).first()
    if other is None:
        return run
    if is_worked_on(other):
        raise Conflict(
            _("Another run is changing memberships. Wait until it is done, then retry.")
        )
    # Stopped, or a command's, which may be at it still.
    begun = other.undone_at or other.applied_at or other.updated_at
    when = texts.moment_text(begun, timezone=actor.timezone)
    raise Conflict(
        _(
            "Another run, number %(number)s of %(when)s, is not finished. "
            "Open it in the history of changes, and go on with it or undo it.",
            number=other.id,
            when=when,
        )
    )


def is_worked_on(run: MembershipRun) -> bool:
    """Whether a worker has the run's job, or will have it."""
    if run.job_id is None:
        return False
    state = select(Job.state).where(Job.id == run.job_id)
    return db.session.scalar(state) in OPEN_STATES


def ask(
    kind: str, *, run: MembershipRun, title: str, actor: Actor, **given: Any
) -> None:
    """Let a worker do the run from where it is to its end."""
    told = {"run_id": run.id, **given}
    job = jobs.enqueue(kind, title=title, given=told, actor=actor)
    run.job_id = job.id
    db.session.flush()


def portion(most: int) -> int:
    """How many customers are changed in a unit of work, of so many on SQLite.

    PostgreSQL writes every index of a customer anew, which takes longer.
    """
    is_sqlite = db.session().get_bind().dialect.name == "sqlite"
    return most if is_sqlite else max(1, most * 2 // 5)


def customers_there_are() -> int:
    """How many customers the business has, deleted ones not counted."""
    return db.session.scalar(select(Tally.total).where(Tally.name == "all")) or 0
