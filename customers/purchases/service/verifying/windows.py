"""Rollups by day: whether each of their rows is the sum of what counts there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, literal, select, union_all

from customers import events
from customers.accounts.actors import Actor
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import Difference, field_differences, repair_alone
from customers.purchases.events import RollupRepaired
from customers.purchases.models import Purchase
from customers.purchases.queries import when
from customers.purchases.rules import PURCHASE
from customers.purchases.service.rollups import Sums

_DAY, _WINDOW = timedelta(days=1), timedelta(days=31)
_EVERYBODY = {"include_deleted": True}
Key = tuple[Any, ...]
ByKey = dict[Key, Sums]


class Rollup(NamedTuple):
    """A keyed table whose rows are sums of days, and what they are made of.

    Its key begins with the day and the shop. `made` gives what two days and those
    between come to, each row with the table's key (no shop being None) and numbers.
    `told` is what the fact calls its rows, `where` what a difference calls one.
    """

    table: Any
    made: Callable[[date, date], Select[*tuple[Any, ...]]]
    told: str
    where: Callable[[Key], str]

    @property
    def columns(self) -> tuple[list[str], list[str]]:
        """The names of its key, without the business, and of its numbers."""
        of_key = [column.name for column in self.table.__table__.primary_key][1:]
        names = [column.name for column in self.table.__table__.columns][1:]
        return of_key, [name for name in names if name not in of_key]


def check(
    rollup: Rollup, *, more: Mapping[Key, Sums], mends: bool, actor: Actor
) -> Iterator[Difference]:
    """The rows that are not as they should be. Records: RollupRepaired, for a window
    of days at once.

    `more` is what rows come to beside what is found of the purchases.
    """
    _key, fields = rollup.columns
    for first, last in days_of(rollup.table, also=[key[0] for key in more]):
        look = partial(_compared, rollup, first, last, more)
        kept, true = look()
        work.end_read()
        if kept != true and mends:
            kept, true = work.run(partial(_mended, rollup, look, actor))
        for key in sorted(kept):
            yield from field_differences(
                rollup.table.__tablename__,
                rollup.where(key),
                kept=dict(zip(fields, kept[key], strict=True)),
                true=dict(zip(fields, true[key], strict=True)),
            )


def days_of(table: Any, *, also: list[date]) -> Iterator[tuple[date, date]]:
    """Runs of days, both ends within, that cover all of a rollup and all purchases.

    And those named. Without a table, those of the purchases.
    """
    ends = list(also)
    columns = [Purchase.purchased_at, *([table.on_day] if table else [])]
    for column in columns:
        for order in (column.asc(), column.desc()):
            found = db.session.scalars(select(column).order_by(order).limit(1)).first()
            if found is not None:
                ends += _around(found)
    work.end_read()
    if not ends:
        return
    first, until = min(ends), max(ends)
    while first <= until:
        yield first, min(first + _WINDOW - _DAY, until)
        first += _WINDOW


def _around(end: date) -> tuple[date, ...]:
    """The day, or those that a moment (a kind of day to Python) may have anywhere."""
    if isinstance(end, datetime):
        return end.date() - _DAY, end.date() + _DAY
    return (end,)


def sold_within(first: date, *, last: date) -> ColumnElement[bool]:
    """Whether a purchase is of these days, by the index of moments."""
    return and_(*when.around(first, last=last), *when.on_days(first, last=last))


def numbers_of_day() -> list[ColumnElement[Any]]:
    """What a purchase or refund adds to a day, but for the items."""
    is_sale = Purchase.kind == PURCHASE
    return [
        case((is_sale, 1), else_=0),
        case((is_sale, 0), else_=1),
        case((is_sale, Purchase.total_minor), else_=0),
        case((is_sale, 0), else_=-Purchase.total_minor),
    ]


def shop_in_words(key: Key) -> str:
    """The day and the shop of a row."""
    on, shop_id = key[:2]
    return f"{on.isoformat()}, {f'shop {shop_id}' if shop_id else 'no shop'}"


def _compared(
    rollup: Rollup, first: date, last: date, more: Mapping[Key, Sums]
) -> tuple[ByKey, ByKey]:
    """The sums of these days as they are kept and as they should be, all there are.

    One statement sees both, so that what is sold meanwhile makes no difference.
    """
    of_key, fields = rollup.columns
    nothing = (0,) * len(fields)
    kept: ByKey = defaultdict(lambda: nothing)
    true: ByKey = defaultdict(lambda: nothing)
    columns = [getattr(rollup.table, name) for name in (*of_key, *fields)]
    as_kept = select(*columns).where(rollup.table.on_day.between(first, last))
    both = union_all(
        as_kept.add_columns(literal(0)),
        rollup.made(first, last).add_columns(literal(1)),
    )
    for *row, is_made in db.session.execute(both, execution_options=_EVERYBODY):
        on, shop_id, *rest = row[: len(of_key)]
        side = true if is_made else kept
        side[on, shop_id or 0, *rest] = tuple(map(int, row[len(of_key) :]))
    for key, sums in more.items():
        if first <= key[0] <= last:
            true[key] = _sum(true[key], sums)
    differ = {key for key in (*kept, *true) if kept[key] != true[key]}
    return {key: kept[key] for key in differ}, {key: true[key] for key in differ}


def _mended(
    rollup: Rollup, look: Callable[[], tuple[ByKey, ByKey]], actor: Actor
) -> tuple[ByKey, ByKey]:
    """Add to the rows what they lack; what was kept, and what is true."""
    repair_alone()
    kept, true = look()
    lacks = {
        key: _sum(true[key], [-number for number in kept[key]]) for key in sorted(kept)
    }
    changes = {rollup.where(key): [list(kept[key]), list(true[key])] for key in lacks}
    if changes:
        fact = RollupRepaired(actor.business_id, data={rollup.told: changes})
        events.record(fact, actor=actor)
    keyed.add_up(db.session(), rollup.table, lacks)
    return kept, true


def _sum(some: Any, more: Any) -> Sums:
    return tuple(a + b for a, b in zip(some, more, strict=True))
