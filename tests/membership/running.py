"""Runs to test with, short to write; and all that stands of everybody's membership."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from customers.accounts.models import User
from customers.directory.models import Customer, Tally
from customers.ground import jobs, work
from customers.ground.db import db
from customers.membership.models import (
    MembershipCandidate,
    MembershipEntry,
    MembershipLeftOut,
    MembershipRun,
    SpendTally,
)
from customers.membership.service import runs
from tests.purchases.sold import people, recorded, sale
from tests.world import World


def spenders(world: World, **spends: int) -> dict[str, int]:
    """Customers of these names who spent so many minor units; their ids."""
    ids = dict(zip(spends, people(world, *spends), strict=True))
    recorded(
        world,
        *(
            sale(f"{name} {spend}", spend, customer_id=ids[name])
            for name, spend in spends.items()
            if spend
        ),
    )
    return ids


def previewed(
    world: World,
    threshold_minor: int = 1000,
    *,
    window_months: int | None = None,
    also_ends: bool = False,
    user: User | None = None,
) -> int:
    """Preview a threshold as Alice unless named; the run's id."""
    actor = world.actor(user or world.alice)
    return work.run(
        lambda: (
            runs.preview_run(
                threshold_minor,
                window_months=window_months,
                also_ends=also_ends,
                actor=actor,
            ).id
        )
    )


def switched(world: World, ids: Any, *, to_member: bool = True, **more: Any) -> int:
    """Preview a switch of many as Alice; the run's id."""
    actor = world.actor(world.alice)
    return work.run(
        lambda: runs.preview_switch(ids, to_member=to_member, actor=actor, **more).id
    )


def applied(world: World, run_id: int, user: User | None = None) -> MembershipRun:
    """Apply a run as Alice unless named."""
    actor = world.actor(user or world.alice)
    return work.run(lambda: runs.apply_run(run_id, actor=actor))


def undone(world: World, run_id: int, user: User | None = None) -> MembershipRun:
    """Undo a run as Alice unless named."""
    actor = world.actor(user or world.alice)
    return work.run(lambda: runs.undo_run(run_id, actor=actor))


def run_of(run_id: int) -> MembershipRun:
    """The run as it is kept."""
    db.session.expire_all()
    return db.session.scalars(
        select(MembershipRun).where(MembershipRun.id == run_id)
    ).one()


def candidates(run_id: int) -> dict[str, set[int]]:
    """Whom a run was previewed to change, by action."""
    found: dict[str, set[int]] = {}
    wanted = select(MembershipCandidate.action, MembershipCandidate.customer_id)
    for action, one in db.session.execute(
        wanted.where(MembershipCandidate.run_id == run_id)
    ):
        found.setdefault(action, set()).add(one)
    return found


def left_out(run_id: int, of_undo: int = 0) -> dict[int, str]:
    """Whom a run, or its undoing, left as they were, and why."""
    wanted = select(MembershipLeftOut.customer_id, MembershipLeftOut.why).where(
        MembershipLeftOut.run_id == run_id, MembershipLeftOut.of_undo == of_undo
    )
    return {row[0]: row[1] for row in db.session.execute(wanted)}


def standings() -> dict[int, tuple[Any, ...]]:
    """What everybody is: member, until, held until, by which rule, since when."""
    wanted = (
        select(
            Customer.id,
            Customer.is_member,
            Customer.member_until,
            Customer.held_until,
            MembershipEntry.rule_id,
            MembershipEntry.period_from,
        )
        .outerjoin(MembershipEntry, MembershipEntry.id == Customer.membership_entry_id)
        .execution_options(include_deleted=True)
    )
    return {
        row[0]: tuple(row[1:4]) + ((row[4], row[5]) if row[1] or row[4] else ())
        for row in db.session.execute(wanted)
    }


def tallies() -> dict[Any, int]:
    """Every tally of membership that is not 0."""
    named = select(Tally.name, Tally.total).where(Tally.name.like("membership:%"))
    steps = select(SpendTally.state, SpendTally.from_minor, SpendTally.total)
    found: dict[Any, int] = {row[0]: row[1] for row in db.session.execute(named)}
    found |= {(row[0], row[1]): row[2] for row in db.session.execute(steps)}
    return {key: total for key, total in found.items() if total}


def work_off(world: World) -> None:
    """Let a worker do all that waits."""
    db.session.commit()
    jobs.Worker(world.app).run_once()
    world.enter()
    db.session.expire_all()
