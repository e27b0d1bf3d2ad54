"""The customers' columns: whether they are the last entry, and what counts of spend.

Of a row whose window has moved on since (`window_until` has come) nobody says that it
is wrong: it waits for its day's work. Nor of any row while all are being counted for
another window, nor of deleted customers, who are counted anew when they come back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, literal, or_, select, union_all

from customers import events
from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock, tenancy, work
from customers.ground.among import among
from customers.ground.db import db
from customers.ground.proof import (
    Difference,
    Span,
    field_differences,
    parts,
    repair_alone,
    spans,
)
from customers.membership import rules
from customers.membership.events import MembershipRepaired
from customers.membership.models import MembershipEntry
from customers.membership.queries.rules import is_spend_counted, saved_rule
from customers.membership.queries.spending import day_sums
from customers.membership.rules import FOREVER, NEVER, Rule
from customers.membership.service import tallies
from customers.membership.service.verifying.wrong import Wrong
from customers.purchases.models import IS_COUNTED, Purchase

SPAN, AT_ONCE = 5_000, 500
OF_ENTRY = ("is_member", "member_until", "held_until", "membership_entry_id")
OF_SPEND = ("window_spend_minor", "window_until")
NOTHING = dict(zip(OF_ENTRY, (False, NEVER, NEVER, None), strict=True))
_EVERYBODY = {"include_deleted": True}
Values = dict[str, Any]


class _Differing(NamedTuple):
    id: int
    kept: Values
    true: Values


def check(wrong: Wrong, *, mends: bool, actor: Actor) -> Iterator[Difference]:
    """The columns that are not as they should be. Records: MembershipRepaired.

    Customers of whom one stays wrong are noted in `wrong`.
    """
    for span in spans(Customer.id, size=SPAN):
        ids = {*_other_than_entry(span), *_other_than_spend(span, actor)}
        work.end_read()
        for part in parts(sorted(ids), size=AT_ONCE):
            look = partial(_look, part, wrong, mends=mends, actor=actor)
            for one in work.run(look):
                where = f"customer {one.id}"
                yield from field_differences(
                    "customer", where, kept=one.kept, true=one.true
                )


def _other_than_entry(span: Span) -> list[int]:
    """The customers of a span whose columns are not those of their last entry."""
    entry = MembershipEntry
    newest = (
        select(entry.customer_id, func.max(entry.id).label("id"))
        .where(span.holds(entry.customer_id))
        .group_by(entry.customer_id)
        .subquery()
    )
    joined = (
        select(Customer.id)
        .outerjoin(newest, newest.c.customer_id == Customer.id)
        .outerjoin(entry, entry.id == newest.c.id)
        .where(span.holds(Customer.id))
    )
    is_empty = and_(
        ~Customer.is_member,
        Customer.member_until == NEVER,
        Customer.held_until == NEVER,
        Customer.membership_entry_id.is_(None),
    )
    is_its = and_(
        Customer.is_member == entry.is_member,
        Customer.member_until == entry.until,
        Customer.held_until == entry.held_until,
        func.coalesce(Customer.membership_entry_id, 0) == entry.id,
    )
    is_right = or_(
        and_(entry.id.is_(None), is_empty), and_(entry.id.is_not(None), is_its)
    )
    found = db.session.scalars(joined.where(~is_right), execution_options=_EVERYBODY)
    return list(found)


def _other_than_spend(span: Span, actor: Actor) -> list[int]:
    """The customers of a span whose spend is not what counts in the window."""
    saved = saved_rule()
    if not is_spend_counted(saved):
        return []
    if saved is None or saved.window_months is None:
        # That the lifetime's spend is right is proven already.
        wanted = select(Customer.id).where(
            span.holds(Customer.id),
            or_(
                Customer.window_spend_minor != Customer.spend_minor,
                Customer.window_until != FOREVER,
            ),
        )
        return list(db.session.scalars(wanted))
    return _other_than_window(span, saved, clock.today(actor.timezone))


def _other_than_window(span: Span, saved: Rule, today: date) -> list[int]:
    """One statement sees both, side by side, so that sales meanwhile do not matter."""
    since = rules.window_from(today, window_months=saved.window_months)
    kept = select(Customer.id, *(getattr(Customer, name) for name in OF_SPEND))
    sums = _sums(span.holds(Purchase.customer_id), since)
    both = union_all(
        kept.where(span.holds(Customer.id)).add_columns(literal(0)),
        sums.add_columns(literal(1)),
    )
    known: dict[int, tuple[int, date]] = {}
    true: dict[int, tuple[int, date]] = {}
    for customer_id, minor, day, is_made in db.session.execute(both):
        if is_made:
            leaves = rules.leaves_on(day, window_months=saved.window_months)
            true[customer_id] = (int(minor), leaves)
        else:
            known[customer_id] = (minor, day)
    nothing = (0, FOREVER)
    return [
        one
        for one, told in known.items()
        if told != true.get(one, nothing) and told[1] > today
    ]


def _sums(condition: ColumnElement[bool], since: date) -> Any:
    """What counts since a day, and the first day of it on which anything was left."""
    by_day = (
        select(
            Purchase.customer_id,
            Purchase.counts_on,
            func.sum(Purchase.total_minor).label("minor"),
        )
        .where(condition, IS_COUNTED, Purchase.counts_on >= since)
        .group_by(Purchase.customer_id, Purchase.counts_on)
        .having(func.sum(Purchase.total_minor) != 0)
        .subquery()
    )
    c = by_day.c
    return select(
        c.customer_id, func.sum(c.minor), func.min(c.counts_on, type_=c.counts_on.type)
    ).group_by(c.customer_id)


def _look(
    ids: Collection[int], wrong: Wrong, *, mends: bool, actor: Actor
) -> list[_Differing]:
    """Look again with the customers locked: those that differ, kept and true."""
    repair_alone()
    rows = _locked(ids)
    entries = _last_entries(ids)
    saved, today = saved_rule(), clock.today(actor.timezone)
    is_counted = is_spend_counted(saved)
    days = day_sums(ids)
    found = []
    for row in rows:
        kept: Values = {name: getattr(row, name) for name in (*OF_ENTRY, *OF_SPEND)}
        true = {**kept, **entries.get(row.id, NOTHING)}
        is_deleted = row.deleted_at is not None
        if is_counted and not (is_deleted or wrong.is_of_purchases(row.id)):
            true |= _spend(kept, saved, days.get(row.id, ()), today)
        if kept == true:
            continue
        found.append(_Differing(row.id, kept, true))
        if not (mends or is_deleted):
            wrong.move(row.id, kept=_place(kept), true=_place(true))
    if mends and found:
        values = [{"id": one.id, **one.true} for one in found]
        tenancy.write_many(db.session(), Customer, values, by=["id"], touches=False)
        events.record([_fact(one) for one in found], actor=actor)
    return found


def _locked(ids: Collection[int]) -> list[Any]:
    names = ("id", "deleted_at", *OF_ENTRY, *OF_SPEND)
    wanted = (
        select(*(getattr(Customer, name) for name in names))
        .where(among(db.session(), Customer.id, ids))
        .order_by(Customer.id)
        .with_for_update(key_share=True)
    )
    return list(db.session.execute(wanted, execution_options=_EVERYBODY))


def _last_entries(ids: Collection[int]) -> dict[int, Values]:
    """What the last entry of each says, by the names of the customer's columns."""
    entry = MembershipEntry
    newest = (
        select(func.max(entry.id))
        .where(among(db.session(), entry.customer_id, ids))
        .group_by(entry.customer_id)
    )
    wanted = select(
        entry.customer_id, entry.is_member, entry.until, entry.held_until, entry.id
    ).where(entry.id.in_(newest))
    return {
        customer_id: dict(zip(OF_ENTRY, values, strict=True))
        for customer_id, *values in db.session.execute(wanted)
    }


def _spend(kept: Values, saved: Rule | None, days: rules.Days, today: date) -> Values:
    months = saved.window_months if saved else None
    if months is not None and kept["window_until"] <= today:
        return {}
    values = (
        rules.spend_on(days, window_months=months, today=today),
        rules.changes_on(days, window_months=months, today=today),
    )
    return dict(zip(OF_SPEND, values, strict=True))


def _place(of: Values) -> tallies.Place:
    return tallies.place(
        is_member=of["is_member"],
        held_until=of["held_until"],
        spend_minor=of["window_spend_minor"],
    )


def _fact(one: _Differing) -> MembershipRepaired:
    changes = {
        name: [_plain(one.kept[name]), _plain(one.true[name])]
        for name in one.true
        if one.kept[name] != one.true[name]
    }
    return MembershipRepaired(one.id, data={"changes": changes})


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value
