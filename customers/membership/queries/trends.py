"""Memberships over time and at a glance: plain numbers, each a single statement.

What is counted one by one is counted up to 1,000: 1,001 stands for more than that.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cache
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import (
    BigInteger,
    Date,
    Select,
    bindparam,
    func,
    literal,
    select,
    union_all,
)

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.directory.queries.bearings import bearings
from customers.directory.rules.listing import SOON
from customers.ground.db import db
from customers.membership.models import MembershipDay, MembershipRun, SpendTally
from customers.membership.queries import run_history
from customers.membership.queries.run_history import Happened
from customers.membership.rules import NEVER, step_of

MOST = 1_000
_STATES = ("none", "member", "held_none", "held_member")


class MembershipDaySum(NamedTuple):
    """How many memberships began and ended on a local day."""

    on: date
    joined: int
    ended: int


def joined_and_ended(since: date, *, until: date) -> list[MembershipDaySum]:
    """The days between these two, both within, on which something changed; rising."""
    rows = db.session.execute(_days(), {"since": since, "until": until})
    return [MembershipDaySum(*row) for row in rows]


@cache
def _days() -> Select[*tuple[Any, ...]]:
    day = MembershipDay
    within = day.on_day.between(
        bindparam("since", type_=Date), bindparam("until", type_=Date)
    )
    return select(day.on_day, day.joined, day.ended).where(within).order_by(day.on_day)


def count_near(actor: Actor) -> int | None:
    """How many are about to join, as the list has it; None where no threshold is."""
    if actor.membership_threshold_minor is None:
        return None
    by = bearings(actor)
    if by.near is None:
        return 0
    least, most = by.near
    said = {"today": by.today, "least": least, "most": most}
    return int(db.session.execute(_near(), said).scalar_one())


@cache
def _near() -> Select[*tuple[Any, ...]]:
    """Those who are none, and those who were one until a day that has come.

    Each by an index of its own; who is held stays as they are.
    """
    today = bindparam("today", type_=Date)
    each = (
        Customer.window_spend_minor >= bindparam("least", type_=BigInteger),
        Customer.window_spend_minor <= bindparam("most", type_=BigInteger),
        Customer.held_until <= today,
    )
    lapsed = (Customer.member_until > NEVER, Customer.member_until <= today)
    return _counted([(~Customer.is_member, *each), (*lapsed, *each)])


def count_ending(actor: Actor) -> int:
    """How many memberships end within 30 days, as the list has it.

    They end where there is no threshold any more, too.
    """
    today = bearings(actor).today
    said = {"today": today, "soon": today + SOON}
    return int(db.session.execute(_ending(), said).scalar_one())


@cache
def _ending() -> Select[*tuple[Any, ...]]:
    ends = Customer.member_until
    today, soon = bindparam("today", type_=Date), bindparam("soon", type_=Date)
    return _counted([(ends > today, ends <= soon)])


def _counted(parts: Sequence[Sequence[Any]]) -> Select[*tuple[Any, ...]]:
    """How many customers pass the conditions of a part, counted no further than MOST.

    None of them passes those of two.
    """
    found = [
        select(select(Customer.id).where(*part).limit(MOST + 1).subquery())
        for part in parts
    ]
    some = union_all(*found).limit(MOST + 1).subquery("some")
    return select(func.count()).select_from(some)


def spend_bands(bounds_minor: Sequence[int]) -> list[int]:
    """How many customers' spend that counts is in each band: from a bound to the next.

    The last band has no end; whoever spent less than the first bound is in none. The
    bounds rise, begin above 0, and each is a step of the tally (`rules.step_of`), such
    as 1, 2 or 5 times a power of ten. Raises: ValueError for others.
    """
    bounds = list(bounds_minor)
    if any(bound < 1 or step_of(bound) != bound for bound in bounds):
        raise ValueError(f"{bounds} are not all steps of the tally above 0.")
    if not bounds or any(low >= high for low, high in pairwise(bounds)):
        raise ValueError(f"{bounds} do not rise.")
    named = {f"bound_{at}": bound for at, bound in enumerate(bounds)}
    row = db.session.execute(_bands(len(bounds)), named).one()
    # PostgreSQL adds whole numbers up to decimals.
    return list(map(int, row))


@cache
def _bands(number: int) -> Select[*tuple[Any, ...]]:
    """The bands as columns; each is a range of the key in each of the states."""
    bounds = [bindparam(f"bound_{at}", type_=BigInteger) for at in range(number)]
    ends = zip(bounds, [*bounds[1:], None], strict=True)
    return select(*(_total(low, high) for low, high in ends))


def _total(low: Any, high: Any) -> Any:
    """The customers from `low` to below `high`, in whatever state: the key begins so.

    One sum for all states, since a statement of many takes longer than its sums.
    """
    states: list[Any] = [literal(state) for state in _STATES]
    inside = [SpendTally.state.in_(states), SpendTally.from_minor >= low]
    if high is not None:
        inside.append(SpendTally.from_minor < high)
    return (
        select(func.coalesce(func.sum(SpendTally.total), 0))
        .where(*inside)
        .scalar_subquery()
    )


def latest_runs(size: int, *, actor: Actor) -> list[Happened]:
    """The last runs that were applied, undone ones too, as the history shows them.

    A fixed number of statements, however many are asked for.
    """
    wanted = (
        select(MembershipRun.id)
        .where(MembershipRun.applied_at.is_not(None))
        .order_by(MembershipRun.id.desc())
        .limit(size)
    )
    ids = db.session.scalars(wanted).all()
    return run_history.shown([(1, run_id) for run_id in ids], actor=actor)
