"""The days of memberships: whether as many began and ended as the entries say.

As they say it, even where an entry says wrongly what was before it: that is told of
the entry, which stays, and the list of who joined goes by it as well.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import func, literal, select, union_all

from customers import events
from customers.accounts.actors import Actor
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import Difference, field_differences, repair_alone
from customers.membership import sql
from customers.membership.events import MembershipFiguresRepaired
from customers.membership.models import MembershipDay, MembershipEntry
from customers.membership.rules import CHANGES

Sums = dict[date, dict[str, int]]
# Of each day that differs: what is kept, and what is true.
Compared = dict[date, tuple[dict[str, int], dict[str, int]]]


def check(*, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The days that are not right. Records: MembershipFiguresRepaired."""
    found = _compared()
    work.end_read()
    if mends and found:
        found = work.run(lambda: _mended(actor))
    for day, (kept, true) in sorted(found.items()):
        where = day.isoformat()
        yield from field_differences("membership_day", where, kept=kept, true=true)


def _compared() -> Compared:
    """One statement sees days and entries, so that who joins makes no difference."""
    entry, day = MembershipEntry, MembershipDay
    kept = select(literal(0), day.on_day, day.joined, day.ended)
    # Each over its own index.
    one, none, on_day = func.count(), literal(0), entry.on_day
    made = (
        select(literal(1), on_day, one, none).where(sql.is_joined(entry)),
        select(literal(1), on_day, none, one).where(sql.is_ended(entry)),
    )
    all_of: Any = union_all(kept, *(some.group_by(on_day) for some in made))
    sides: tuple[Sums, Sums] = ({}, {})
    for is_made, on, *numbers in db.session.execute(all_of):
        sums = sides[is_made].setdefault(on, dict.fromkeys(CHANGES, 0))
        for name, number in zip(CHANGES, numbers, strict=True):
            sums[name] += int(number)
    nothing = dict.fromkeys(CHANGES, 0)
    pairs = {
        on: (sides[0].get(on, nothing), sides[1].get(on, nothing))
        for on in {*sides[0], *sides[1]}
    }
    return {on: pair for on, pair in pairs.items() if pair[0] != pair[1]}


def _mended(actor: Actor) -> Compared:
    """Add to the days what they lack; what was kept, and what is true."""
    repair_alone()
    found = _compared()
    changes = {
        f"{on.isoformat()} {name}": [kept[name], true[name]]
        for on, (kept, true) in sorted(found.items())
        for name in CHANGES
        if kept[name] != true[name]
    }
    if changes:
        fact = MembershipFiguresRepaired(actor.business_id, data={"changes": changes})
        events.record(fact, actor=actor)
    lacks = {
        (on,): tuple(true[name] - kept[name] for name in CHANGES)
        for on, (kept, true) in found.items()
    }
    keyed.add_up(db.session(), MembershipDay, lacks)
    return found
