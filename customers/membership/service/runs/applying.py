"""Applying a run: those of its candidates who still fit are changed, chunk by chunk."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.errors import Conflict
from customers.membership.events import MembershipRunApplied
from customers.membership.models import (
    MembershipCandidate,
    MembershipEntry,
    MembershipLeftOut,
    MembershipRun,
)
from customers.membership.service.runs import kept, writing
from customers.membership.service.runs.candidates import CANDIDATE
from customers.membership.service.runs.changing import Slice, change
from customers.membership.service.runs.gathering import rule_of
from customers.membership.service.runs.kept import Chunk
from customers.membership.service.runs.settling import (
    settle_candidates,
    settle_some,
)
from customers.membership.words import (
    DONE,
    DROPPED,
    JOIN,
    LEAVE,
    PREVIEWED,
    PREVIEWING,
    RUNNING,
    SWITCH,
    THRESHOLD,
)

# So many in a unit of work, and where the days of their purchases are read.
CHUNK, DAYS_CHUNK = 5_000, 1_000
_SETTLING, _ORDER = "settling", (JOIN, LEAVE)


def apply_run(run_id: int, *, actor: Actor) -> MembershipRun:
    """Change those whom a previewed run found, as far as it is still true of them.

    Few are changed at once, more by a worker, and the run is running meanwhile. One
    that was stopped goes on where it was; twice is once. Raises: Forbidden, NotFound;
    Conflict for one that is not complete or was dropped, for a switch whose hold would
    be over by now, or while another is under way.
    Records: MembershipRunApplied; of each customer MembershipActivated, MembershipEnded
    or MembershipHeld.
    """
    run = begin(run_id, actor=actor)
    if run.state != RUNNING or kept.is_worked_on(run):
        return run
    if run.to_join + run.to_leave <= kept.AT_ONCE:
        _at_once(run, actor)
    else:
        kept.ask(kept.APPLY, run=run, title=_("Change memberships"), actor=actor)
    return run


def begin(run_id: int, *, actor: Actor) -> MembershipRun:
    """Let a previewed run be running; one that is, or was, stays as it is.

    Raises: as `apply_run`.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.alone(run_id, actor=actor)
    if run.state == PREVIEWING:
        raise Conflict(_("The preview is not complete yet. Wait until it is."))
    if run.state == DROPPED:
        raise Conflict(_("This preview was dropped. Make a new one."))
    if run.state == PREVIEWED:
        if run.kind == SWITCH and run.hold_until <= clock.today(actor.timezone):
            raise Conflict(
                _("The day on which the hold was to end has passed. Preview it again.")
            )
        run.state = RUNNING
        run.applied_at = clock.now()
        run.applied_by = run.updated_by = actor.user_id
        run.job_id = None
        db.session.flush()
    return run


def _at_once(run: MembershipRun, actor: Actor) -> None:
    """Do a short run in the unit of work at hand.

    All are locked before the first of them is changed, since who sells something locks
    a customer before the tallies too.
    """
    meant = select(CANDIDATE.c.customer_id).where(
        CANDIDATE.c.business_id == tenancy.entered(db.session()),
        CANDIDATE.c.run_id == run.id,
        CANDIDATE.c.action.in_(_ORDER),
    )
    writing.lock(meant)
    settle_candidates(run.id, actor=actor)
    after_entry = writing.last_entry(run.id)
    reached, after = _reached(run)
    for action in _ORDER[_ORDER.index(reached) :]:
        part = _next(run, action, after, most=kept.AT_ONCE)
        if part is not None:
            _change(run, part, actor)
        after = 0
    writing.move_tallies(run.id, after_entry=after_entry)
    _end(run, actor)


def apply_chunk(run_id: int, *, place: Any, actor: Actor) -> Chunk:
    """Change the next candidates of a run that is running; the last ends it.

    Raises: Forbidden, NotFound.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.locked(run_id)
    if run.state != RUNNING:
        return _chunk(run, None)
    if place is None or place == _SETTLING:
        more = settle_some(actor)
        return _chunk(run, _SETTLING) if more else _at(run, *_reached(run))
    action, after, done = place
    if done != _done(run):
        # Somebody else worked on it meanwhile, a command perhaps.
        action, after = _reached(run)
    part = _next(run, action, after, most=_most(run))
    if part is None and action == JOIN:
        return _at(run, LEAVE, 0)
    if part is None:
        return _end(run, actor)
    after_entry = writing.last_entry(run.id)
    _change(run, part, actor)
    writing.move_tallies(run.id, after_entry=after_entry)
    return _at(run, action, part.upto)


def _change(run: MembershipRun, part: Slice, actor: Actor) -> None:
    """Change a slice of the run, all but the tallies, and count whom it changed."""
    changed, left_out = change(run, part=part, actor=actor)
    if part.action == JOIN:
        run.joined += changed
    else:
        run.left += changed
    run.left_out += left_out
    db.session.flush()


def _at(run: MembershipRun, action: str, after: int) -> Chunk:
    """The run goes on there; a place knows how much had been done."""
    return _chunk(run, [action, after, _done(run)])


def _chunk(run: MembershipRun, place: Any) -> Chunk:
    return Chunk(place, _done(run), run.to_join + run.to_leave)


def _done(run: MembershipRun) -> int:
    return run.joined + run.left + run.left_out


def _most(run: MembershipRun) -> int:
    """How many customers of the run are changed in a unit of work."""
    needs_days = run.kind == THRESHOLD and rule_of(run).needs_days
    return kept.portion(DAYS_CHUNK if needs_days else CHUNK)


def _next(run: MembershipRun, action: str, after: int, *, most: int) -> Slice | None:
    """The next candidates of an action; None behind the last."""
    some = (
        select(MembershipCandidate.customer_id.label("id"))
        .where(
            MembershipCandidate.run_id == run.id,
            MembershipCandidate.action == action,
            MembershipCandidate.customer_id > after,
        )
        .order_by(MembershipCandidate.customer_id)
        .limit(most)
        .subquery("some")
    )
    upto = db.session.scalar(select(func.max(some.c.id)))
    return None if upto is None else Slice(action, after, upto)


def _reached(run: MembershipRun) -> tuple[str, int]:
    """Where a run is: its beginning, or behind what was done before it was stopped."""
    for action in (LEAVE, JOIN):
        changed = select(func.max(MembershipEntry.customer_id)).where(
            MembershipEntry.run_id == run.id,
            MembershipEntry.is_member.is_(action == JOIN),
        )
        left_out = (
            select(func.max(MembershipLeftOut.customer_id))
            .join(
                MembershipCandidate,
                (MembershipCandidate.run_id == MembershipLeftOut.run_id)
                & (MembershipCandidate.customer_id == MembershipLeftOut.customer_id),
            )
            .where(
                MembershipLeftOut.run_id == run.id,
                MembershipLeftOut.of_undo == 0,
                MembershipCandidate.action == action,
            )
        )
        reached = [db.session.scalar(wanted) or 0 for wanted in (changed, left_out)]
        if any(reached):
            return action, max(reached)
    return JOIN, 0


def _end(run: MembershipRun, actor: Actor) -> Chunk:
    run.state = DONE
    run.job_id = None
    db.session.flush()
    told = {"joined": run.joined, "left": run.left, "left_out": run.left_out}
    events.record(MembershipRunApplied(run.id, data=told), actor=actor)
    return _chunk(run, None)
