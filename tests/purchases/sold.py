"""Purchases to test with, short to write; and all totals made anew by brute force."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.accounts.models import User
from customers.directory.models import (
    NEVER,
    Customer,
    FirstVisitTally,
    VisitTally,
)
from customers.directory.schemas import ImportedCustomer
from customers.directory.service import import_customers
from customers.directory.tally_models import MOST_VISITS
from customers.ground import work
from customers.ground.db import db
from customers.purchases import service
from customers.purchases.models import FirstDay, Purchase, PurchaseDay, PurchaseHour
from customers.purchases.schemas import NewLine, NewPurchase, Outcome
from tests.world import World

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def people(world: World, *names: str, user: User | None = None) -> list[int]:
    """Customers of Alice's with these names; their ids."""
    user = user or world.alice
    rows = [ImportedCustomer(code=name.upper(), name=name) for name in names]
    actor = world.actor(user)
    outcomes = work.run(lambda: import_customers(rows, source="test", actor=actor))
    return [outcome.customer_id or 0 for outcome in outcomes]


def sale(reference: str, total: int = 1000, **more: Any) -> NewPurchase:
    """A purchase of 10.00 on a Monday noon in March, unless said otherwise."""
    told: dict[str, Any] = {"source": "till", "purchased_at": NOON, "items": 1000}
    return NewPurchase(reference=reference, total_minor=total, **(told | more))


def refund(reference: str, total: int = 1000, **more: Any) -> NewPurchase:
    """A refund of 10.00 at the same time, given as what goes back."""
    items = -more.pop("items", 0)
    return sale(reference, -total, kind="refund", items=items, **more)


def line(total: int, quantity: int = 1000, **more: Any) -> NewLine:
    """A line."""
    return NewLine(quantity=quantity, total_minor=total, **more)


def record(world: World, *told: NewPurchase, user: User | None = None) -> list[Outcome]:
    """Record them as one batch in a unit of work, as Alice unless named."""
    actor = world.actor(user or world.alice)
    return work.run(lambda: service.record_purchases(told, actor=actor))


def recorded(world: World, *told: NewPurchase) -> list[int]:
    """Record what must be taken; the ids."""
    outcomes = record(world, *told)
    assert not [outcome.reason for outcome in outcomes if outcome.reason]
    return [outcome.purchase_id or 0 for outcome in outcomes]


def totals(customer_id: int) -> tuple[int, int, int, date, date]:
    """Visits, spend, items, first and last visit, as they are kept."""
    wanted = select(
        Customer.visits,
        Customer.spend_minor,
        Customer.items,
        Customer.first_visit_on,
        Customer.last_visit_on,
    ).where(Customer.id == customer_id)
    row = db.session.execute(wanted, execution_options={"include_deleted": True}).one()
    return tuple(row)  # type: ignore[return-value]


def rows(**by: Any) -> Sequence[Purchase]:
    """The purchases and refunds, in order of arrival."""
    wanted = select(Purchase).filter_by(**by).order_by(Purchase.id)
    options = {"populate_existing": True}
    return db.session.scalars(wanted, execution_options=options).all()


def states() -> dict[str, str]:
    """The state of each, by its reference."""
    return {row.reference: row.state for row in rows()}


def kept_totals() -> dict[str, Any]:
    """Every maintained figure of the entered business that is not 0."""
    wanted = select(
        Customer.id,
        Customer.visits,
        Customer.spend_minor,
        Customer.items,
        Customer.first_visit_on,
        Customer.last_visit_on,
    )
    options = {"include_deleted": True}
    nothing = (0, 0, 0, NEVER, NEVER)
    found: dict[str, Any] = {}
    for customer_id, *figures in db.session.execute(wanted, execution_options=options):
        if tuple(figures) != nothing:
            found[f"customer {customer_id}"] = tuple(figures)
    for day in db.session.scalars(select(PurchaseDay)):
        figures = [
            *(day.purchases, day.refunds, day.sales_minor, day.refunded_minor),
            day.items,
        ]
        if any(figures):
            key = (day.on_day.isoformat(), day.shop_id, day.is_attached)
            found[f"day {key}"] = tuple(figures)
    for tally in db.session.scalars(select(VisitTally)):
        if tally.total:
            found[f"visits {tally.visits}"] = tally.total
    return found | _kept_trends()


