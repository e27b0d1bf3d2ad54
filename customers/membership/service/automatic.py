"""What happens by itself: on every purchase and refund, and as days pass.

It listens to purchases in their transaction, whoever records them, and judges each
customer after each of them in turn. Once a local day the worker writes down what has
lapsed, which every page knows already, and what left the windows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select

from customers import events
from customers.accounts.actors import Actor
from customers.directory.events import CustomerDeleted, CustomerRestored
from customers.directory.models import NEVER, Customer
from customers.events import Fact
from customers.ground import clock, jobs
from customers.ground.db import db
from customers.membership import judging, rules
from customers.membership.judging import Spends
from customers.membership.queries.rules import rules_by_id, saved_rule
from customers.membership.queries.spending import DaySums, day_sums
from customers.membership.rules import NOBODY, Rule
from customers.membership.service import tallies
from customers.membership.service.refreshing import (
    CHUNK,
    note_spend,
    refresh,
    refresh_all,
    refresh_stale,
)
from customers.membership.service.states import Book, Cause, Standing
from customers.purchases.events import (
    PurchaseAttached,
    PurchaseRecorded,
    PurchaseRefunded,
    PurchaseVoided,
)

_EXPIRED_AT_ONCE = 500


class _Move(NamedTuple):
    """A change of what a customer spent, on the day in whose windows it falls."""

    on: date
    before: int
    after: int
    purchase_id: int | None


def judge(facts: Sequence[Fact], *, actor: Actor) -> None:
    """Judge the customers of these purchases and refunds, one after the other.

    Their totals are written already. Records: MembershipActivated, MembershipEnded,
    MembershipHeld.
    """
    moves: dict[int, list[_Move]] = {}
    for fact in facts:
        data = fact.data
        if "after" in data:
            owner = data["customer_id"] or data["customer_id_before"]
            move = _Move(
                date.fromisoformat(data["on"]),
                data["before"]["spend_minor"],
                data["after"]["spend_minor"],
                fact.subject_id,
            )
            moves.setdefault(owner, []).append(move)
    if moves:
        book = Book(moves, actor=actor)
        _Judgement(book).judge(moves)
        book.write()


class _Judgement:
    """The rules that concern the customers of a book, and their days if any has."""

    def __init__(self, book: Book) -> None:
        self.book = book
        self.saved = saved_rule()
        self.rules: dict[int | None, Rule] = {}
        if self.saved is not None:
            self.rules[self.saved.id] = self.saved
        ids = {one.state.rule_id for one in book.standings.values()}
        others = {i for i in ids if i is not None and i not in self.rules}
        self.rules |= {rule.id: rule for rule in rules_by_id(others).values()}
        self.days = self._days()

    def _days(self) -> DaySums:
        """What was bought in the longest window; nothing where none has one."""
        starts = [
            rules.window_from(self.book.today, window_months=rule.window_months)
            for rule in self.rules.values()
            if rule.window_months is not None
        ]
        if not starts:
            return {}
        return day_sums(list(self.book.standings), since=min(starts))

    def judge(self, moves: dict[int, list[_Move]]) -> None:
        """Judge each customer after each of their moves."""
        for customer_id, its in moves.items():
            standing = self.book.standings[customer_id]
            days = _Days(self.days.get(customer_id, ()), its)
            expire(standing, book=self.book)
            for move in its:
                self._judge(standing, move, days)
            note_spend(standing, saved=self.saved, days=days.rising(), book=self.book)

    def _judge(self, standing: Standing, move: _Move, days: _Days) -> None:
        own = self.rules.get(standing.state.rule_id, self.saved)
        before = self._spend(own, move.before, days)
        days.add(move)
        after = self._spend(own, move.after, days)
        saved_after = self._spend(self.saved, move.after, days)
        spends = Spends(saved_after, before, after, days.rising())
        state = judging.judged(
            standing.state,
            saved=self.saved,
            own=own,
            spends=spends,
            today=self.book.today,
        )
        counted = after if state.rule_id == standing.state.rule_id else saved_after
        cause = Cause(rules.BY_THRESHOLD, purchase_id=move.purchase_id)
        self.book.enter(standing, state, spend_minor=counted, cause=cause)

    def _spend(self, rule: Rule | None, lifetime: int, days: _Days) -> int:
        if rule is None or rule.window_months is None:
            return lifetime
        return rules.spend_on(
            days.rising(), window_months=rule.window_months, today=self.book.today
        )


class _Days:
    """The days of a customer as they were before some moves, which are then added."""

    def __init__(
        self, known: Iterable[tuple[date, int]], moves: Sequence[_Move]
    ) -> None:
        self._sums = dict(known)
        for move in moves:
            self._sums[move.on] = self._sums.get(move.on, 0) - move.after + move.before

    def add(self, move: _Move) -> None:
        """Count it from now on."""
        self._sums[move.on] = self._sums.get(move.on, 0) + move.after - move.before

    def rising(self) -> list[tuple[date, int]]:
        """The days on which something counts, in order."""
        return sorted((day, minor) for day, minor in self._sums.items() if minor)


def expire(standing: Standing, *, book: Book) -> None:
    """Write down that a membership has ended, where its day has come."""
    state = standing.state
    if state.is_member and not state.is_member_on(book.today):
        ended = NOBODY._replace(held_until=state.held_until, rule_id=state.rule_id)
        cause = Cause(rules.EXPIRY)
        spend = standing.window_spend_minor
        book.enter(standing, ended, spend_minor=spend, cause=cause)


def expire_some(actor: Actor) -> bool:
    """Write down memberships that have ended; whether there may be more.

    Records: MembershipEnded.
    """
    today = clock.today(actor.timezone)
    lapsed = (
        select(Customer.id)
        .where(Customer.member_until > NEVER, Customer.member_until <= today)
        .order_by(Customer.member_until, Customer.id)
        .limit(_EXPIRED_AT_ONCE)
    )
    ids = list(db.session.scalars(lapsed))
    book = Book(ids, actor=actor)
    for standing in book.standings.values():
        expire(standing, book=book)
    book.write()
    return len(ids) == _EXPIRED_AT_ONCE


def move_windows(actor: Actor) -> bool:
    """Count anew what left the saved rule's window; whether there may be more.

    Where all were to be counted for another window and nobody does, that is asked for.
    """
    refresh_all(actor=actor)
    return refresh_stale(CHUNK, actor=actor) == CHUNK


def count_out(facts: Sequence[Fact], *, actor: Actor) -> None:
    """Count deleted customers nowhere."""
    standings = _standings(facts, actor)
    tallies.move((one.place(), None) for one in standings)


def count_in(facts: Sequence[Fact], *, actor: Actor) -> None:
    """Count restored customers again, by what they are and what counts by now."""
    standings = _standings(facts, actor)
    tallies.move((None, one.place()) for one in standings)
    refresh([one.id for one in standings], actor=actor)


def _standings(facts: Sequence[Fact], actor: Actor) -> list[Standing]:
    ids = {fact.subject_id for fact in facts if fact.subject_id is not None}
    return list(Book(ids, actor=actor).standings.values())


def begin() -> None:
    """Listen to what changes who is a member."""
    events.listen(
        PurchaseRecorded,
        PurchaseRefunded,
        PurchaseVoided,
        PurchaseAttached,
        action=judge,
    )
    events.listen(CustomerDeleted, action=count_out)
    events.listen(CustomerRestored, action=count_in)


jobs.daily("expire_memberships", expire_some)
jobs.daily("move_membership_windows", move_windows)
