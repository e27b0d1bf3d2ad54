"""The entries of a customer's membership as pages show them, with what caused each.

A page takes a fixed number of questions, however many entries there are.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Row, Select, select
from sqlalchemy.orm import aliased

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import SWITCH_MEMBERSHIP, UNDO_OTHERS
from customers.directory.models import Customer
from customers.ground import paging, texts
from customers.ground.db import db
from customers.membership import wording
from customers.membership.models import MembershipEntry, MembershipRule
from customers.membership.queries.standing import membership_url
from customers.membership.rules import BY_THRESHOLD, EXPIRY, MANUAL

PAGE_SIZE = 20

_NAMES = (
    *("id", "at", "on_day", "was_member", "is_member", "until", "held_until"),
    *("cause", "rule_id", "spend_minor", "reason", "purchase_id", "run_id"),
    *("created_by", "undo_of_id"),
)
_Before = aliased(MembershipEntry)
Entries = Select[*tuple[Any, ...]]


class ShownEntry(NamedTuple):
    """An entry as pages show it; all texts ready, "" where there is nothing.

    `before` and `after` say what they were and are, `held` until when they are held.
    `cause` says by what, `rule` under which rule and `spend` what counted then.
    `undo_url` takes the switch back, where the reader may.
    """

    id: int
    title: str
    before: str
    after: str
    held: str
    cause: str
    rule: str
    spend: str
    reason: str
    run_url: str
    purchase_url: str
    by: str
    at: str
    at_iso: str
    undo_url: str


class EntriesPage(NamedTuple):
    """A page of entries, the newest first.

    `more_url` leads to older ones, `first_url` back to the newest; None: no such way.
    """

    rows: Sequence[ShownEntry]
    more_url: str | None
    first_url: str | None


def of_customer(
    customer: Customer, *, actor: Actor, after: str | None = None
) -> EntriesPage:
    """A page of 20 of a customer whom the actor may see.

    Raises: Invalid for a cursor that is none.
    """
    page = paging.window(
        db.session(),
        entries_of(customer.id),
        order=paging.Order(MembershipEntry.id),
        size=PAGE_SIZE,
        after=after,
    )
    here = membership_url(customer.id)
    return EntriesPage(
        rows=shown(page.rows, customer=customer, actor=actor),
        more_url=page.after and f"{here}?after={page.after}",
        first_url=here if after else None,
    )


def entries_of(customer_id: int) -> Entries:
    """The entries of a customer, as `shown` takes them."""
    columns = [getattr(MembershipEntry, name) for name in _NAMES]
    return (
        select(
            *columns,
            _Before.held_until.label("held_before"),
            _Before.until.label("until_before"),
        )
        .outerjoin(_Before, _Before.id == MembershipEntry.before_id)
        .where(MembershipEntry.customer_id == customer_id)
    )


def reason_of(customer: Customer) -> str | None:
    """Why they are what they are, where somebody said it."""
    last = select(MembershipEntry.reason).where(
        MembershipEntry.id == customer.membership_entry_id
    )
    return db.session.scalars(last).one_or_none()


def is_same_state(entry_id: int | None) -> bool:
    """Whether an entry changed nothing but the hold."""
    changed = select(MembershipEntry.was_member, MembershipEntry.is_member).where(
        MembershipEntry.id == entry_id
    )
    was, by_now = db.session.execute(changed).one()
    return bool(was == by_now)


def began_hold() -> Any:
    """The condition of entries that made the hold which they tell of."""
    before = _Before.held_until
    return before.is_(None) | (before != MembershipEntry.held_until)


def rule_rows(rule_ids: Collection[int | None]) -> dict[int, MembershipRule]:
    """The rules with these ids; None is no rule."""
    wanted = {rule_id for rule_id in rule_ids if rule_id is not None}
    if not wanted:
        return {}
    found = select(MembershipRule).where(MembershipRule.id.in_(wanted))
    return {rule.id: rule for rule in db.session.scalars(found)}


def shown(
    rows: Sequence[Row[Any]], *, customer: Customer, actor: Actor
) -> list[ShownEntry]:
    """Rows of `entries_of` as pages show them, in their order."""
    names = accounts.people_names({row.created_by for row in rows})
    rules = rule_rows({row.rule_id for row in rows})
    return [_shown(row, customer, names, rules, actor) for row in rows]


def _shown(
    row: Row[Any],
    customer: Customer,
    names: dict[int, str],
    rules: dict[int, MembershipRule],
    actor: Actor,
) -> ShownEntry:
    rule = rules.get(row.rule_id)
    after = wording.state_text(is_member=row.is_member)
    is_held = row.held_until > row.on_day
    # A hold keeps the membership's own end from coming.
    if row.is_member and not is_held:
        after = f"{after}, {wording.until_text(row.until)}"
    return ShownEntry(
        id=row.id,
        title=wording.title(row, held_before=row.held_before),
        before=wording.state_text(
            # Whoever had ended by itself was none by then, and is told as a member.
            is_member=row.was_member or row.cause == EXPIRY
        ),
        after=after,
        held=wording.hold_text(row.held_until) if is_held else "",
        cause=str(wording.CAUSE_LABELS[row.cause]),
        rule=wording.rule_text(rule, currency=actor.currency) if rule else "",
        spend=texts.money_text(row.spend_minor, currency=actor.currency),
        reason=row.reason or "",
        run_url=f"/membership/runs/{row.run_id}" if row.run_id else "",
        purchase_url=f"/sales/{row.purchase_id}" if row.purchase_id else "",
        by=names.get(row.created_by or 0) or by_itself(row.cause),
        at=texts.moment_text(row.at, timezone=actor.timezone),
        at_iso=row.at.isoformat(timespec="seconds"),
        undo_url=_undo_url(row, customer, actor),
    )


def by_itself(cause: str) -> str:
    """Who did what no person did."""
    is_automatic = cause in (BY_THRESHOLD, EXPIRY)
    return _("automatically") if is_automatic else _("a command")


def _undo_url(row: Row[Any], customer: Customer, actor: Actor) -> str:
    """Where a switch by hand is taken back; of the last entry alone."""
    is_last = row.id == customer.membership_entry_id and customer.deleted_at is None
    is_own = row.created_by == actor.user_id or actor.may(UNDO_OTHERS)
    may_undo = is_own and actor.may(SWITCH_MEMBERSHIP)
    if not (is_last and row.cause == MANUAL and row.run_id is None and may_undo):
        return ""
    return f"/membership/entries/{row.id}/undo"
