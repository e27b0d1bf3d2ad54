"""A span of a run's entries: what was before each holds again, where it still may."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy import false as nobody

from customers.accounts.actors import Actor
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.membership import rules
from customers.membership.models import MembershipRun
from customers.membership.queries.rules import rules_by_id
from customers.membership.queries.spending import DaySums, day_sums
from customers.membership.rules import NEVER, Rule, State
from customers.membership.service.runs import writing
from customers.membership.service.runs.candidates import core, written
from customers.membership.service.runs.changing import LEFT_OUT
from customers.membership.service.runs.spend import CUSTOMER
from customers.membership.service.runs.writing import BEFORE, ENTRY, Written, typed
from customers.membership.service.states import Book, Cause, Standing
from customers.membership.words import CHANGED


class Span(NamedTuple):
    """Entries of a run with an id above `after`, up to `upto`."""

    after: int
    upto: int


def restore(run: MembershipRun, *, span: Span, actor: Actor) -> tuple[int, int]:
    """Give back what was before these entries; who changed since is skipped.

    Gives how many of each there were. Locks the customers by id, deleted ones too:
    whoever comes back is no member by a run that was undone.
    """
    work = _Span(run, span, actor)
    writing.lock(select(ENTRY.c.customer_id).where(work.within))
    skipped = work.skip()
    settled = work.settle()
    after_entry = writing.last_entry(run.id)
    restored = work.enter()
    if restored:
        these = Written(run.id, after_entry, rules.UNDO)
        writing.follow(these, actor=actor)
        writing.move_tallies(run.id, after_entry=after_entry)
    return restored + settled, skipped


def has_days(run: MembershipRun, *, span: Span, actor: Actor) -> bool:
    """Whether days are read for these entries, so that fewer are a unit of work."""
    return bool(_Span(run, span, actor).rules)


class _Span:
    """A span at work: its entries, beside the customers and the entries before."""

    def __init__(self, run: MembershipRun, span: Span, actor: Actor) -> None:
        self.run, self.actor = run, actor
        self.today = clock.today(actor.timezone)
        self.business_id = tenancy.entered(db.session())
        self.within = and_(
            ENTRY.c.business_id == self.business_id,
            ENTRY.c.run_id == run.id,
            ENTRY.c.id > span.after,
            ENTRY.c.id <= span.upto,
        )
        before = and_(
            BEFORE.c.business_id == ENTRY.c.business_id,
            BEFORE.c.id == ENTRY.c.before_id,
        )
        customer = and_(
            CUSTOMER.c.business_id == ENTRY.c.business_id,
            CUSTOMER.c.id == ENTRY.c.customer_id,
        )
        self.joined: FromClause = ENTRY.join(CUSTOMER, customer).outerjoin(
            BEFORE, before
        )
        self.rules = self._rules_with_days()

    def _rules_with_days(self) -> dict[int, Rule]:
        """The rules of what comes back by which purchases may have moved its end."""
        wanted = select(BEFORE.c.rule_id).select_from(self.joined).distinct()
        named = core(wanted.where(self.within, self._may_move)).scalars()
        found = rules_by_id({one for one in named if one is not None})
        return {one: rule for one, rule in found.items() if rule.moves_ends}

    @property
    def _may_move(self) -> ColumnElement[bool]:
        """Whether what comes back is a membership of today that nothing holds."""
        return and_(
            BEFORE.c.id.is_not(None),
            BEFORE.c.until > self.today,
            BEFORE.c.held_until == NEVER,
        )

    @property
    def _is_last(self) -> ColumnElement[bool]:
        is_last: ColumnElement[bool] = CUSTOMER.c.membership_entry_id == ENTRY.c.id
        return is_last

    @property
    def _has_days(self) -> ColumnElement[bool]:
        """Whether the end of what comes back depends on what was bought meanwhile."""
        if not self.rules:
            return nobody()
        of_rule = func.coalesce(BEFORE.c.rule_id, 0).in_(sorted(self.rules))
        return and_(self._may_move, of_rule)

    def skip(self) -> int:
        """Write down who changed since; gives how many."""
        source = (
            select(
                *(literal(self.business_id), literal(self.run.id), literal(1)),
                *(ENTRY.c.customer_id, literal(CHANGED)),
            )
            .select_from(self.joined)
            .where(self.within, CUSTOMER.c.membership_entry_id != ENTRY.c.id)
        )
        names = ("business_id", "run_id", "of_undo", "customer_id", "why")
        return written(insert(LEFT_OUT).from_select(names, source))

    def settle(self) -> int:
        """Give back memberships whose end is another by now; gives how many."""
        wanted = (
            select(
                *(ENTRY.c.id.label("entry_id"), ENTRY.c.customer_id),
                *(BEFORE.c.is_member, BEFORE.c.until, BEFORE.c.held_until),
                *(BEFORE.c.rule_id, BEFORE.c.period_from),
            )
            .select_from(self.joined)
            .where(self.within, self._is_last, self._has_days)
        )
        rows = core(wanted).all() if self.rules else []
        if not rows:
            return 0
        book = Book([row.customer_id for row in rows], actor=self.actor)
        days = self._days(list(book.standings))
        for row in rows:
            standing = book.standings[row.customer_id]
            before = State(*row[2:])
            after = self._settled(standing, before, days.get(row.customer_id, ()))
            cause = Cause(rules.UNDO, run_id=self.run.id, undo_of_id=row.entry_id)
            spend = standing.window_spend_minor
            book.enter(
                standing, after, spend_minor=spend, cause=cause, even_if_same=True
            )
        book.write()
        return len(rows)

    def _days(self, customer_ids: list[int]) -> DaySums:
        """What was bought in the longest window; a lifetime's days need no one know."""
        starts = [
            rules.window_from(self.today, window_months=rule.window_months)
            for rule in self.rules.values()
            if rule.window_months is not None
        ]
        return day_sums(customer_ids, since=min(starts)) if starts else {}

    def _settled(self, standing: Standing, state: State, days: rules.Days) -> State:
        rule, spend = self.rules[state.rule_id or 0], standing.spend_minor
        if (months := rule.window_months) is not None:
            spend = rules.spend_on(days, window_months=months, today=self.today)
        if spend < rule.threshold_minor:
            return state
        return rules.stays(rule, state, days, today=self.today)

    def enter(self) -> int:
        """Write the entries of all others who are as the run left them.

        What lapsed meanwhile comes back as ended: it is not to be told once more.
        """
        before, nothing = BEFORE.c, literal(NEVER)
        is_member = func.coalesce(before.until, nothing) > self.today
        values: dict[str, Any] = {
            "business_id": self.business_id,
            "customer_id": ENTRY.c.customer_id,
            "at": clock.now(),
            "on_day": self.today,
            "was_member": ENTRY.c.until > self.today,
            "is_member": is_member,
            "until": case((is_member, before.until), else_=nothing),
            "held_until": func.coalesce(before.held_until, nothing),
            "cause": rules.UNDO,
            "rule_id": before.rule_id,
            "spend_minor": CUSTOMER.c.window_spend_minor,
            "period_from": case((is_member, before.period_from), else_=nothing),
            "run_id": self.run.id,
            "undo_of_id": ENTRY.c.id,
            "before_id": ENTRY.c.id,
            "created_by": self.actor.user_id,
        }
        source = (
            select(*(typed(n, value=v) for n, v in values.items()))
            .select_from(self.joined)
            .where(self.within, self._is_last, ~self._has_days)
            .order_by(ENTRY.c.id)
        )
        return written(insert(ENTRY).from_select(list(values), source))
