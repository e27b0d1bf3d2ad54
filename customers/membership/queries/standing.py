"""Where a customer stands, as every page marks it: of the customer's row alone.

It asks the database nothing, so that a list may mark each of its rows.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.accounts.permissions import SWITCH_MEMBERSHIP
from customers.ground import texts
from customers.membership import wording
from customers.membership.rules import FOREVER

# What a mark is made of, by the names of the customer's columns.
COLUMNS = (
    *("id", "name", "code", "is_member", "member_until", "held_until"),
    "window_spend_minor",
)


class Mark(NamedTuple):
    """A customer's membership in short; all texts ready, "" where there is nothing.

    `is_member` is what counts today. `label` says it in a word, `note` until when, or
    that it is held. `progress` (0 to 100, None where nothing is left to reach) is how
    much of the threshold they spent, `to_go` what is lacking. `url` says why.
    """

    id: int
    name: str
    is_member: bool
    is_held: bool
    label: str
    note: str
    progress: int | None
    to_go: str
    url: str
    may_switch: bool


def mark(row: Any, *, today: date, actor: Actor) -> Mark:
    """The mark of a row that has the columns of `COLUMNS`, as of the local day.

    A deleted customer, where the row says it (`deleted_at`), is not switched.
    """
    is_member = row.is_member and row.member_until > today
    is_held = row.held_until > today
    progress, to_go = (None, "") if is_member else _to_go(row, actor)
    return Mark(
        row.id,
        row.name or row.code,
        is_member,
        is_held,
        wording.state_text(is_member=is_member),
        _note(row, is_member=is_member, is_held=is_held),
        progress,
        to_go,
        membership_url(row.id),
        getattr(row, "deleted_at", None) is None and actor.may(SWITCH_MEMBERSHIP),
    )


def membership_url(customer_id: int) -> str:
    """The address of a customer's membership, which says why."""
    return f"/customers/{customer_id}/membership"


def progress_of(spend_minor: int, *, threshold_minor: int) -> int:
    """How much of the threshold is spent, 0 to 100; 100 from the threshold on alone."""
    return min(100, max(0, spend_minor * 100 // threshold_minor))


def _to_go(row: Any, actor: Actor) -> tuple[int | None, str]:
    threshold = actor.membership_threshold_minor
    if threshold is None:
        return None, ""
    spend = row.window_spend_minor
    lacking = threshold - spend
    if lacking <= 0:
        return 100, _("threshold reached")
    amount = texts.money_text(lacking, currency=actor.currency)
    progress = progress_of(spend, threshold_minor=threshold)
    return progress, _("%(amount)s to go", amount=amount)


def _note(row: Any, *, is_member: bool, is_held: bool) -> str:
    """The first of what ends: the membership, or the hold."""
    if is_member and row.member_until < FOREVER:
        return wording.until_text(row.member_until)
    if not is_held:
        return ""
    if row.held_until == FOREVER:
        return _("by hand")
    return _("by hand until %(day)s", day=wording.last_day(row.held_until))
