"""The tallies of memberships: whether they are how many customers stand where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from sqlalchemy import String, cast, func, literal, null, select, union_all

from customers import events
from customers.accounts.actors import Actor
from customers.directory.models import Customer, Tally
from customers.directory.service.tallies import add_named
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import Difference, repair_alone
from customers.membership import sql
from customers.membership.events import MembershipFiguresRepaired
from customers.membership.models import SpendTally
from customers.membership.service.tallies import HELD, MEMBER, Place
from customers.membership.service.verifying.wrong import Wrong

# Of each name, and of each place, that differs: what is kept, and what is true.
Compared = dict[Any, tuple[int, int]]


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The tallies that are not right. Records: MembershipFiguresRepaired."""
    named, placed = _compared(wrong)
    work.end_read()
    if mends and (named or placed):
        named, placed = work.run(lambda: _mended(wrong, actor))
    for name, (kept, true) in sorted(named.items()):
        yield Difference("tally.total", name, kept, true)
    for place, (kept, true) in sorted(placed.items()):
        yield Difference("spend_tally.total", _where(place), kept, true)


def _compared(wrong: Wrong) -> tuple[Compared, Compared]:
    """One statement sees all, so that who joins meanwhile makes no difference."""
    row: Any = Customer
    state = sql.state_of(row.is_member, row.held_until).label("state")
    step = sql.step_of(row.window_spend_minor).label("step")
    no_name: Any = cast(null(), String).label("name")
    number = func.count(Customer.id)
    made = select(state, step, no_name, number, literal(1)).group_by(state, step)
    spent = select(
        SpendTally.state, SpendTally.from_minor, no_name, SpendTally.total, literal(0)
    )
    tallied = select(
        literal(""), literal(0), Tally.name, Tally.total, literal(0)
    ).where(Tally.name.in_([MEMBER, HELD]))
    names: dict[bool, Counter[str]] = {True: Counter(), False: Counter()}
    places: dict[bool, Counter[Place]] = {True: Counter(wrong.places), False: Counter()}
    for word, at, name, total, is_made in db.session.execute(
        union_all(made, spent, tallied)
    ):
        if name is not None:
            names[False][name] += total
        else:
            places[bool(is_made)][Place(word, at)] += total
    for place, total in places[True].items():
        for name in place.names:
            names[True][name] += total
    # Nobody counts those who spent nothing and are nothing.
    del places[True][Place("none", 0)]
    return _differing(names), _differing(places)


def _differing(sides: dict[bool, Counter[Any]]) -> Compared:
    kept, true = sides[False], sides[True]
    return {
        key: (kept[key], true[key]) for key in {*kept, *true} if kept[key] != true[key]
    }


def _mended(wrong: Wrong, actor: Actor) -> tuple[Compared, Compared]:
    """Add to the tallies what they lack; what was kept, and what is true."""
    repair_alone()
    named, placed = found = _compared(wrong)
    changes = {name: [*pair] for name, pair in sorted(named.items())}
    changes |= {_where(place): [*pair] for place, pair in sorted(placed.items())}
    if changes:
        fact = MembershipFiguresRepaired(actor.business_id, data={"changes": changes})
        events.record(fact, actor=actor)
    add_named({name: true - kept for name, (kept, true) in named.items()})
    lacks = {tuple(place): (true - kept,) for place, (kept, true) in placed.items()}
    keyed.add_up(db.session(), SpendTally, lacks)
    return found


def _where(place: Place) -> str:
    return f"{place.state} from {place.step}"
