"""Saving what makes a member: each time a version, the one before is kept."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers import events
from customers.accounts import permissions
from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.service import (
    hold_currency,
    note_counted_window,
    note_threshold,
)
from customers.ground.db import db
from customers.ground.locks import lock_name
from customers.ground.money import minor_units
from customers.membership.errors import RuleChangedMeanwhile
from customers.membership.events import MembershipRuleSaved
from customers.membership.models import MembershipRule
from customers.membership.queries.rules import saved_row
from customers.membership.rules import KEEP
from customers.membership.schemas import RuleInput
from customers.membership.service.refreshing import refresh_all

FIELDS = (
    *("threshold_minor", "window_months", "is_automatic", "period_months"),
    *("is_renewed", "grace_days", "on_refund", "on_window"),
)
USUAL: dict[str, Any] = {
    "window_months": None,
    "is_automatic": False,
    "period_months": None,
    "is_renewed": False,
    "grace_days": 0,
    "on_refund": KEEP,
    "on_window": KEEP,
}


def save_rule(values: RuleInput, *, actor: Actor) -> MembershipRule:
    """Save what makes a member from now on; the same again is the same version.

    Memberships keep the rule that granted them; nobody joins or leaves before their
    next purchase, or a run. Another window is counted for all customers in a job.

    Raises: Forbidden; Invalid for an amount the currency has not; RuleChangedMeanwhile
    where `version` is not that of the rule that counts. Records: MembershipRuleSaved.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    hold_currency(actor)
    lock_name(db.session(), "membership rules", is_alone=True)
    before = saved_row()
    wanted = _wanted(values, actor=actor)
    changes = _changes(before, wanted)
    if before is not None and not changes:
        # It may have been stopped, or have failed.
        refresh_all(actor=actor)
        return before
    number = 0 if before is None else before.number
    if values.version is not None and values.version != number:
        raise _changed_meanwhile(before, changes)
    rule = _add(wanted, is_saved=True, actor=actor)
    note_threshold(rule.threshold_minor, actor=actor)
    fact = MembershipRuleSaved(rule.id, data={"rule": rule.number, "changes": changes})
    events.record(fact, actor=actor)
    if (before.window_months if before else None) != rule.window_months:
        note_counted_window(-1, actor=actor)
        refresh_all(actor=actor)
    return rule


def rule_for(threshold_minor: int, *, window_months: int | None, actor: Actor) -> int:
    """The id of the rule for a run: the saved one, or one made for runs alone.

    What a run does not say is as the saved rule has it. Runs that say the same have the
    same rule. Raises: Forbidden.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    hold_currency(actor)
    lock_name(db.session(), "membership rules", is_alone=True)
    saved = saved_row()
    known = USUAL if saved is None else {name: getattr(saved, name) for name in FIELDS}
    wanted = {
        **known,
        "threshold_minor": threshold_minor,
        "window_months": window_months,
    }
    if saved is not None and not _changes(saved, wanted):
        return saved.id
    return _of_runs(wanted) or _add(wanted, is_saved=False, actor=actor).id


def _of_runs(wanted: dict[str, Any]) -> int | None:
    """The id of the last such rule that was made for runs; None where there is none."""
    same = [getattr(MembershipRule, name) == wanted[name] for name in FIELDS]
    found = select(MembershipRule.id).where(~MembershipRule.is_saved, *same)
    return db.session.scalar(found.order_by(MembershipRule.number.desc()).limit(1))


def _wanted(values: RuleInput, *, actor: Actor) -> dict[str, Any]:
    minor = minor_units(values.threshold, currency=actor.currency, field="threshold")
    given = values.model_dump(exclude={"threshold", "version"})
    return {"threshold_minor": minor, **given}


def _changes(
    before: MembershipRule | None, wanted: dict[str, Any]
) -> dict[str, list[Any]]:
    """What differs, as `{field: [before, after]}`."""
    now = {name: getattr(before, name, None) for name in FIELDS}
    return {
        name: [now[name], wanted[name]] for name in FIELDS if now[name] != wanted[name]
    }


def _add(wanted: dict[str, Any], *, is_saved: bool, actor: Actor) -> MembershipRule:
    last = db.session.scalar(select(func.max(MembershipRule.number))) or 0
    rule = MembershipRule(
        **wanted, number=last + 1, is_saved=is_saved, created_by=actor.user_id
    )
    db.session.add(rule)
    db.session.flush()
    return rule


def _changed_meanwhile(
    before: MembershipRule | None, changes: dict[str, list[Any]]
) -> RuleChangedMeanwhile:
    by = before.created_by if before else None
    names = accounts.people_names([by])
    return RuleChangedMeanwhile(
        by=names.get(by or 0) or _("A command"),
        version=before.number if before else 0,
        theirs={name: now for name, (now, _wanted) in changes.items()},
    )
