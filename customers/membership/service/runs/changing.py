"""A slice of a run: who still fits is changed, and who does not is left out."""

from __future__ import annotations

from typing import Any, NamedTuple

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    exists,
    insert,
    literal,
    null,
    select,
)

from customers.accounts.actors import Actor
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.membership import rules
from customers.membership.models import (
    MembershipCandidate,
    MembershipLeftOut,
    MembershipRun,
)
from customers.membership.queries.rules import saved_rule
from customers.membership.queries.spending import day_sums
from customers.membership.rules import NOBODY, State
from customers.membership.service.runs import writing
from customers.membership.service.runs.candidates import CANDIDATE, core, written
from customers.membership.service.runs.gathering import number_of, rule_of
from customers.membership.service.runs.spend import CUSTOMER, spend_of
from customers.membership.service.runs.writing import ENTRY, Written, typed
from customers.membership.service.switching import by_hand
from customers.membership.words import (
    IS_DELETED,
    IS_HELD,
    IS_MET,
    IS_SO,
    JOIN,
    NOT_MET,
    SWITCH,
)

LEFT_OUT: Any = MembershipLeftOut.__table__


class Slice(NamedTuple):
    """Candidates of an action: those with an id above `after`, up to `upto`."""

    action: str
    after: int
    upto: int


def change(run: MembershipRun, *, part: Slice, actor: Actor) -> tuple[int, int]:
    """Change those of the slice who still fit, and leave out the others.

    Gives how many of each there were. Locks the customers by id. The tallies are to be
    moved after the last slice of the unit of work (`writing.move_tallies`).
    """
    slice_ = _Slice(run, part, actor)
    writing.lock(select(CANDIDATE.c.customer_id).where(slice_.within))
    left_out = slice_.leave_out()
    slice_.settle_ends()
    after_entry = writing.last_entry(run.id)
    changed = slice_.enter()
    if changed:
        these = Written(run.id, after_entry, slice_.cause, number_of(run))
        writing.follow(these, actor=actor)
    return changed, left_out


class _Slice:
    """A slice at work: what the run means for it today."""

    def __init__(self, run: MembershipRun, part: Slice, actor: Actor) -> None:
        self.run, self.actor = run, actor
        self.is_join = part.action == JOIN
        self.today = clock.today(actor.timezone)
        self.rule = None if run.kind == SWITCH else rule_of(run)
        self.cause = rules.MANUAL if self.rule is None else rules.BY_RUN
        self.has_ends = self.is_join and self.rule is not None and self.rule.needs_days
        self.business_id = tenancy.entered(db.session())
        self.within = and_(
            CANDIDATE.c.business_id == self.business_id,
            CANDIDATE.c.run_id == run.id,
            CANDIDATE.c.action == part.action,
            CANDIDATE.c.customer_id > part.after,
            CANDIDATE.c.customer_id <= part.upto,
        )
        self.looked = self._looked()

    def _looked(self) -> FromClause:
        """The candidates as they are now, with what counts of their spend now."""
        spend, is_summed = CUSTOMER.c.window_spend_minor, False
        if self.rule is not None:
            spend, is_summed, _is_saved = spend_of(self.rule, actor=self.actor)
        names = ("id", "deleted_at", "member_until", "held_until")
        same = and_(
            CUSTOMER.c.business_id == CANDIDATE.c.business_id,
            CUSTOMER.c.id == CANDIDATE.c.customer_id,
        )
        wanted = (
            select(
                *(CUSTOMER.c[name] for name in names),
                CUSTOMER.c.membership_entry_id,
                CANDIDATE.c.until,
                spend.label("spend"),
            )
            .select_from(CANDIDATE.join(CUSTOMER, same))
            .where(self.within)
        )
        # Behind this, both databases sum once a customer and not once a mention.
        return (wanted.offset(0) if is_summed else wanted).subquery("looked")

    def _why(self) -> ColumnElement[str]:
        """Why a candidate is left as they are; NULL for who still fits."""
        c, today = self.looked.c, literal(self.today)
        is_member = c.member_until > today
        is_so = is_member if self.is_join else ~is_member
        reasons: list[Any] = [(c.deleted_at.is_not(None), IS_DELETED)]
        if self.rule is None:
            return case(*reasons, (is_so, IS_SO), else_=null())
        is_met = c.spend >= self.rule.threshold_minor
        reasons += [(c.held_until > today, IS_HELD), (is_so, IS_SO)]
        reasons.append((~is_met, NOT_MET) if self.is_join else (is_met, IS_MET))
        return case(*reasons, else_=null())

    def leave_out(self) -> int:
        """Write down who does not fit any more, and why; gives how many."""
        judged = select(self.looked.c.id, self._why().label("why")).subquery("judged")
        source = (
            select(
                *(literal(self.business_id), literal(self.run.id), literal(0)),
                *(judged.c.id, judged.c.why),
            )
            .where(judged.c.why.is_not(None))
            .order_by(judged.c.id)
        )
        names = ("business_id", "run_id", "of_undo", "customer_id", "why")
        return written(insert(LEFT_OUT).from_select(names, source))

    def settle_ends(self) -> None:
        """Let each membership end when the purchases say, of who was not left out."""
        rule, today = self.rule, self.today
        if rule is None or not self.has_ends:
            return
        stays = ~self._is_left_out(CANDIDATE.c.customer_id)
        wanted = select(CANDIDATE.c.customer_id).where(self.within, stays)
        ids = list(core(wanted).scalars())
        since = rules.window_from(today, window_months=rule.window_months)
        days = day_sums(ids, since=since)
        rows = [
            {
                "run_id": self.run.id,
                "action": JOIN,
                "customer_id": one,
                "until": rules.granted(rule, days.get(one, ()), today=today).until,
            }
            for one in ids
        ]
        keys = ("run_id", "action", "customer_id")
        tenancy.write_many(db.session(), MembershipCandidate, rows, by=keys)

    def _becomes(self) -> State:
        """What all of the slice become, but for an end that their days decide."""
        if self.rule is None:
            saved = saved_rule()
            return by_hand(
                self.run.to_member,
                hold_until=self.run.hold_until,
                rule_id=saved and saved.id,
                today=self.today,
            )
        if self.is_join:
            return rules.granted(self.rule, (), today=self.today)
        return NOBODY._replace(rule_id=self.rule.id)

    def enter(self) -> int:
        """Write the entries of all who were not left out; gives how many."""
        c, run, state = self.looked.c, self.run, self._becomes()
        values: dict[str, Any] = {
            "business_id": self.business_id,
            "customer_id": c.id,
            "at": clock.now(),
            "on_day": self.today,
            "was_member": not self.is_join,
            "is_member": state.is_member,
            "until": c.until if self.has_ends else state.until,
            "held_until": state.held_until,
            "cause": self.cause,
            "rule_id": state.rule_id,
            "spend_minor": c.spend,
            "period_from": state.period_from,
            "reason": run.reason,
            "run_id": run.id,
            "before_id": c.membership_entry_id,
            "created_by": self.actor.user_id,
        }
        source = select(*(typed(n, value=v) for n, v in values.items()))
        source = source.where(~self._is_left_out(c.id)).order_by(c.id)
        return written(insert(ENTRY).from_select(list(values), source))

    def _is_left_out(self, customer_id: ColumnElement[int]) -> ColumnElement[bool]:
        return exists().where(
            LEFT_OUT.c.business_id == self.business_id,
            LEFT_OUT.c.run_id == self.run.id,
            LEFT_OUT.c.of_undo == 0,
            LEFT_OUT.c.customer_id == customer_id,
        )
