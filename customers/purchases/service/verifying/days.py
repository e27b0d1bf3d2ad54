"""The rollup by day: whether each shop's day is the sum of what counts there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from sqlalchemy import Integer, Select, case, cast, func, literal, select, union_all

from customers import events
from customers.accounts.actors import Actor
from customers.ground import keyed, work
from customers.ground.db import db
from customers.ground.proof import Difference, field_differences, repair_alone
from customers.purchases.events import RollupRepaired
from customers.purchases.models import Purchase, PurchaseDay
from customers.purchases.rules import COUNTED, PURCHASE
from customers.purchases.service.verifying.wrong import Day, Wrong

FIELDS = ("purchases", "refunds", "sales_minor", "refunded_minor", "items")
NOTHING = (0,) * len(FIELDS)
_DAY, _WINDOW = timedelta(days=1), timedelta(days=31)
Sums = dict[Day, tuple[int, ...]]


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The days that are not as they should be. Records: RollupRepaired, for a window
    of days at once.
    """
    for first, last in _windows(wrong):
        kept, true = _compared(first, last, wrong)
        work.end_read()
        if kept != true and mends:
            kept, true = work.run(partial(_mended, first, last, wrong, actor))
        for key in sorted(kept):
            yield from field_differences(
                "purchase_day",
                _where(key),
                kept=dict(zip(FIELDS, kept[key], strict=True)),
                true=dict(zip(FIELDS, true[key], strict=True)),
            )


def _windows(wrong: Wrong) -> Iterator[tuple[date, date]]:
    """Runs of days, both ends within, that cover all there are."""
    ends = [on for on, *_ in wrong.by_day]
    for column in (PurchaseDay.on_day, Purchase.purchased_at):
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


def _compared(first: date, last: date, wrong: Wrong) -> tuple[Sums, Sums]:
    """The sums of these days as they are kept and as they should be, all there are.

    One statement sees both, so that what is sold meanwhile makes no difference.
    """
    kept: Sums = defaultdict(lambda: NOTHING)
    true: Sums = defaultdict(lambda: NOTHING)
    statement = union_all(_as_kept(first, last), _as_made(first, last))
    for is_made, on, shop_id, is_attached, *numbers in db.session.execute(statement):
        side = true if is_made else kept
        side[(on, shop_id or 0, is_attached)] = tuple(map(int, numbers))
    for key, more in wrong.by_day.items():
        if first <= key[0] <= last:
            true[key] = _sum(true[key], more)
    differ = {key for key in (*kept, *true) if kept[key] != true[key]}
    return {key: kept[key] for key in differ}, {key: true[key] for key in differ}


def _as_kept(first: date, last: date) -> Select[*tuple[Any, ...]]:
    key = (PurchaseDay.on_day, PurchaseDay.shop_id, PurchaseDay.is_attached)
    numbers = (getattr(PurchaseDay, name) for name in FIELDS)
    return select(literal(0), *key, *numbers).where(
        PurchaseDay.on_day.between(first, last)
    )


def _as_made(first: date, last: date) -> Select[*tuple[Any, ...]]:
    is_sale = Purchase.kind == PURCHASE
    is_attached = cast(Purchase.customer_id.is_not(None), Integer)
    numbers = (
        case((is_sale, 1), else_=0),
        case((is_sale, 0), else_=1),
        case((is_sale, Purchase.total_minor), else_=0),
        case((is_sale, 0), else_=-Purchase.total_minor),
        Purchase.items,
    )
    return (
        select(
            literal(1),
            Purchase.purchased_on,
            Purchase.shop_id,
            is_attached,
            *(func.sum(number) for number in numbers),
        )
        .where(
            # There is an index of moments: a day begins within a day of UTC's anywhere.
            Purchase.purchased_at >= datetime.combine(first - _DAY, time(), UTC),
            Purchase.purchased_at < datetime.combine(last + 2 * _DAY, time(), UTC),
            Purchase.purchased_on.between(first, last),
            Purchase.state == COUNTED,
        )
        .group_by(Purchase.purchased_on, Purchase.shop_id, is_attached)
    )


def _mended(first: date, last: date, wrong: Wrong, actor: Actor) -> tuple[Sums, Sums]:
    """Add to the days what they lack; what was kept, and what is true."""
    repair_alone()
    kept, true = _compared(first, last, wrong)
    lacks = {
        key: _sum(true[key], [-number for number in kept[key]]) for key in sorted(kept)
    }
    changes = {_where(key): [list(kept[key]), list(true[key])] for key in lacks}
    if changes:
        fact = RollupRepaired(actor.business_id, data={"days": changes})
        events.record(fact, actor=actor)
    keyed.add_up(db.session(), PurchaseDay, lacks)
    return kept, true


def _sum(some: Any, more: Any) -> tuple[int, ...]:
    return tuple(a + b for a, b in zip(some, more, strict=True))


def _where(key: Day) -> str:
    on, shop_id, is_attached = key
    shop = f"shop {shop_id}" if shop_id else "no shop"
    return f"{on.isoformat()}, {shop}, {'' if is_attached else 'un'}attached"
