"""How runs are said to people: their states, and why somebody is left out."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from customers.ground import texts
from customers.membership.models import MembershipRule
from customers.membership.wording import rule_facts
from customers.membership.words import (
    CHANGED,
    DONE,
    DROPPED,
    HELD,
    IS_DELETED,
    IS_HELD,
    IS_MET,
    IS_SO,
    JOIN,
    LEAVE,
    NOT_MET,
    PREVIEWED,
    PREVIEWING,
    RUNNING,
    UNDOING,
    UNDONE,
)

STATES = {
    PREVIEWING: _l("Being previewed"),
    PREVIEWED: _l("Preview"),
    RUNNING: _l("Running"),
    DONE: _l("Done"),
    UNDOING: _l("Being undone"),
    UNDONE: _l("Undone"),
    DROPPED: _l("Discarded"),
}
TONES = {DONE: "accent", PREVIEWED: "warn", UNDONE: "", DROPPED: ""}

WHY = {
    IS_HELD: _l("held by hand by now"),
    IS_SO: _l("was so already"),
    NOT_MET: _l("is below the threshold by now"),
    IS_MET: _l("reaches the threshold by now"),
    IS_DELETED: _l("was deleted"),
    CHANGED: _l("changed again since"),
}

LEFT_OUT, SKIPPED = "left_out", "skipped"


def list_text(name: str, *, is_preview: bool, is_switch: bool) -> str:
    """The heading of one of the lists of names of a run."""
    if name == HELD:
        return _("So already") if is_switch else _("Held")
    if name == JOIN:
        return _("Would join") if is_preview else _("Joined")
    if name == LEAVE:
        return _("Would leave") if is_preview else _("Membership ended")
    return _("Not changed") if name == LEFT_OUT else _("Skipped by the undo")


def changes_text(joined: int, *, left: int) -> str:
    """How many a run changes, or changed, such as "312 join, 4 leave"."""
    join = ngettext(
        "%(count)s joins", "%(count)s join", joined, count=texts.count_text(joined)
    )
    leave = ngettext(
        "%(count)s leaves", "%(count)s leave", left, count=texts.count_text(left)
    )
    if joined and left:
        return _("%(join)s, %(leave)s", join=join, leave=leave)
    return leave if left else join


def changed_text(joined: int, *, left: int) -> str:
    """How many a run changed, such as "312 joined, 4 left"."""
    join = _("%(count)s joined", count=texts.count_text(joined))
    leave = _("%(count)s left", count=texts.count_text(left))
    if joined and left:
        return _("%(join)s, %(leave)s", join=join, leave=leave)
    return leave if left else join


def undone_text(undone: int) -> str:
    """How many an undo gave back what they were."""
    return ngettext(
        "%(count)s is as before.",
        "%(count)s are as before.",
        undone,
        count=texts.count_text(undone),
    )


def rule_changes(
    rule: MembershipRule, *, before: MembershipRule | None, currency: str
) -> str:
    """What a rule says otherwise than the one before it; "" for the first."""
    if before is None:
        return ""
    was = dict(rule_facts(before, currency=currency))
    found = [
        _("%(label)s: %(text)s", label=label, text=text)
        for label, text in rule_facts(rule, currency=currency)
        if was.get(label) != text
    ]
    if not found and rule.grace_days != before.grace_days:
        days = ngettext("%(num)s day", "%(num)s days", rule.grace_days)
        found.append(_("%(label)s: %(text)s", label=_("Grace time"), text=days))
    return " · ".join(found)
