"""A history whose every step is compared with the oracle, and with `verify`."""

from __future__ import annotations

from collections import Counter
from datetime import date

from sqlalchemy import select

from customers.directory.models import Customer, Tally
from customers.ground.db import db
from customers.ground.proof import Difference
from customers.membership.models import MembershipEntry, SpendTally
from customers.membership.queries import trends
from customers.membership.rules import FOREVER, NEVER
from customers.membership.service.verifying import differences
from tests.membership.history import History
from tests.membership.oracle import State
from tests.membership.walked import changes


class CheckedHistory(History):
    """Compares all that is kept."""

    def check(self, did: str) -> None:
        """Everything that is kept is what the oracle says."""
        everybody = {"include_deleted": True, "populate_existing": True}
        wanted = select(Customer).order_by(Customer.id)
        for row in db.session.scalars(wanted, execution_options=everybody):
            self._check_one(row, did)
        self._check_tallies(did)

    def differences(self) -> list[Difference]:
        """What `verify` says."""
        with self.clock():
            return list(differences(mends=False, actor=self.actor))

    def _check_one(self, row: Customer, did: str) -> None:
        person = self.oracle.people[row.id]
        state, where = person.state, (did, row.id, self.oracle.today)
        kept = (row.is_member, row.member_until, row.held_until)
        assert kept == (state.is_member, state.until, state.held_until), where
        if row.window_until > self.oracle.today and not person.is_deleted:
            saved = self.oracle.saved
            months = saved.window_months if saved else None
            days = self.oracle.days(person)
            assert row.window_spend_minor == self.oracle.counted(person, saved), where
            assert row.window_until == changes(days, months, self.oracle.today), where
        entries = self._entries(row.id)
        assert [one.id for one in entries][-1:] == (
            [row.membership_entry_id] if entries else []
        ), where
        told = [(c.was_member, c.state, c.cause, c.on) for c in person.changes]
        assert [self._told(one) for one in entries] == told, where
        before = None
        for entry, change in zip(entries, person.changes, strict=True):
            assert entry.before_id == before, where
            before = entry.id
            if change.spend is not None:
                assert entry.spend_minor == change.spend, where

    def _told(self, one: MembershipEntry) -> tuple[bool, State, str, date]:
        rule = None if one.rule_id is None else self.rule_ids[one.rule_id]
        state = State(one.is_member, one.until, one.held_until, rule, one.period_from)
        return one.was_member, state, one.cause, one.on_day

    def _check_tallies(self, did: str) -> None:
        kept = {
            (one.state, one.from_minor): one.total
            for one in db.session.scalars(select(SpendTally))
            if one.total
        }
        names = dict(db.session.execute(select(Tally.name, Tally.total)).all())
        live = [p.state for p in self.oracle.people.values() if not p.is_deleted]
        assert names.get("membership:member", 0) == sum(s.is_member for s in live), did
        held = sum(s.held_until > NEVER for s in live)
        assert names.get("membership:held", 0) == held, did
        days = trends.joined_and_ended(NEVER, until=FOREVER)
        assert {one.on: (one.joined, one.ended) for one in days} == (
            self._changes_by_day()
        ), did
        stale = select(Customer.id).where(Customer.window_until <= self.oracle.today)
        if db.session.scalars(stale).first() is None:
            assert kept == dict(self.oracle.tallies()), did

    def _changes_by_day(self) -> dict[date, tuple[int, int]]:
        """How many memberships began and how many ended, of the days with any."""
        joined: Counter[date] = Counter()
        ended: Counter[date] = Counter()
        for person in self.oracle.people.values():
            for change in person.changes:
                is_now = change.state.until > change.on
                joined[change.on] += is_now and not change.was_member
                # Who had ended by itself was a member until it was written down.
                was = change.was_member or change.cause == "expiry"
                ended[change.on] += was and not is_now
        days = {day for day in (*joined, *ended) if joined[day] or ended[day]}
        return {day: (joined[day], ended[day]) for day in days}
