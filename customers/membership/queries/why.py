"""Why somebody is a member or none, today or on any day that has passed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import Row, func, select

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock, texts
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.membership import rules, wording
from customers.membership.models import MembershipEntry, MembershipRule
from customers.membership.queries.entries import (
    Entries,
    ShownEntry,
    began_hold,
    entries_of,
    rule_rows,
    shown,
)
from customers.membership.queries.standing import progress_of
from customers.purchases.models import IS_COUNTED, Purchase
from customers.purchases.queries.of_customer import purchases_url

# Before it no moment can be told in every time zone.
_FIRST = date(1500, 1, 1)


class Why(NamedTuple):
    """What a customer was on a day, and what made it; texts ready, "" for nothing.

    `on` and `today` are days as forms send them; `facts` are (label, text). `steps` are
    (label, entry): what made them a member, what holds them, what changed last, each
    entry once. `rule` are the values of the rule that
    counted, `spend` what counted under it that day, on the days `counted`, and
    `progress` (0 to 100) how much of its threshold that was, None without a rule and
    for a member who spent less.
    """

    on: str
    on_text: str
    today: str
    is_today: bool
    is_member: bool
    is_held: bool
    label: str
    facts: list[tuple[str, str]]
    steps: list[tuple[str, ShownEntry]]
    rule_title: str
    rule: list[tuple[str, str]]
    spend: str
    counted: str
    progress: int | None
    to_go: str
    purchases_url: str


class _Moment(NamedTuple):
    """The entries that count on a day, as rows; None where there is none."""

    last: Row[Any] | None
    joined: Row[Any] | None
    held: Row[Any] | None


def day_asked(text: str | None, *, actor: Actor) -> date:
    """The day that an address asks for; None is today.

    Raises: Invalid for what is no date, and for a day to come.
    """
    today = clock.today(actor.timezone)
    if text is None:
        return today
    try:
        day = date.fromisoformat(text.strip())
    except ValueError:
        day = None
    if day is None or day < _FIRST:
        raise _refused(_("Write a date, such as 2026-03-01."))
    if day > today:
        raise _refused(_("This day is still to come. Choose one up to today."))
    return day


def _refused(sentence: str) -> Invalid:
    return Invalid(sentence, details={"on": sentence})


def why(customer: Customer, *, on: date, actor: Actor) -> Why:
    """What a customer whom the actor may see was on the day, and what made it."""
    moment = _moment(customer.id, on)
    last = moment.last
    is_member = last is not None and last.is_member and last.until > on
    is_held = last is not None and last.held_until > on
    rule = _rule(last if is_member else None, on, actor)
    today = clock.today(actor.timezone)
    return Why(
        on=on.isoformat(),
        on_text=texts.day_text(on),
        today=today.isoformat(),
        is_today=on == today,
        is_member=is_member,
        is_held=is_held,
        label=wording.state_text(is_member=is_member),
        facts=_facts(moment, is_member=is_member, is_held=is_held, on=on),
        steps=_steps(
            [
                (_("Joined"), moment.joined if is_member else None),
                (_("Held"), moment.held if is_held else None),
                (_("Last change"), last),
            ],
            customer,
            actor,
        ),
        **_counted(customer.id, rule, on, actor, is_member=is_member),
    )


def _moment(customer_id: int, on: date) -> _Moment:
    newest = MembershipEntry.id.desc()
    by_then = entries_of(customer_id).where(MembershipEntry.on_day <= on)
    last = db.session.execute(by_then.order_by(newest).limit(1)).first()
    if last is None:
        return _Moment(None, None, None)
    before = entries_of(customer_id).where(MembershipEntry.id <= last.id)
    joins = before.where(MembershipEntry.is_member, ~MembershipEntry.was_member)
    holds = before.where(MembershipEntry.held_until == last.held_until, began_hold())
    return _Moment(last, _origin(joins), _origin(holds))


def _origin(entries: Entries) -> Row[Any] | None:
    """The newest of these that is no undo: an undo brings back what was made before.

    A question or two for each undo that was undone in turn.
    """
    newest = entries.order_by(MembershipEntry.id.desc()).limit(1)
    found = db.session.execute(newest).first()
    while found is not None and found.cause == rules.UNDO:
        undone = select(MembershipEntry.before_id).where(
            MembershipEntry.id == found.undo_of_id
        )
        before_id = db.session.scalars(undone).one_or_none()
        earlier = newest.where(MembershipEntry.id <= (before_id or 0))
        made = db.session.execute(earlier).first()
        if made is None:
            break
        found = made
    return found


def _steps(
    named: list[tuple[str, Row[Any] | None]], customer: Customer, actor: Actor
) -> list[tuple[str, ShownEntry]]:
    """The entries with their labels, each once, under the first."""
    labels: dict[int, str] = {}
    rows: dict[int, Row[Any]] = {}
    for label, row in named:
        if row is not None:
            labels.setdefault(row.id, label)
            rows[row.id] = row
    found = shown(list(rows.values()), customer=customer, actor=actor)
    return [(labels[entry.id], entry) for entry in found]


def _facts(
    moment: _Moment, *, is_member: bool, is_held: bool, on: date
) -> list[tuple[str, str]]:
    last, joined = moment.last, moment.joined
    if last is None:
        return []
    if is_member:
        since = joined.on_day if joined else last.on_day
        found = [(_("Member since"), texts.day_text(since))]
        # A hold keeps the membership's own end from coming.
        if not is_held:
            found.append((_("Until"), wording.end_text(last.until)))
    elif last.cause == rules.EXPIRY and last.until_before:
        ended = texts.day_text(last.until_before)
        found = [(_("Ended by itself on"), ended)]
    elif last.is_member:
        found = [(_("Ended by itself on"), texts.day_text(last.until))]
    else:
        found = [(_("As it is since"), texts.day_text(last.on_day))]
    if is_held:
        found.append((_("Held by hand"), wording.hold_text(last.held_until)))
    elif rules.NEVER < last.held_until <= on:
        ended = texts.day_text(last.held_until)
        found.append((_("The hold ended on"), ended))
    return found


def _rule(member: Row[Any] | None, on: date, actor: Actor) -> MembershipRule | None:
    """The rule that granted the membership, else the one saved by the day's end."""
    if member is not None and member.rule_id is not None:
        return rule_rows({member.rule_id})[member.rule_id]
    end = datetime.combine(on + timedelta(days=1), time(), ZoneInfo(actor.timezone))
    saved = (
        select(MembershipRule)
        .where(MembershipRule.is_saved, MembershipRule.created_at < end)
        .order_by(MembershipRule.number.desc())
        .limit(1)
    )
    return db.session.scalars(saved).one_or_none()


