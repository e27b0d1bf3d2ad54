"""Whom a threshold would change: gathered by rising id, a chunk after the other."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground.db import db
from customers.membership.models import (
    MembershipCandidate,
    MembershipRule,
    MembershipRun,
)
from customers.membership.queries.rules import rules_by_id
from customers.membership.rules import Rule
from customers.membership.service.runs import kept
from customers.membership.service.runs.candidates import (
    add_candidates,
    concerned,
    core,
    count_bars,
    looked_at,
    reach,
)
from customers.membership.service.runs.dropping import drop_older
from customers.membership.service.runs.kept import Chunk
from customers.membership.service.runs.settling import settle_all, settle_some
from customers.membership.service.runs.spend import spend_of
from customers.membership.service.saving import rule_for
from customers.membership.words import (
    HELD,
    JOIN,
    LEAVE,
    PREVIEWED,
    PREVIEWING,
    THRESHOLD,
)

_SETTLING = "settling"


def preview_run(
    threshold_minor: int, *, window_months: int | None, also_ends: bool, actor: Actor
) -> MembershipRun:
    """Begin to find out whom a threshold would make members, and changes nobody.

    Where it `also_ends`, also whose membership it would end. A small business has the
    answer at once; else a worker gathers it, and the run is previewing meanwhile. The
    person's previews before it are dropped.
    Raises: Forbidden.
    """
    rule_id = rule_for(threshold_minor, window_months=window_months, actor=actor)
    drop_older(actor)
    run = MembershipRun(
        kind=THRESHOLD,
        state=PREVIEWING,
        rule_id=rule_id,
        also_ends=also_ends,
        created_by=actor.user_id,
        updated_by=actor.user_id,
    )
    db.session.add(run)
    db.session.flush()
    if kept.customers_there_are() <= kept.SMALL_BUSINESS:
        _at_once(run, actor)
    elif actor.user_id is not None:
        kept.ask(kept.PREVIEW, run=run, title=_("Preview a threshold"), actor=actor)
    return run


def _at_once(run: MembershipRun, actor: Actor) -> None:
    """Gather all of a small business, which locks nobody but who is settled."""
    settle_all(actor)
    place: Any = {_SETTLING: False, "after": 0, "done": 0}
    while place is not None:
        place = gather_chunk(run.id, place=place, actor=actor).place


def gather_chunk(run_id: int, *, place: Any, actor: Actor) -> Chunk:
    """Gather the next customers of a run that is previewing; the last sums it up.

    Raises: Forbidden, NotFound.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    run = kept.locked(run_id)
    of = kept.customers_there_are()
    place = place or {_SETTLING: True, "after": 0, "done": 0}
    if run.state != PREVIEWING:
        return Chunk(None, place["done"], of)
    if place.get(_SETTLING):
        more = settle_some(actor)
        return Chunk({**place, _SETTLING: more}, 0, of)
    rule = rule_of(run)
    spend = spend_of(rule, actor=actor)
    upto, count = reach(place["after"], spend=spend)
    if count:
        looked = looked_at(place["after"], upto=upto, spend=spend)
        some = concerned(looked, rule=rule, also_ends=run.also_ends, actor=actor)
        add_candidates(run, some=some.subquery("some"))
        if not spend.is_saved:
            count_bars(run, looked=looked)
        done = place["done"] + count
        return Chunk({"after": upto, "done": done}, done, of)
    sum_up(run)
    return Chunk(None, of, of)


def rule_of(run: MembershipRun) -> Rule:
    """The rule that a run of a threshold goes by."""
    assert run.rule_id is not None
    return rules_by_id([run.rule_id])[run.rule_id]


def number_of(run: MembershipRun) -> int | None:
    """The number of that rule, by which facts name it; None for a switch by hand."""
    wanted = select(MembershipRule.number).where(MembershipRule.id == run.rule_id)
    return db.session.scalar(wanted)


def sum_up(run: MembershipRun) -> None:
    """The preview is complete: count whom it found."""
    counted = (
        select(MembershipCandidate.action, func.count())
        .where(MembershipCandidate.run_id == run.id)
        .group_by(MembershipCandidate.action)
    )
    found = {row[0]: row[1] for row in db.session.execute(counted)}
    run.to_join, run.to_leave = found.get(JOIN, 0), found.get(LEAVE, 0)
    run.held = found.get(HELD, 0)
    run.state = PREVIEWED
    run.job_id = None
    db.session.flush()


def counted_only(rule: Rule, *, also_ends: bool, place: Any, actor: Actor) -> Any:
    """How many of the next customers a threshold would change, and writes nothing.

    Gives ({action: customers}, where the next begin, or None).
    """
    spend = spend_of(rule, is_settled=False, actor=actor)
    upto, count = reach(place or 0, spend=spend)
    if not count:
        return {}, None
    looked = looked_at(place or 0, upto=upto, spend=spend)
    some = concerned(looked, rule=rule, also_ends=also_ends, actor=actor).subquery()
    wanted = select(some.c.action, func.count()).group_by(some.c.action)
    return {row[0]: row[1] for row in core(wanted)}, upto
