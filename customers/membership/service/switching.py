"""The switch by hand: a wanted state, held until somebody or a day ends the hold."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import permissions
from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, Invalid, NotFound
from customers.membership import judging, rules
from customers.membership.errors import NoSuchEntry
from customers.membership.models import MembershipEntry
from customers.membership.queries.rules import rules_by_id, saved_rule
from customers.membership.queries.spending import day_sums
from customers.membership.rules import FOREVER, NEVER, NOBODY, Days, Rule, State
from customers.membership.schemas import SwitchInput
from customers.membership.service.automatic import expire
from customers.membership.service.states import Book, Cause, Standing


class Switched(NamedTuple):
    """What a switch came to: its entry, None where it was so already."""

    entry_id: int | None
    is_changed: bool
    is_member: bool


def switch(customer_id: int, *, values: SwitchInput, actor: Actor) -> Switched:
    """Give a customer the wanted state, and hold it; twice is once.

    Who is so already stays as they are, unless a reason or a day is said: then that
    state is held. A hold without a day lasts until somebody ends it.

    Raises: Forbidden, NotFound; Invalid for a day that is not to come. Records:
    MembershipActivated, MembershipEnded, MembershipHeld.
    """
    actor.need(permissions.SWITCH_MEMBERSHIP)
    book, standing = _one(customer_id, actor=actor)
    check_hold(values.hold_until, today=book.today)
    state = standing.state
    is_so = state.is_member_on(book.today) == values.is_member
    if is_so and not values.asks_for_hold:
        return Switched(None, is_changed=False, is_member=values.is_member)
    saved = saved_rule()
    held = by_hand(
        values.is_member,
        hold_until=values.hold_until,
        rule_id=saved and saved.id,
        today=book.today,
    )
    said = held._replace(period_from=state.period_from, rule_id=state.rule_id)
    if is_so and said == state and values.reason == standing.reason:
        return Switched(None, is_changed=False, is_member=values.is_member)
    expire(standing, book=book)
    cause = Cause(rules.MANUAL, reason=values.reason)
    _enter(book, standing, held, cause=cause)
    return Switched(standing.entry_id, is_changed=True, is_member=values.is_member)


def by_hand(
    is_member: bool,  # noqa: FBT001 (the wanted state itself)
    *,
    hold_until: date | None,
    rule_id: int | None,
    today: date,
) -> State:
    """What somebody is who is switched today: held, open-ended unless a day is said."""
    return State(
        is_member=is_member,
        until=FOREVER if is_member else NEVER,
        held_until=hold_until or FOREVER,
        rule_id=rule_id,
        period_from=today if is_member else NEVER,
    )


def check_hold(hold_until: date | None, *, today: date) -> None:
    """Refuse a hold that would end before it began. Raises: Invalid."""
    if hold_until is not None and hold_until <= today:
        sentence = _("Choose a day after today.")
        raise Invalid(sentence, details={"hold_until": sentence})


def release(customer_id: int, *, actor: Actor) -> Switched:
    """End a hold by hand: the threshold decides again, at once.

    Without a hold nothing changes. Raises: Forbidden, NotFound. Records:
    MembershipActivated, MembershipEnded, MembershipHeld.
    """
    actor.need(permissions.SWITCH_MEMBERSHIP)
    book, standing = _one(customer_id, actor=actor)
    before = standing.state
    if not before.is_unjudged:
        is_member = before.is_member_on(book.today)
        return Switched(None, is_changed=False, is_member=is_member)
    saved = saved_rule()
    days = _days(standing, saved)
    after = judging.released(
        before,
        saved=saved,
        spend_minor=_spend(standing, saved, days, book=book),
        days=days,
        today=book.today,
    )
    _enter(book, standing, after, cause=Cause(rules.MANUAL))
    is_member = after.is_member_on(book.today)
    return Switched(standing.entry_id, is_changed=True, is_member=is_member)


def undo_switch(entry_id: int, *, actor: Actor) -> int:
    """Take back a switch by hand: what was before it holds again; gives the customer.

    Twice is once. Raises: NotFound; Forbidden where somebody else switched, but for
    owner and admin; Invalid for what was not a switch; Conflict where the membership
    changed since, with who did it. Records: as `switch`.
    """
    actor.need(permissions.SWITCH_MEMBERSHIP)
    entry = _entry(entry_id)
    if entry is None:
        raise NoSuchEntry
    if entry.cause != rules.MANUAL or entry.run_id is not None:
        raise Invalid(_("Only a switch by hand is undone here; a run is undone whole."))
    if entry.created_by != actor.user_id and not actor.may(permissions.UNDO_OTHERS):
        raise Forbidden(_("Somebody else switched this. Ask an owner or admin."))
    book, standing = _one(entry.customer_id, actor=actor)
    if standing.undo_of_id == entry_id:
        return entry.customer_id
    if standing.entry_id != entry_id:
        raise Conflict(_changed_since(standing, actor=actor))
    before = None if entry.before_id is None else _entry(entry.before_id)
    after = settled(
        NOBODY if before is None else state_of(before), standing=standing, book=book
    )
    cause = Cause(rules.UNDO, undo_of_id=entry_id)
    _enter(book, standing, after, cause=cause)
    return entry.customer_id


def state_of(entry: MembershipEntry) -> State:
    """What holds since an entry."""
    return State(
        is_member=entry.is_member,
        until=entry.until,
        held_until=entry.held_until,
        rule_id=entry.rule_id,
        period_from=entry.period_from,
    )


def settled(state: State, *, standing: Standing, book: Book) -> State:
    """A state that comes back, with the end that it has by now.

    What was bought while it did not hold may have moved the end.
    """
    if state.is_member and not state.is_member_on(book.today):
        # It lapsed meanwhile, which the worker would tell once more.
        return NOBODY._replace(held_until=state.held_until, rule_id=state.rule_id)
    if state.is_unjudged or not state.is_member:
        return state
    rule = rules_by_id([state.rule_id]).get(state.rule_id) if state.rule_id else None
    if rule is None or not rule.moves_ends:
        return state
    days = _days(standing, rule)
    if _spend(standing, rule, days, book=book) < rule.threshold_minor:
        return state
    return rules.stays(rule, state, days, today=book.today)


def _one(customer_id: int, *, actor: Actor) -> tuple[Book, Standing]:
    book = Book([customer_id], actor=actor)
    standing = book.standings.get(customer_id)
    if standing is None or standing.is_deleted:
        raise NotFound(_("There is no such customer here."))
    return book, standing


def _enter(book: Book, standing: Standing, after: State, *, cause: Cause) -> None:
    book.enter(
        standing,
        after,
        spend_minor=standing.window_spend_minor,
        cause=cause,
        even_if_same=True,
    )
    book.write()


def _entry(entry_id: int) -> MembershipEntry | None:
    wanted = select(MembershipEntry).where(MembershipEntry.id == entry_id)
    return db.session.scalars(wanted).one_or_none()


def _days(standing: Standing, rule: Rule | None) -> Days:
    """What was bought, where the rule has a window."""
    if rule is None or rule.window_months is None:
        return ()
    return day_sums([standing.id]).get(standing.id, ())


def _spend(standing: Standing, rule: Rule | None, days: Days, *, book: Book) -> int:
    if rule is None or rule.window_months is None:
        return standing.spend_minor
    return rules.spend_on(days, window_months=rule.window_months, today=book.today)


def _changed_since(standing: Standing, *, actor: Actor) -> str:
    """Say what changed a membership last, and by whom."""
    last = _entry(standing.entry_id or 0)
    if last is None:
        return _("This was undone already.")
    names = accounts.people_names([last.created_by])
    who = names.get(last.created_by or 0) or _("the threshold")
    return _(
        "The membership was changed again on %(day)s by %(name)s, so this cannot be "
        "undone any more. Switch it instead.",
        day=format_datetime(last.at, "short"),
        name=who,
    )