def _counted(
    customer_id: int,
    rule: MembershipRule | None,
    on: date,
    actor: Actor,
    *,
    is_member: bool,
) -> dict[str, Any]:
    """What counted of what they spent: the fields of `Why` about rule and spend."""
    months = rule.window_months if rule else None
    start = rules.window_from(on, window_months=months)
    spend = _spend(customer_id, start, on)
    days = {"to": on.isoformat()}
    if start > rules.NEVER:
        days = {"from": start.isoformat(), **days}
    found: dict[str, Any] = {
        "rule_title": "",
        "rule": [],
        "spend": texts.money_text(spend, currency=actor.currency),
        "counted": _days_text(start, on),
        "progress": None,
        "to_go": "",
        "purchases_url": f"{purchases_url(customer_id)}?{urlencode(days)}",
    }
    if rule is None:
        return found
    lacking = rule.threshold_minor - spend
    amount = texts.money_text(lacking, currency=actor.currency)
    found |= {
        "rule_title": wording.rule_text(rule, currency=actor.currency),
        "rule": wording.rule_facts(rule, currency=actor.currency),
    }
    # Whoever is a member has nothing left to reach.
    if is_member and lacking > 0:
        return found
    return found | {
        "progress": progress_of(spend, threshold_minor=rule.threshold_minor),
        "to_go": _("%(amount)s to become a member", amount=amount)
        if lacking > 0
        else _("The threshold is reached."),
    }


def _days_text(start: date, on: date) -> str:
    if start == rules.NEVER:
        return _("up to %(day)s", day=texts.day_text(on))
    return _(
        "from %(first)s to %(last)s",
        first=texts.day_text(start),
        last=texts.day_text(on),
    )


def _spend(customer_id: int, start: date, on: date) -> int:
    """What was spent on these days, of what counts by now; minor units."""
    wanted = select(func.coalesce(func.sum(Purchase.total_minor), 0)).where(
        Purchase.customer_id == customer_id,
        IS_COUNTED,
        Purchase.counts_on >= start,
        Purchase.counts_on <= on,
    )
    return int(db.session.execute(wanted).scalar_one())
