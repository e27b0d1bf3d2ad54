"""Dropping previews that nobody applies, and forgetting whom runs were to change."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, delete, exists, func, or_, select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import clock, tenancy
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


def forget_runs(_actor: Any) -> bool:
    """Drop old previews and forget old candidates; whether there may be more."""
    now = clock.now()
    old = select(MembershipRun).where(
        MembershipRun.state == PREVIEWED, MembershipRun.updated_at < now - PREVIEW_KEPT
    )
    for run in db.session.scalars(old):
        run.state = DROPPED
    ended = select(Job.id).where(
        Job.state.not_in(OPEN_STATES), Job.ended_at < now - JOB_KEPT
    )
    # An ended job that a run names was stopped, or failed: the run goes on without it.
    stopped = select(MembershipRun).where(MembershipRun.job_id.in_(ended))
    for run in db.session.scalars(stopped):
        run.job_id = None
    db.session.flush()
    return _forget_candidates()


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