def _kept_trends() -> dict[str, Any]:
    """What is kept by the hour, of first days and of first visits, that is not 0."""
    named = {
        f"hour {(h.on_day.isoformat(), h.shop_id, h.week_hour)}": (
            *(h.purchases, h.sales_minor),
        )
        for h in db.session.scalars(select(PurchaseHour))
    }
    for day in db.session.scalars(select(FirstDay)):
        named[f"first {(day.on_day.isoformat(), day.shop_id)}"] = (
            *(day.purchases, day.refunds, day.sales_minor, day.refunded_minor),
        )
    for month in db.session.scalars(select(FirstVisitTally)):
        key = f"month {month.on_month.isoformat()}"
        named[key] = (month.buyers, month.repeaters)
    return {name: numbers for name, numbers in named.items() if any(numbers)}


def true_totals() -> dict[str, Any]:
    """The same figures, added up from the rows that count, one by one."""
    of: dict[int, list[Any]] = defaultdict(lambda: [0, 0, 0, NEVER, NEVER])
    days: dict[tuple[str, int, int], list[int]] = defaultdict(lambda: [0] * 5)
    for row in rows(state="counted"):
        key = (
            row.purchased_on.isoformat(),
            row.shop_id or 0,
            int(row.customer_id is not None),
        )
        is_sale = row.kind == "purchase"
        day = days[key]
        day[0 if is_sale else 1] += 1
        day[2 if is_sale else 3] += abs(row.total_minor)
        day[4] += row.items
        if row.customer_id is None:
            continue
        one = of[row.customer_id]
        one[1] += row.total_minor
        one[2] += row.items
        if is_sale:
            one[0] += 1
            known = [on for on in (one[3], row.purchased_on) if on != NEVER]
            one[3], one[4] = min(known), max(one[4], row.purchased_on)
    live = set(db.session.scalars(select(Customer.id)))
    visits = Counter(
        min(one[0], MOST_VISITS) for who, one in of.items() if who in live and one[0]
    )
    nothing = [0, 0, 0, NEVER, NEVER]
    firsts = {who: one[3] for who, one in of.items()}
    months: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for who in live & of.keys():
        if firsts[who] != NEVER:
            month = months[f"month {firsts[who].replace(day=1).isoformat()}"]
            month[0] += 1
            month[1] += of[who][0] > 1
    return {
        **{name: tuple(numbers) for name, numbers in months.items()},
        **_true_trends(firsts),
        **{f"customer {who}": tuple(one) for who, one in of.items() if one != nothing},
        **{f"day {key}": tuple(day) for key, day in days.items() if any(day)},
        **{f"visits {number}": total for number, total in visits.items()},
    }


def _true_trends(firsts: dict[int, date]) -> dict[str, Any]:
    """What counts by the hour, and on the first days of customers."""
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for row in rows(state="counted"):
        is_sale, day = row.kind == "purchase", row.purchased_on.isoformat()
        if is_sale:
            hour = sums[f"hour {(day, row.shop_id or 0, row.week_hour)}"]
            hour[0] += 1
            hour[1] += row.total_minor
        if row.customer_id and firsts[row.customer_id] == row.purchased_on:
            name = f"first {(day, row.shop_id or 0)}"
            first = sums.setdefault(name, [0, 0, 0, 0])
            first[0 if is_sale else 1] += 1
            first[2 if is_sale else 3] += abs(row.total_minor)
    return {name: tuple(numbers) for name, numbers in sums.items()}


def days_later(days: int) -> datetime:
    """A moment so many days after NOON."""
    return NOON + timedelta(days=days)


def acting(world: World, user: User | None = None) -> Actor:
    """The actor of a person, Alice unless named."""
    return world.actor(user or world.alice)
