"""How memberships, what caused them and their rules are said to people."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from customers.ground import texts
from customers.membership.models import MembershipRule
from customers.membership.rules import (
    BY_RUN,
    BY_THRESHOLD,
    END,
    EXPIRY,
    FOREVER,
    GRACE,
    IMPORT,
    MANUAL,
    NEVER,
    UNDO,
)

CAUSE_LABELS = {
    BY_THRESHOLD: _l("by the threshold"),
    MANUAL: _l("by hand"),
    BY_RUN: _l("by a run"),
    IMPORT: _l("by an import"),
    UNDO: _l("by an undo"),
    EXPIRY: _l("it had ended"),
}


def state_text(*, is_member: bool) -> str:
    """The state in a word."""
    return _("Member") if is_member else _("Not a member")


def until_text(until: date) -> str:
    """Until when somebody is a member: the last day; an open end is said too."""
    if until == FOREVER:
        return _("without end")
    return _("until %(day)s", day=last_day(until))


def end_text(until: date) -> str:
    """The same beside a label that says "Until" itself."""
    return _("further notice") if until == FOREVER else last_day(until)


def last_day(until: date) -> str:
    """The day before: people read "until" as the last day, we keep the first without.

    Not for NEVER and FOREVER.
    """
    return texts.day_text(until - timedelta(days=1))


def hold_text(held_until: date) -> str:
    """What ends a hold, and when."""
    if held_until == FOREVER:
        return _("until somebody ends it")
    return _("the threshold decides again on %(day)s", day=texts.day_text(held_until))


def rule_text(rule: MembershipRule, *, currency: str) -> str:
    """The test of a rule with its number, such as "Rule 3: £500.00 spent in all"."""
    amount = texts.money_text(rule.threshold_minor, currency=currency)
    test = (
        _("%(amount)s spent in all", amount=amount)
        if rule.window_months is None
        else ngettext(
            "%(amount)s spent in the last month",
            "%(amount)s spent in the last %(num)s months",
            rule.window_months,
            amount=amount,
        )
    )
    if not rule.is_saved:
        return _("Rule %(number)s, of a run: %(test)s", number=rule.number, test=test)
    return _("Rule %(number)s: %(test)s", number=rule.number, test=test)


def is_alike(rule: MembershipRule, saved: MembershipRule | None) -> bool:
    """Whether a rule makes the same test as the one that is saved."""
    return saved is not None and (rule.threshold_minor, rule.window_months) == (
        saved.threshold_minor,
        saved.window_months,
    )


def in_force_text(
    saved: MembershipRule | None, *, rule: MembershipRule, currency: str
) -> str:
    """The test of the saved rule, where `rule` makes another; "" where none does."""
    if saved is None or is_alike(rule, saved):
        return ""
    return rule_text(saved, currency=currency)


def rule_facts(rule: MembershipRule, *, currency: str) -> list[tuple[str, str]]:
    """Every value of a rule in words: (label, text)."""
    months = rule.window_months
    found = [
        (
            _("Threshold"),
            texts.money_text(rule.threshold_minor, currency=currency),
        ),
        (_("Counted"), window_text(months)),
        (
            _("On a purchase"),
            _("joins by itself") if rule.is_automatic else _("nobody joins by itself"),
        ),
        (_("Period"), _period(rule)),
        (_("A refund below it"), _way(rule.on_refund, rule)),
    ]
    if months is not None:
        found.append(
            (_("A purchase that leaves the window"), _way(rule.on_window, rule))
        )
    return found


def window_text(months: int | None) -> str:
    """What of the spend counts."""
    if months is None:
        return _("everything they spent")
    return ngettext("the last month", "the last %(num)s months", months)


def _period(rule: MembershipRule) -> str:
    if rule.period_months is None:
        return _("none: it stays")
    length = ngettext("%(num)s month", "%(num)s months", rule.period_months)
    if not rule.is_renewed:
        return _("%(length)s, then it ends", length=length)
    return _(
        "%(length)s, renewed where the threshold is met, else %(grace)s",
        length=length,
        grace=_grace(rule),
    )


def _grace(rule: MembershipRule) -> str:
    return ngettext(
        "it ends %(num)s day later", "it ends %(num)s days later", rule.grace_days
    )


def _way(way: str, rule: MembershipRule) -> str:
    if way == GRACE:
        return _grace(rule)
    return _("ends it") if way == END else _("keeps it")


def title(entry: Any, *, held_before: date | None) -> str:
    """What an entry changed, in a few words; `held_before` is the hold before it.

    What had ended by itself is written down later: its day is the one it ended on.
    """
    if entry.cause == EXPIRY and entry.until_before:
        ended = texts.day_text(entry.until_before)
        return _("Membership ended on %(day)s", day=ended)
    if entry.is_member != entry.was_member:
        return _("Became a member") if entry.is_member else _("Membership ended")
    if entry.held_until == (held_before or NEVER):
        return _("The end was moved") if entry.is_member else _("Nothing changed")
    if entry.held_until <= entry.on_day:
        return _("The hold ended")
    return _("Held as a member") if entry.is_member else _("Held as not a member")
