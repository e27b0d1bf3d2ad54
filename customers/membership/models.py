"""The tables of membership: rules, entries, runs with candidates, tally and days."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Index,
    String,
    Text,
    UniqueConstraint,
    column,
    literal_column,
    or_,
)
from sqlalchemy.orm import Mapped, mapped_column

from customers.ground import clock
from customers.ground.columns import Amount, Id
from customers.ground.db import Model, Stamped
from customers.ground.keyed import Keyed
from customers.ground.tenancy import Owned, owned_args, owned_reference
from customers.membership.rules import CAUSES, FOREVER, NEVER, WAYS
from customers.membership.words import RUN_KINDS, RUN_STATES

# An entry that made a member, and one that ended a membership: also an expiry, which
# tells of who was none by then. `sql.is_joined` and `is_ended` say it of rows.
_WAS_MEMBER: Any = column("was_member", Boolean)
_IS_TO_COME: Any = column("until") > column("on_day")
_IS_OVER: Any = column("until") <= column("on_day")
JOINED = ~_WAS_MEMBER & _IS_TO_COME
ENDED = or_(_WAS_MEMBER, column("cause") == literal_column("'expiry'")) & _IS_OVER


def _changes(name: str, where: Any) -> Index:
    columns = ("business_id", "on_day", "id")
    return Index(name, *columns, sqlite_where=where, postgresql_where=where)


def _one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


class MembershipRule(Owned, Model):
    """A version of what makes a member; the saved one with the highest number counts.

    `number` rises from 1. A rule that `is_saved` is False was made for a run alone.
    `threshold_minor` is above 0; `window_months` None is a lifetime and `period_months`
    None no period. `on_refund` and `on_window` say what happens to a membership whose
    spend falls below the threshold by a refund, or as purchases leave the window: keep,
    grace (it ends `grace_days` later) or end.
    """

    __tablename__ = "membership_rule"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "number"),
        CheckConstraint("threshold_minor > 0", name="threshold_minor"),
        _one_of("on_refund", WAYS),
        _one_of("on_window", WAYS),
        append_only=True,
    )

    number: Mapped[int]
    is_saved: Mapped[bool]
    threshold_minor: Mapped[int] = mapped_column(Amount)
    window_months: Mapped[int | None]
    is_automatic: Mapped[bool]
    period_months: Mapped[int | None]
    is_renewed: Mapped[bool]
    grace_days: Mapped[int]
    on_refund: Mapped[str] = mapped_column(String(5))
    on_window: Mapped[str] = mapped_column(String(5))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    created_by: Mapped[int | None] = mapped_column(Id)


class MembershipRun(Stamped, Owned, Model):
    """A change of many memberships at once: of a rule, or a switch of many by hand.

    `kind` threshold joins those who meet the rule and, where it `also_ends`, ends the
    membership of those who do not. `kind` switch gives all of a list the state
    `to_member`, held until `hold_until`, with a `reason`. The numbers before it is
    applied are `to_join`, `to_leave` and `held` (whom a hold leaves as they are; of a
    switch: who are so already), after that `joined`, `left` and `left_out`, and after
    its undoing `undone` and `skipped`. `bars` is the spend of a window other than the
    saved one, counted by steps, as {state: {step: customers}}.
    """

    __tablename__ = "membership_run"
    __table_args__ = owned_args(
        _one_of("kind", RUN_KINDS),
        _one_of("state", RUN_STATES),
        owned_reference("rule_id", "membership_rule"),
        owned_reference("job_id", "job"),
        Index("ix_membership_run_state", "business_id", "state", "id"),
    )

    kind: Mapped[str] = mapped_column(String(9))
    state: Mapped[str] = mapped_column(String(10))
    rule_id: Mapped[int | None] = mapped_column(Id)
    job_id: Mapped[int | None] = mapped_column(Id)
    also_ends: Mapped[bool] = mapped_column(default=False)
    to_member: Mapped[bool] = mapped_column(default=True)
    reason: Mapped[str | None] = mapped_column(Text)
    hold_until: Mapped[date] = mapped_column(default=NEVER)
    to_join: Mapped[int] = mapped_column(default=0)
    to_leave: Mapped[int] = mapped_column(default=0)
    held: Mapped[int] = mapped_column(default=0)
    joined: Mapped[int] = mapped_column(default=0)
    left: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    undone: Mapped[int] = mapped_column(default=0)
    skipped: Mapped[int] = mapped_column(default=0)
    bars: Mapped[str | None] = mapped_column(Text)
    applied_at: Mapped[datetime | None]
    applied_by: Mapped[int | None] = mapped_column(Id)
    undone_at: Mapped[datetime | None]
    undone_by: Mapped[int | None] = mapped_column(Id)


class MembershipEntry(Owned, Model):
    """One change of one membership; the last of a customer is what they are.

    `was_member` is what counted before it, on the local day `on_day`; `is_member` with
    `until` (exclusive; NEVER for no member) and `held_until` (exclusive; NEVER for no
    hold) what holds since. `rule_id` is the rule that granted or ended it, None where
    none had been saved. `spend_minor` is what counted then, in the rule's window;
    `period_from` the day since which its period runs (NEVER for no member).
    `before_id` is the customer's entry before, `undo_of_id` the one that is undone,
    `purchase_id` and `run_id` what caused it. `created_by` is who did that.

    The three that name an entry or a purchase are no foreign keys: a run of 300,000
    would look up as many rows more for each, and nothing of theirs is ever deleted.
    Services alone write them, and verifying proves each `before_id`.
    """

    __tablename__ = "membership_entry"
    __table_args__ = owned_args(
        _one_of("cause", CAUSES),
        CheckConstraint("is_member = (until > '0001-01-01')", name="until"),
        owned_reference("customer_id", "customer"),
        owned_reference("rule_id", "membership_rule"),
        owned_reference("run_id", "membership_run"),
        Index("ix_membership_entry_of_customer", "business_id", "customer_id", "id"),
        Index(
            "ix_membership_entry_of_run",
            "business_id",
            "run_id",
            "id",
            sqlite_where=column("run_id").is_not(None),
            postgresql_where=column("run_id").is_not(None),
        ),
        _changes("ix_membership_entry_joined", JOINED),
        _changes("ix_membership_entry_ended", ENDED),
        append_only=True,
    )

    customer_id: Mapped[int] = mapped_column(Id)
    at: Mapped[datetime] = mapped_column(default=clock.now)
    on_day: Mapped[date]
    was_member: Mapped[bool]
    is_member: Mapped[bool]
    until: Mapped[date]
    held_until: Mapped[date] = mapped_column(default=NEVER)
    cause: Mapped[str] = mapped_column(String(9))
    rule_id: Mapped[int | None] = mapped_column(Id)
    spend_minor: Mapped[int] = mapped_column(Amount)
    period_from: Mapped[date]
    reason: Mapped[str | None] = mapped_column(Text)
    purchase_id: Mapped[int | None] = mapped_column(Id)
    run_id: Mapped[int | None] = mapped_column(Id)
    undo_of_id: Mapped[int | None] = mapped_column(Id)
    before_id: Mapped[int | None] = mapped_column(Id)
    created_by: Mapped[int | None] = mapped_column(Id)


class MembershipCandidate(Keyed, Model):
    """Whom a run was previewed to change: `action` join, leave, or held (it does not).

    `spend_minor` is what counted then; `until` (exclusive) what a join is to get. They
    go once the run is long over.
    """

    __tablename__ = "membership_candidate"
    __table_args__ = (
        Index(
            "ix_membership_candidate_by_spend",
            *("business_id", "run_id", "action", "spend_minor", "customer_id"),
        ),
        {"sqlite_with_rowid": False},
    )

    run_id: Mapped[int] = mapped_column(Id, primary_key=True)
    action: Mapped[str] = mapped_column(String(5), primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id, primary_key=True)
    spend_minor: Mapped[int] = mapped_column(Amount)
    until: Mapped[date] = mapped_column(default=FOREVER)


class MembershipLeftOut(Keyed, Model):
    """Whom a run, or its undoing (`of_undo` 1), left as they were, and why."""

    __tablename__ = "membership_left_out"

    run_id: Mapped[int] = mapped_column(Id, primary_key=True)
    of_undo: Mapped[int] = mapped_column(primary_key=True)
    customer_id: Mapped[int] = mapped_column(Id, primary_key=True)
    why: Mapped[str] = mapped_column(String(12))


class SpendTally(Keyed, Model):
    """How many customers, none deleted, stand where: by state, by what they spent.

    `state` is none, member, held_none or held_member as the columns say it, whatever
    has lapsed by now. `from_minor` is the spend in the saved rule's window cut to three
    digits (`rules.step_of`). For its lock see `ground.locks`.
    """

    __tablename__ = "spend_tally"

    state: Mapped[str] = mapped_column(String(11), primary_key=True)
    from_minor: Mapped[int] = mapped_column(Amount, primary_key=True)
    total: Mapped[int] = mapped_column(Id, default=0)


class MembershipDay(Keyed, Model):
    """How many memberships began and ended on a local day, as its entries say.

    Who is a member after an entry (`until` is to come) and was none before it `joined`;
    who was one, or had lapsed as an expiry tells, and is none after it `ended`. Those
    of deleted customers count as well, whenever they were deleted.
    """

    __tablename__ = "membership_day"

    on_day: Mapped[date] = mapped_column(primary_key=True)
    joined: Mapped[int] = mapped_column(Id, default=0)
    ended: Mapped[int] = mapped_column(Id, default=0)
