"""The statements by which a run's candidates are found, thousands at a time."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from sqlalchemy import (
    FromClause,
    Select,
    and_,
    case,
    func,
    insert,
    literal,
    or_,
    select,
)

from customers.accounts.actors import Actor
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.membership import sql
from customers.membership.models import MembershipCandidate, MembershipRun
from customers.membership.rules import FOREVER, Rule
from customers.membership.service.runs.spend import CUSTOMER, Spend
from customers.membership.words import HELD, JOIN, LEAVE

# So many customers are looked at in a unit of work, and where purchases are read.
CHUNK, SUMMED_CHUNK = 50_000, 15_000
CANDIDATE: Any = MembershipCandidate.__table__


def looked_at(after: int, *, upto: int, spend: Spend) -> FromClause:
    """The customers with an id in a range, and what counts of their spend."""
    wanted = select(
        *(CUSTOMER.c[n] for n in ("id", "is_member", "member_until", "held_until")),
        spend.column.label("spend"),
    ).where(
        CUSTOMER.c.business_id == tenancy.entered(db.session()),
        CUSTOMER.c.deleted_at.is_(None),
        CUSTOMER.c.id > after,
        CUSTOMER.c.id <= upto,
    )
    # Behind this, both databases sum once a customer and not once a mention.
    return (wanted.offset(0) if spend.is_summed else wanted).subquery("looked")


def concerned(
    looked: FromClause, *, rule: Rule, also_ends: bool, actor: Actor
) -> Select[Any]:
    """Those whom the rule concerns: what it would do, who they are, what counts."""
    today = literal(clock.today(actor.timezone))
    c = looked.c
    is_met = c.spend >= rule.threshold_minor
    joins = and_(c.member_until <= today, is_met)
    leaves = and_(c.member_until > today, ~is_met)
    action = case((c.held_until > today, HELD), (is_met, JOIN), else_=LEAVE)
    wanted = select(action.label("action"), c.id.label("customer_id"), c.spend)
    return wanted.where(or_(joins, leaves) if also_ends else joins)


def add_candidates(run: MembershipRun, *, some: FromClause) -> None:
    """Write down candidates: an action, a customer's id and what counts of each."""
    business_id = tenancy.entered(db.session())
    source = select(
        literal(business_id),
        literal(run.id),
        *(some.c.action, some.c.customer_id, some.c.spend),
        literal(FOREVER),
    )
    names = ("business_id", "run_id", "action", "customer_id", "spend_minor", "until")
    core(insert(CANDIDATE).from_select(names, source))


def reach(after: int, *, spend: Spend) -> tuple[int, int]:
    """The id up to which the next customers go, and how many those are."""
    size = SUMMED_CHUNK if spend.is_summed else CHUNK
    some = (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.business_id == tenancy.entered(db.session()),
            CUSTOMER.c.deleted_at.is_(None),
            CUSTOMER.c.id > after,
        )
        .order_by(CUSTOMER.c.id)
        .limit(size)
        .subquery("some")
    )
    row = core(select(func.max(some.c.id), func.count())).one()
    return row[0] or after, row[1]


def count_bars(run: MembershipRun, *, looked: FromClause) -> None:
    """Add these customers to the run's bars: by state, by step of what counts."""
    c = looked.c
    placed = select(
        sql.state_of(c.is_member, c.held_until).label("state"),
        sql.step_of(c.spend).label("step"),
    ).subquery("placed")
    wanted = select(placed.c.state, placed.c.step, func.count()).group_by(
        placed.c.state, placed.c.step
    )
    bars: dict[str, Counter[str]] = {
        state: Counter(steps) for state, steps in json.loads(run.bars or "{}").items()
    }
    for state, step, count in core(wanted):
        # Who spent nothing and is nothing is nowhere counted, as in the tally.
        if (state, step) != ("none", 0):
            bars.setdefault(state, Counter())[str(step)] += count
    run.bars = json.dumps(bars)
    db.session.flush()


def core(statement: Any) -> Any:
    """Run a bare statement that restricts itself to the entered business."""
    session = db.session()
    return tenancy.core(session, statement, business_id=tenancy.entered(session))


def written(statement: Any) -> int:
    """Run a bare statement that writes rows, as `core`; gives how many."""
    counted = statement.execution_options(preserve_rowcount=True)
    return int(core(counted).rowcount)
