"""Undoing a run: who is still as it left them is as before it again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.membership.events import MembershipRunUndone
from customers.membership.models import (
    MembershipEntry,
    MembershipLeftOut,
    MembershipRun,
)
from customers.membership.service.runs import kept
from customers.membership.service.runs.kept import Chunk
from customers.membership.service.runs.restoring import Span, has_days, restore
from customers.membership.words import DONE, RUNNING, UNDOING, UNDONE

# So many in a unit of work, and where the days of purchases are read.
CHUNK, DAYS_CHUNK = 5_000, 1_000


def undo_run(run_id: int, *, actor: Actor) -> MembershipRun:
    """Give back what they were to all whom a run changed and nothing changed since.

    Few at once, more by a worker, and the run is undoing meanwhile. One that was
    stopped goes on where it was, and a run that was stopped half way is undone as far
    as it went; twice is once. Raises: Forbidden, NotFound; Conflict
    for a run that was not applied to its end, or while another is under way.
    Records: MembershipRunUndone; of each customer MembershipActivated, MembershipEnded
    or MembershipHeld.
    """
    run = begin(run_id, actor=actor)
    if run.state != UNDOING or kept.is_worked_on(run):
        return run
    if run.joined + run.left <= kept.AT_ONCE:
        _at_once(run, actor)
    else:
        kept.ask(
            kept.UNDO, run=run, title=_("Undo a change of memberships"), actor=actor
        )
    return run


def begin(run_id: int, *, actor: Actor) -> MembershipRun:
    """Let a run that is done be undoing; one that is, or is undone, stays as it is.

    Raises: as `undo_run`.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.alone(run_id, actor=actor)
    if run.state in (UNDOING, UNDONE):
        return run
    is_stopped = run.state == RUNNING and not kept.is_worked_on(run)
    if run.state != DONE and not is_stopped:
        raise Conflict(
            _("This run has changed nothing, or is still at it: nothing to undo.")
        )
    run.state = UNDOING
    run.undone_at = clock.now()
    run.undone_by = run.updated_by = actor.user_id
    run.job_id = None
    db.session.flush()
    return run


def _at_once(run: MembershipRun, actor: Actor) -> None:
    """Undo a short run in the unit of work at hand, as a span: locked together."""
    span = Span(_reached(run), _last(run))
    if span.after < span.upto:
        _restore(run, span, actor)
    _end(run, actor)


def undo_chunk(run_id: int, *, place: Any, actor: Actor) -> Chunk:
    """Take back the next entries of a run that is undoing; the last ends it.

    Raises: Forbidden, NotFound.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.locked(run_id)
    if run.state != UNDOING:
        return _chunk(run, None)
    after, last, done = place or (0, _last(run), -1)
    if done != run.undone + run.skipped:
        # At the beginning, or where somebody else worked on it meanwhile.
        after = _reached(run)
    span = _next(run, after, last, actor)
    if span is None:
        return _end(run, actor)
    _restore(run, span, actor)
    return _chunk(run, [span.upto, last, run.undone + run.skipped])


def _restore(run: MembershipRun, span: Span, actor: Actor) -> None:
    undone, skipped = restore(run, span=span, actor=actor)
    run.undone += undone
    run.skipped += skipped
    db.session.flush()


def _chunk(run: MembershipRun, place: Any) -> Chunk:
    return Chunk(place, run.undone + run.skipped, run.joined + run.left)


def _next(run: MembershipRun, after: int, last: int, actor: Actor) -> Span | None:
    """The next entries; None behind the last."""
    upto = _upto(run, Span(after, last), kept.portion(CHUNK))
    if upto is None:
        return None
    span = Span(after, upto)
    if has_days(run, span=span, actor=actor):
        upto = _upto(run, span, kept.portion(DAYS_CHUNK))
    return span if upto is None else Span(after, upto)


def _upto(run: MembershipRun, span: Span, most: int) -> int | None:
    """The id of the last of so many of these entries; None where there are none."""
    some = (
        select(MembershipEntry.id)
        .where(
            MembershipEntry.run_id == run.id,
            MembershipEntry.id > span.after,
            MembershipEntry.id <= span.upto,
        )
        .order_by(MembershipEntry.id)
        .limit(most)
        .subquery("some")
    )
    return db.session.scalar(select(func.max(some.c.id)))


def _last(run: MembershipRun) -> int:
    """The id of the run's last entry that is to be undone."""
    wanted = select(func.max(MembershipEntry.id)).where(
        MembershipEntry.run_id == run.id, MembershipEntry.undo_of_id.is_(None)
    )
    return db.session.scalar(wanted) or 0


def _reached(run: MembershipRun) -> int:
    """The last entry that was undone or skipped before the run was stopped, or 0."""
    undone = select(func.max(MembershipEntry.undo_of_id)).where(
        MembershipEntry.run_id == run.id
    )
    skipped = (
        select(func.max(MembershipEntry.id))
        .join(
            MembershipLeftOut,
            (MembershipLeftOut.run_id == MembershipEntry.run_id)
            & (MembershipLeftOut.customer_id == MembershipEntry.customer_id),
        )
        .where(
            MembershipLeftOut.run_id == run.id,
            MembershipLeftOut.of_undo == 1,
            MembershipEntry.undo_of_id.is_(None),
        )
    )
    return max(db.session.scalar(wanted) or 0 for wanted in (undone, skipped))


def _end(run: MembershipRun, actor: Actor) -> Chunk:
    run.state = UNDONE
    run.job_id = None
    db.session.flush()
    told = {"undone": run.undone, "skipped": run.skipped}
    events.record(MembershipRunUndone(run.id, data=told), actor=actor)
    return _chunk(run, None)
