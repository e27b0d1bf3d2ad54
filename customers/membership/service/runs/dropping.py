"""Dropping previews that nobody applies, and forgetting whom runs were to change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Update, and_, delete, exists, func, or_, select, update

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import clock, jobs, tenancy
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.ground.jobs import OPEN_STATES, Job
from customers.membership.models import MembershipCandidate, MembershipRun
from customers.membership.service.runs import kept
from customers.membership.service.runs.candidates import CANDIDATE, core
from customers.membership.words import (
    DONE,
    DROPPED,
    PREVIEWED,
    PREVIEWING,
    THRESHOLD,
    UNDONE,
)

# A preview waits so long; who was meant is known so long after a run.
PREVIEW_KEPT, NAMES_KEPT = timedelta(days=7), timedelta(days=30)
# A job goes a week after it ended; no run may name it by then.
JOB_KEPT = timedelta(days=1)
AT_ONCE = 10_000


def drop_run(run_id: int, *, actor: Actor) -> MembershipRun:
    """Forget a preview that is not applied; twice is once.

    Raises: Forbidden, NotFound; Conflict for a run that was applied.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.locked(run_id)
    if run.state not in (PREVIEWING, PREVIEWED, DROPPED):
        raise Conflict(_("This run was applied already. Undo it instead."))
    # A worker who gathers it finds that out at its next chunk.
    run.state = DROPPED
    run.updated_by = actor.user_id
    run.job_id = None
    db.session.flush()
    return run


def drop_older(actor: Actor) -> None:
    """Forget the person's other previews of thresholds: they look at one at a time.

    A job that gathers one is stopped. Those of commands stay.
    """
    if actor.user_id is None:
        return
    older = (
        select(MembershipRun)
        .where(
            MembershipRun.state.in_([PREVIEWING, PREVIEWED]),
            MembershipRun.kind == THRESHOLD,
            MembershipRun.created_by == actor.user_id,
        )
        .order_by(MembershipRun.id)
        .with_for_update(key_share=True)
    )
    for run in db.session.scalars(older).all():
        job_id, run.job_id, run.state = run.job_id, None, DROPPED
        db.session.flush()
        if job_id is not None:
            jobs.stop(job_id, actor=actor)


def forget_runs(_actor: Any) -> bool:
    """Drop old previews and forget old candidates; whether there may be more."""
    now = clock.now()
    under_way = select(Job.id).where(Job.state.in_(OPEN_STATES))
    is_left = and_(
        MembershipRun.state == PREVIEWING,
        or_(MembershipRun.job_id.is_(None), MembershipRun.job_id.not_in(under_way)),
    )
    old = update(MembershipRun).where(
        or_(MembershipRun.state == PREVIEWED, is_left),
        MembershipRun.updated_at < now - PREVIEW_KEPT,
    )
    _write(old.values(state=DROPPED))
    ended = select(Job.id).where(
        Job.state.not_in(OPEN_STATES), Job.ended_at < now - JOB_KEPT
    )
    # An ended job that a run names was stopped, or failed: the run goes on without it.
    stopped = update(MembershipRun).where(MembershipRun.job_id.in_(ended))
    # What goes on waiting is not made younger by it.
    _write(stopped.values(job_id=None, updated_at=MembershipRun.updated_at))
    return _forget_candidates()


def _write(changed: Update) -> None:
    """Change the runs of which it is true by now, whoever applies one meanwhile."""
    told = changed.execution_options(synchronize_session=False)
    db.session.execute(told)


def _forget_candidates() -> bool:
    """Forget some candidates of one run; whether there are more of any."""
    is_over = MembershipRun.state.in_([DONE, UNDONE])
    is_old = MembershipRun.updated_at < clock.now() - NAMES_KEPT
    has_some = exists().where(MembershipCandidate.run_id == MembershipRun.id)
    wanted = select(MembershipRun.id).where(
        or_(MembershipRun.state == DROPPED, and_(is_over, is_old)), has_some
    )
    run_id = db.session.scalars(wanted.order_by(MembershipRun.id).limit(1)).first()
    if run_id is None:
        return False
    of_run = and_(
        CANDIDATE.c.business_id == tenancy.entered(db.session()),
        CANDIDATE.c.run_id == run_id,
    )
    some = (
        select(CANDIDATE.c.action, CANDIDATE.c.customer_id)
        .where(of_run)
        .order_by(CANDIDATE.c.action, CANDIDATE.c.customer_id)
        .limit(AT_ONCE)
        .subquery("some")
    )
    # Of one action at a time, so that a range of ids says which they are.
    action, upto = core(
        select(some.c.action, func.max(some.c.customer_id))
        .group_by(some.c.action)
        .order_by(some.c.action)
        .limit(1)
    ).one()
    gone = delete(CANDIDATE).where(
        of_run, CANDIDATE.c.action == action, CANDIDATE.c.customer_id <= upto
    )
    core(gone)
    return True
