"""What customers are, locked, changed and written: by every verb, in one way.

A unit of work locks its customers, enters what changes, and writes it once: entries,
the customers' columns, facts, and the tallies last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import select

from customers import events
from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.events import Fact
from customers.ground import clock, tenancy
from customers.ground.among import among
from customers.ground.db import db
from customers.membership.events import (
    MembershipActivated,
    MembershipEnded,
    MembershipHeld,
)
from customers.membership.models import MembershipEntry
from customers.membership.rules import FOREVER, NOBODY, State, change_of
from customers.membership.service import days, tallies

_COLUMNS = (
    *("is_member", "member_until", "held_until", "membership_entry_id"),
    *("window_spend_minor", "window_until"),
)


class Standing:
    """A locked customer: what they are, and what counts of what they spent."""

    __slots__ = (
        *("id", "is_deleted", "spend_minor", "window_spend_minor", "window_until"),
        *("entry_id", "undo_of_id", "reason", "state", "_before"),
    )

    def __init__(self, row: Any) -> None:
        self.id: int = row.id
        self.is_deleted: bool = row.deleted_at is not None
        self.spend_minor: int = row.spend_minor
        self.window_spend_minor: int = row.window_spend_minor
        self.window_until: date = row.window_until
        self.entry_id: int | None = row.membership_entry_id
        self.undo_of_id: int | None = row.undo_of_id
        self.reason: str | None = row.reason
        self.state = NOBODY
        if row.membership_entry_id is not None:
            self.state = State(
                is_member=row.is_member,
                until=row.member_until,
                held_until=row.held_until,
                rule_id=row.rule_id,
                period_from=row.period_from,
            )
        self._before = self.columns()

    def columns(self) -> tuple[Any, ...]:
        """The values of the columns that membership writes, in their order."""
        state = self.state
        return (
            *(state.is_member, state.until, state.held_until, self.entry_id),
            *(self.window_spend_minor, self.window_until),
        )

    def change(self) -> dict[str, Any] | None:
        """What is other in it than in its row; None where nothing is."""
        if self.columns() == self._before:
            return None
        return {"id": self.id, **dict(zip(_COLUMNS, self.columns(), strict=True))}

    def place_before(self) -> tallies.Place:
        """Where the tallies counted it when it was locked."""
        is_member, _until, held_until, _entry, spend, _window = self._before
        return tallies.place(
            is_member=is_member, held_until=held_until, spend_minor=spend
        )

    def place(self) -> tallies.Place:
        """Where the tallies are to count it."""
        state = self.state
        return tallies.place(
            is_member=state.is_member,
            held_until=state.held_until,
            spend_minor=self.window_spend_minor,
        )


class Cause(NamedTuple):
    """Why a membership changes: one of `rules.CAUSES`, and what that was."""

    name: str
    reason: str | None = None
    purchase_id: int | None = None
    run_id: int | None = None
    undo_of_id: int | None = None


class _Entered(NamedTuple):
    standing: Standing
    before: State
    after: State
    spend_minor: int
    cause: Cause
    on_day: date

    @property
    def was_member(self) -> bool:
        """Whether they counted as a member that day, before it."""
        return self.before.is_member_on(self.on_day)

    @property
    def change(self) -> tuple[date, str | None]:
        """The day, and whether it made a member or ended a membership."""
        is_member = self.after.is_member_on(self.on_day)
        name = self.cause.name
        was = self.was_member
        return self.on_day, change_of(name, was_member=was, is_member=is_member)


class Book:
    """The customers of a unit of work, locked by id, and what is entered of them."""

    def __init__(self, customer_ids: Collection[int], *, actor: Actor) -> None:
        self.actor = actor
        self.today = clock.today(actor.timezone)
        self.standings = _locked(customer_ids)
        self._entered: list[_Entered] = []

    def enter(
        self,
        standing: Standing,
        after: State,
        *,
        spend_minor: int,
        cause: Cause,
        even_if_same: bool = False,
    ) -> None:
        """Let it be this from now on, for this reason, where it is other than before.

        What a person did is written down `even_if_same`.
        """
        before = standing.state
        if before == after and not even_if_same:
            return
        self._entered.append(
            _Entered(standing, before, after, spend_minor, cause, self.today)
        )
        standing.state = after

    def write(self) -> None:
        """Write the entries, the customers, the facts; the tallies and days last."""
        for entered in _rounds(self._entered):
            self._write_entries(entered)
        changed = [one for one in self.standings.values() if one.change()]
        rows = [row for one in changed if (row := one.change())]
        # A switch changes no profile: `updated_at` stays.
        tenancy.write_many(db.session(), Customer, rows, by=["id"], touches=False)
        facts = [fact for one in self._entered if (fact := self._fact(one))]
        if facts:
            events.record(facts, actor=self.actor)
        tallies.move(
            (one.place_before(), one.place()) for one in changed if not one.is_deleted
        )
        days.count(one.change for one in self._entered)

    def _write_entries(self, entered: Collection[_Entered]) -> None:
        ids = tenancy.write_many(
            db.session(), MembershipEntry, [self._row(one) for one in entered]
        )
        for one, entry_id in zip(entered, ids, strict=True):
            one.standing.entry_id = entry_id

    def _row(self, one: _Entered) -> dict[str, Any]:
        after = one.after
        return {
            "customer_id": one.standing.id,
            "at": clock.now(),
            "on_day": one.on_day,
            "was_member": one.was_member,
            "is_member": after.is_member,
            "until": after.until,
            "held_until": after.held_until,
            "cause": one.cause.name,
            "rule_id": after.rule_id,
            "spend_minor": one.spend_minor,
            "period_from": after.period_from,
            "reason": one.cause.reason,
            "purchase_id": one.cause.purchase_id,
            "run_id": one.cause.run_id,
            "undo_of_id": one.cause.undo_of_id,
            "before_id": one.standing.entry_id,
            "created_by": self.actor.user_id,
        }

    def _fact(self, one: _Entered) -> Fact | None:
        was = one.before.is_member_on(self.today) or one.cause.name == "expiry"
        is_now = one.after.is_member_on(self.today)
        data: dict[str, Any] = {"cause": one.cause.name}
        for name in ("purchase_id", "run_id"):
            if (value := getattr(one.cause, name)) is not None:
                data[name] = value
        if is_now and not was:
            until = one.after.until
            data["until"] = None if until == FOREVER else until.isoformat()
            return MembershipActivated(one.standing.id, data=data)
        if was and not is_now:
            return MembershipEnded(one.standing.id, data=data)
        if one.before.held_until != one.after.held_until:
            return MembershipHeld(one.standing.id, data=data)
        return None


def _rounds(entered: Iterable[_Entered]) -> Iterable[list[_Entered]]:
    """The first of each customer, then the second: each names the one before."""
    seen: dict[int, int] = defaultdict(int)
    rounds: dict[int, list[_Entered]] = defaultdict(list)
    for one in entered:
        rounds[seen[one.standing.id]].append(one)
        seen[one.standing.id] += 1
    return rounds.values()


def _locked(customer_ids: Collection[int]) -> dict[int, Standing]:
    """The customers, deleted ones too, locked by id; those not there miss."""
    if not customer_ids:
        return {}
    rows = _read(customer_ids)
    # Who waited for a lock sees the customer as it is by then, beside the entries of
    # before: those are read again, which nobody changes any more.
    missed = {
        row.id
        for row in rows
        if row.membership_entry_id is not None and row.last_id is None
    }
    again = {row.id: row for row in _read(missed)} if missed else {}
    return {row.id: Standing(again.get(row.id, row)) for row in rows}


def _read(customer_ids: Collection[int]) -> list[Any]:
    names = ("id", "deleted_at", "spend_minor", *_COLUMNS)
    last = MembershipEntry
    wanted = (
        select(
            *(getattr(Customer, name) for name in names),
            last.id.label("last_id"),
            *(last.rule_id, last.period_from, last.reason, last.undo_of_id),
        )
        .outerjoin(last, last.id == Customer.membership_entry_id)
        .where(among(db.session(), Customer.id, customer_ids))
        .order_by(Customer.id)
        .with_for_update(key_share=True, of=Customer)
    )
    options = {"include_deleted": True}
    return list(db.session.execute(wanted, execution_options=options))
