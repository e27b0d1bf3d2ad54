"""The tallies: whether they are how many customers there are of each kind."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
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
from customers.directory.models import (
    HAS_VISITED,
    Customer,
    FirstVisitTally,
    Tally,
    VisitTally,
)
from customers.directory.service import tallies
from customers.directory.service.tallies import Visits
from customers.directory.tally_models import MOST_VISITS
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import Difference, field_differences, repair_alone

Sums = tuple[int, ...]
# Of each name that differs: the numbers that are kept, and those that are true.
Compared = dict[Any, tuple[Sums, Sums]]
_TABLES = (Tally, VisitTally, FirstVisitTally)
_NUMBERS = (("total",), ("total",), ("buyers", "repeaters"))


def check(
    *, mends: bool, actor: Actor, visits: Mapping[Visits, int]
) -> Iterator[Difference]:
    """The tallies that are not as they should be. Records: TalliesRepaired."""
    found = _compared(visits)
    work.end_read()
    if mends and any(found):
        found = work.run(lambda: _mended(visits, actor))
    for table, numbers, differ in zip(_TABLES, _NUMBERS, found, strict=True):
        for name, both in sorted(differ.items()):
            kept, true = (dict(zip(numbers, of, strict=True)) for of in both)
            where = _where(table, name)
            yield from field_differences(
                table.__tablename__, where, kept=kept, true=true
            )


def _compared(visits: Mapping[Visits, int]) -> tuple[Compared, ...]:
    """Of each table one statement sees what is kept and what is true."""
    return _tallies(), _visits(visits), _first_visits(visits)


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


def _visits(more: Mapping[Visits, int]) -> Compared:
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
    for (visits,), (number,) in tallies.visit_sums(more).items():
        true_sums[visits] += number
    # Who never came is not counted, and who came less often than that neither.
    true_sums = Counter({v: total for v, total in true_sums.items() if v > 0})
    return _differing(kept_sums, true_sums)


def _first_visits(more: Mapping[Visits, int]) -> Compared:
    came_again = func.sum(case((Customer.visits > 1, 1), else_=0))
    made = (
        select(Customer.first_visit_on, func.count(), came_again, literal(1))
        .where(HAS_VISITED)
        .group_by(Customer.first_visit_on)
    )
    tally = FirstVisitTally
    kept = select(tally.on_month, tally.buyers, tally.repeaters, cast(0, Integer))
    kept_sums: dict[date, Sums] = defaultdict(lambda: (0, 0))
    true_sums: dict[date, Sums] = defaultdict(lambda: (0, 0))
    for on, buyers, repeaters, is_made in db.session.execute(union_all(made, kept)):
        side = true_sums if is_made else kept_sums
        month = on.replace(day=1) if is_made else on
        side[month] = _sum(side[month], (int(buyers), int(repeaters)))
    for (month,), numbers in tallies.first_visit_sums(more).items():
        true_sums[month] = _sum(true_sums[month], numbers)
    return {
        month: (kept_sums[month], true_sums[month])
        for month in {*kept_sums, *true_sums}
        if kept_sums[month] != true_sums[month]
    }


def _differing(kept: Counter[Any], true: Counter[Any]) -> Compared:
    return {
        name: ((kept[name],), (true[name],))
        for name in {*kept, *true}
        if kept[name] != true[name]
    }


def _mended(visits: Mapping[Visits, int], actor: Actor) -> tuple[Compared, ...]:
    """Add to the tallies what they lack; what was kept, and what is true."""
    repair_alone()
    found = _compared(visits)
    told = {
        before + str(name): [_told(kept), _told(true)]
        for before, differ in zip(("", "visits:", "first:"), found, strict=True)
        for name, (kept, true) in sorted(differ.items())
    }
    if told:
        fact = TalliesRepaired(actor.business_id, data={"tallies": told})
        events.record(fact, actor=actor)
    for table, differ in zip(_TABLES, found, strict=True):
        lacks = {
            (name,): _sum(true, [-number for number in kept])
            for name, (kept, true) in differ.items()
        }
        keyed.add_up(db.session(), table, lacks)
    return found


def _told(numbers: Sums) -> Any:
    """As the fact tells them: the number alone where there is but one."""
    return numbers[0] if len(numbers) == 1 else list(numbers)


def _sum(some: Any, more: Any) -> tuple[Any, ...]:
    return tuple(a + b for a, b in zip(some, more, strict=True))


def _where(table: Any, name: Any) -> str:
    if table is Tally:
        return str(name)
    if table is FirstVisitTally:
        return f"first visits of {name:%Y-%m}"
    return f"{name} visits" + (" or more" if name == MOST_VISITS else "")
