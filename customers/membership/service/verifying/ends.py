"""When memberships end: whether that is what the rule and the purchases make of it.

Asked of members who meet the rule that granted theirs and are not held. What stays for
another reason, such as a grace time after a refund, is in the entries alone. Nothing
here is mended: an end is changed by an entry, and entries are made by people and rules.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock
from customers.ground.db import db
from customers.ground.proof import Difference, Span, parts, spans
from customers.membership import rules
from customers.membership.models import MembershipEntry, MembershipRule
from customers.membership.queries.rules import rule_of
from customers.membership.queries.spending import DaySums, day_sums
from customers.membership.rules import NEVER, Days, Rule
from customers.membership.service.verifying.wrong import Wrong

SPAN, AT_ONCE = 5_000, 1_000


def check(wrong: Wrong, *, actor: Actor) -> Iterator[Difference]:
    """The memberships that end on another day than they should."""
    today = clock.today(actor.timezone)
    every_rule = {
        row.id: rule_of(row) for row in db.session.scalars(select(MembershipRule))
    }
    if not every_rule:
        return
    for span in spans(Customer.id, size=SPAN):
        members = [row for row in _members(span, today) if row.rule_id in every_rule]
        known = wrong.customers
        for part in parts(members, size=AT_ONCE):
            asked = [row for row in part if row.id not in known]
            for row, until in _wrong_ends(asked, every_rule, wrong, today):
                where = f"customer {row.id}"
                what = "customer.member_until"
                yield Difference(what, where, row.member_until, until, is_lasting=True)


def _members(span: Span, today: date) -> Sequence[Any]:
    """The members of a span who are not held, nor wait to be judged."""
    entry = MembershipEntry
    wanted = (
        select(
            *(Customer.id, Customer.member_until, Customer.spend_minor),
            *(entry.rule_id, entry.period_from, entry.on_day),
        )
        .join(entry, entry.id == Customer.membership_entry_id)
        .where(
            span.holds(Customer.id),
            Customer.is_member,
            Customer.member_until > today,
            Customer.held_until == NEVER,
            entry.until == Customer.member_until,
        )
        .order_by(Customer.id)
    )
    return db.session.execute(wanted).all()


def _wrong_ends(
    members: Sequence[Any], of: dict[int, Rule], wrong: Wrong, today: date
) -> Iterator[tuple[Any, date]]:
    """Those of the members who end on another day, each with the right one.

    Whoever seems to is looked at once more, since they may have bought meanwhile.
    """
    days = _days(members, of)
    suspects = [row for row in members if _right_end(row, of, days, today)]
    if not suspects:
        return
    ids = [row.id for row in suspects]
    again = [row for row in _again(ids, today) if not wrong.is_of_purchases(row.id)]
    days = _days(again, of)
    for row in again:
        if until := _right_end(row, of, days, today):
            yield row, until


def _again(ids: Sequence[int], today: date) -> Sequence[Any]:
    span = Span((ids[0] - 1,), (ids[-1],))
    return [row for row in _members(span, today) if row.id in set(ids)]


def _days(members: Sequence[Any], of: dict[int, Rule]) -> DaySums:
    """What those bought whose rule asks for it, since the first of their windows."""
    asked = [row for row in members if of[row.rule_id].needs_days]
    starts = [
        rules.window_from(row.on_day, window_months=of[row.rule_id].window_months)
        for row in asked
    ]
    if not asked:
        return {}
    return day_sums([row.id for row in asked], since=min(starts))


def _right_end(
    row: Any, of: dict[int, Rule], days: DaySums, today: date
) -> date | None:
    """The day on which a membership should end; None where it does, or none can tell.

    It was written down on a day between that of the entry and today, and is what it
    would be on any of them before its grace time begins.
    """
    rule = of[row.rule_id]
    its: Days = days.get(row.id, ())
    if rule.needs_days:
        spend = rules.spend_on(its, window_months=rule.window_months, today=today)
        # As such a day leaves the window the spend rises by itself, which is no cause.
        if any(minor < 0 for _day, minor in its):
            return None
    else:
        spend = row.spend_minor
        if rule.window_months is not None and rule.on_refund == rules.GRACE:
            return None
    if spend < rule.threshold_minor:
        return None
    asked_on = today
    if row.member_until != rules.FOREVER:
        before_grace = row.member_until - timedelta(days=rule.grace_days + 1)
        asked_on = max(row.on_day, min(today, before_grace))
    until = rules.ends_on(rule, its, period_from=row.period_from, today=asked_on)
    return None if until == row.member_until else until
