"""The numbers of runs and the copy of the threshold: whether both are right."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import and_, case, func, literal, select, union_all

from customers import events
from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.service import note_threshold
from customers.ground import work
from customers.ground.db import db
from customers.ground.proof import Difference, field_differences, repair_alone
from customers.membership.events import MembershipFiguresRepaired
from customers.membership.models import MembershipEntry, MembershipRun
from customers.membership.queries.rules import saved_rule

COUNTS = ("joined", "left", "undone")
THRESHOLD = "business.membership_threshold_minor"
Numbers = dict[str, int]


def check(*, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The runs and the copy that are not right. Records: MembershipFiguresRepaired."""
    runs, threshold = _compared()
    work.end_read()
    if mends and (runs or threshold):
        runs, threshold = work.run(lambda: _mended(actor))
    for run_id, (kept, true) in sorted(runs.items()):
        where = f"run {run_id}"
        yield from field_differences("membership_run", where, kept=kept, true=true)
    if threshold:
        yield Difference(THRESHOLD, f"business {actor.business_id}", *threshold)


Compared = tuple[dict[int, tuple[Numbers, Numbers]], tuple[Any, Any] | None]


def _compared() -> Compared:
    saved = saved_rule()
    true = saved.threshold_minor if saved else None
    kept = accounts.business_settings().membership_threshold_minor
    return _runs(), None if kept == true else (kept, true)


def _runs() -> dict[int, tuple[Numbers, Numbers]]:
    """One statement sees runs and entries, so that a run under way is no difference."""
    run, entry = MembershipRun, MembershipEntry
    is_back = entry.undo_of_id.is_not(None)
    of_run = (
        and_(~is_back, entry.is_member),
        and_(~is_back, ~entry.is_member),
        is_back,
    )
    sums = (func.sum(case((one, 1), else_=0)) for one in of_run)
    kept = select(run.id, *(getattr(run, name) for name in COUNTS), literal(0))
    made = (
        select(entry.run_id, *sums, literal(1))
        .where(entry.run_id.is_not(None))
        .group_by(entry.run_id)
    )
    known: dict[int, Numbers] = {}
    true: dict[int, Numbers] = {}
    both: Any = union_all(kept, made)
    for row in db.session.execute(both):
        side = true if row[-1] else known
        side[row[0]] = dict(zip(COUNTS, map(int, row[1:-1]), strict=True))
    nothing = dict.fromkeys(COUNTS, 0)
    return {
        one: (known[one], true.get(one, nothing))
        for one in known
        if known[one] != true.get(one, nothing)
    }


def _mended(actor: Actor) -> Compared:
    """Write the right numbers; what was kept, and what is true."""
    repair_alone()
    wanted = select(MembershipRun).order_by(MembershipRun.id)
    ids = list(_runs())
    rows = db.session.scalars(
        wanted.where(MembershipRun.id.in_(ids)).with_for_update(key_share=True)
    ).all()
    runs, threshold = found = _compared()
    changes: dict[str, Any] = {}
    for row in rows:
        for name, true in runs.get(row.id, ({}, {}))[1].items():
            if (kept := getattr(row, name)) != true:
                changes[f"run {row.id} {name}"] = [kept, true]
                setattr(row, name, true)
    if threshold:
        changes["threshold_minor"] = [*threshold]
        note_threshold(threshold[1], actor=actor)
    if changes:
        fact = MembershipFiguresRepaired(actor.business_id, data={"changes": changes})
        events.record(fact, actor=actor)
    return found
