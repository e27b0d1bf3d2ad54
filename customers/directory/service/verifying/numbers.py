"""The tallies: whether they are how many customers there are of each kind."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Integer,
    String,
    case,
    cast,
    func,
    literal,
    null,
    select,
    union_all,
)

from customers import events
from customers.accounts.actors import Actor
from customers.directory.events import TalliesRepaired
from customers.directory.models import Customer, Tally, VisitTally
from customers.directory.service import tallies
from customers.directory.service.tallies import MOST_VISITS
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import Difference, repair_alone

# Of each name that differs: what is kept, and what is true.
Compared = dict[Any, tuple[int, int]]


def check(
    *, mends: bool, actor: Actor, visits: Mapping[int, int]
) -> Iterator[Difference]:
    """The tallies that are not as they should be. Records: TalliesRepaired."""
    found = _tallies(), _visits(visits)
    work.end_read()
    if mends and any(found):
        found = work.run(lambda: _mended(visits, actor))
    for table, differ in zip(("tally", "visit_tally"), found, strict=True):
        for name, (kept, true) in sorted(differ.items()):
            yield Difference(f"{table}.total", _where(table, name), kept, true)


def _tallies() -> Compared:
    """One statement sees both, so that who comes meanwhile makes no difference."""
    columns = [getattr(Customer, name) for name in tallies.COUNTED]
    made = select(
        *columns, cast(null(), String).label("name"), func.count(Customer.id)
    ).group_by(*columns)
    types = [cast(null(), column.type) for column in columns]
    kept = select(*types, Tally.name, Tally.total)
    kept_sums: Counter[str] = Counter()
    true_sums: Counter[str] = Counter()
    for *values, name, total in db.session.execute(union_all(made, kept)):
        if name is not None:
            # Rooms above, which keep some too, prove theirs.
            if name.partition(":")[0] in tallies.KINDS:
                kept_sums[name] += total
            continue
        for of in tallies.names(dict(zip(tallies.COUNTED, values, strict=True))):
            true_sums[of] += total
    return _differing(kept_sums, true_sums)


def _visits(more: Mapping[int, int]) -> Compared:
    capped = case((Customer.visits > MOST_VISITS, MOST_VISITS), else_=Customer.visits)
    capped_visits = (
        select(Customer.id, capped.label("visits"))
        .where(Customer.visits != 0)
        .subquery()
    )
    made = select(
        capped_visits.c.visits, func.count(capped_visits.c.id), literal(1)
    ).group_by(capped_visits.c.visits)
    kept = select(VisitTally.visits, VisitTally.total, cast(0, Integer))
    kept_sums: Counter[int] = Counter()
    true_sums: Counter[int] = Counter()
    for visits, total, is_made in db.session.execute(union_all(made, kept)):
        side = true_sums if is_made else kept_sums
        side[visits] += total
    for visits, number in more.items():
        true_sums[min(visits, MOST_VISITS)] += number
    # Who never came is not counted, and who came less often than that neither.
    true_sums = Counter({v: total for v, total in true_sums.items() if v > 0})
    return _differing(kept_sums, true_sums)


def _differing(kept: Counter[Any], true: Counter[Any]) -> Compared:
    return {
        name: (kept[name], true[name])
        for name in {*kept, *true}
        if kept[name] != true[name]
    }


def _mended(visits: Mapping[int, int], actor: Actor) -> tuple[Compared, Compared]:
    """Add to the tallies what they lack; what was kept, and what is true."""
    repair_alone()
    named, visited = found = _tallies(), _visits(visits)
    told = {name: [*pair] for name, pair in sorted(named.items())}
    told |= {f"visits:{name}": [*pair] for name, pair in sorted(visited.items())}
    if told:
        fact = TalliesRepaired(actor.business_id, data={"tallies": told})
        events.record(fact, actor=actor)
    for table, differ in ((Tally, named), (VisitTally, visited)):
        lacks = {(name,): (true - kept,) for name, (kept, true) in differ.items()}
        keyed.add_up(db.session(), table, lacks)
    return found


def _where(table: str, name: Any) -> str:
    if table == "tally":
        return str(name)
    return f"{name} visits" + (" or more" if name == MOST_VISITS else "")
