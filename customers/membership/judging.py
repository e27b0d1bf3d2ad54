"""What somebody is once their spend changed, or a hold ended: pure, like the rules."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from customers.membership.rules import (
    END,
    GRACE,
    NEVER,
    NOBODY,
    Days,
    Rule,
    State,
    add_days,
    ends_on,
    granted,
    stays,
)


def judged(
    state: State,
    *,
    saved: Rule | None,
    own: Rule | None,
    spends: Spends,
    today: date,
) -> State:
    """What somebody is after a purchase, a refund or an undoing changed their spend.

    `own` is the rule that granted a membership (else `saved`), and `spends` what counts
    under both before and after. A hold is left alone until it ends; then the saved rule
    decides alone.
    """
    if state.is_held_on(today):
        return state
    if state.is_unjudged:
        return judged_anew(state, saved=saved, spends=spends, today=today)
    if state.is_member_on(today):
        return _judged_member(state, own=own, spends=spends, today=today)
    if saved is None or not saved.is_automatic:
        return state
    if spends.saved_after < saved.threshold_minor:
        return state
    return granted(saved, spends.days, today=today)


def released(
    state: State, *, saved: Rule | None, spend_minor: int, days: Days, today: date
) -> State:
    """What somebody is whose hold a person ends: what the saved rule makes of them.

    `spend_minor` is what counts under it today. Who meets it stays a member, or becomes
    one where that is automatic.
    """
    spends = Spends(spend_minor, spend_minor, spend_minor, days)
    return judged_anew(state, saved=saved, spends=spends, today=today)


class Spends(NamedTuple):
    """What counts before and after a change, and the days after it.

    Under the saved rule (`saved_after`), and under the rule that granted the membership
    (`own_before`, `own_after`); `days` may be empty where no rule has a window.
    """

    saved_after: int
    own_before: int
    own_after: int
    days: Days = ()


def judged_anew(
    state: State, *, saved: Rule | None, spends: Spends, today: date
) -> State:
    """What somebody is whose hold has ended: what the saved rule makes of them."""
    if saved is None:
        return state._replace(held_until=NEVER)
    if spends.saved_after < saved.threshold_minor:
        return NOBODY._replace(rule_id=saved.id)
    if state.is_member_on(today) or saved.is_automatic:
        return granted(saved, spends.days, today=today)
    return state._replace(held_until=NEVER)


def _judged_member(
    state: State, *, own: Rule | None, spends: Spends, today: date
) -> State:
    """What a member is whose spend changed, under the rule that granted it."""
    if own is None:
        return state
    was_met = spends.own_before >= own.threshold_minor
    if spends.own_after >= own.threshold_minor:
        return stays(own, state, spends.days, today=today, was_met=was_met)
    if not was_met:
        return state
    return _fallen(own, state, spends.days, today=today)


def _fallen(rule: Rule, state: State, days: Days, *, today: date) -> State:
    """What a member is whose spend a refund took under the threshold."""
    if rule.on_refund == END:
        return NOBODY._replace(rule_id=rule.id)
    if rule.on_refund == GRACE:
        last = add_days(today, rule.grace_days)
        return (
            state._replace(until=min(state.until, last))
            if last > today
            else (NOBODY._replace(rule_id=rule.id))
        )
    until = ends_on(
        rule, days, period_from=state.period_from, today=today, is_met=False
    )
    return state._replace(until=until)
