"""What a threshold would do, ready to be drawn: figures, histogram, lists of names.

However many customers there are, it asks a fixed number of questions.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory.models import CHANGES_BY_ITSELF, Customer
from customers.ground import clock, jobs, texts
from customers.ground.db import db
from customers.ground.jobs import Job
from customers.membership.queries.histogram import Histogram, histogram
from customers.membership.queries.job_progress import JobProgress, job_progress
from customers.membership.queries.preview_counts import Counts, counts
from customers.membership.queries.preview_lists import ListedPerson, people
from customers.membership.words import HELD, JOIN, LEAVE

PAGE = "/membership"
# The job that counts all customers anew, for another window (service/refreshing.py).
REFRESHES = "refresh_window_spend"


class Asked(NamedTuple):
    """What is to be previewed: a threshold of the saved window, and a page of a list.

    `typed` is the threshold as an address says it.
    """

    threshold_minor: int
    typed: str
    action: str = JOIN
    after: str | None = None
    before: str | None = None


class Preview(NamedTuple):
    """What a threshold would do; all texts ready.

    `cards` are (label, number, note). `lists` are tabs (text, address, is shown,
    count), `rows` those of the list shown, with `pages` beside it; `empty` says why
    there are none. `said` is all of it in a few words, for who does not see it.
    `histogram` is None where nobody spent anything. `is_stale` says that windows moved
    on since the figures were counted, `refreshing` that they are being counted for
    another window, `is_stopped` that this was stopped half way.
    """

    url: str
    action: str
    cards: list[tuple[str, str, str]]
    said: str
    histogram: Histogram | None
    lists: list[tuple[str, str, bool, str]]
    rows: Sequence[ListedPerson]
    pages: dict[str, str | None]
    empty: str
    is_stale: bool
    is_stopped: bool
    refreshing: JobProgress | None
    spread: Sequence[tuple[int, int]]


def preview(asked: Asked, *, actor: Actor) -> Preview:
    """What the threshold would do today. Raises: Invalid for a cursor that is none."""
    today = clock.today(actor.timezone)
    found = counts(asked.threshold_minor, today=today)
    page = people(
        asked.action,
        found=found,
        threshold_minor=asked.threshold_minor,
        today=today,
        currency=actor.currency,
        after=asked.after,
        before=asked.before,
    )
    is_further = bool(asked.after or asked.before)
    counting = refreshing()
    is_old = counting is not None or accounts.counted_window_months() < 0
    return Preview(
        url=_url(asked, after=asked.after, before=asked.before),
        action=asked.action,
        cards=_cards(found),
        said=_said(found, is_old=is_old),
        histogram=_drawn(found, asked, actor),
        lists=_lists(found, asked),
        rows=page.rows,
        pages={
            "previous_url": page.before and _url(asked, before=page.before),
            "next_url": page.after and _url(asked, after=page.after),
            "first_url": _url(asked) if is_further else None,
        },
        empty=_empty_text(asked.action, found),
        is_stale=_is_stale(today),
        is_stopped=is_old and counting is None,
        refreshing=counting,
        spread=found.spread,
    )


def refreshing() -> JobProgress | None:
    """The open job that counts everybody anew, the newest if there are several."""
    return job_progress(Job.kind == REFRESHES, Job.state.in_(jobs.OPEN_STATES))


def _url(asked: Asked, **said: str | None) -> str:
    action = "" if asked.action == JOIN else asked.action
    given = {"threshold": asked.typed, "list": action, **said}
    return f"{PAGE}?{urlencode({name: text for name, text in given.items() if text})}"


def _cards(found: Counts) -> list[tuple[str, str, str]]:
    after = texts.count_text(found.members + found.joining)
    then = _("then %(count)s members", count=after) if found.joining else ""
    asked = _("if those below end, too") if found.leaving else ""
    kept = _("would change, but stay") if found.held else ""
    return [
        (_("Members now"), texts.count_text(found.members), ""),
        (_("Would join"), _signed("+", found.joining), then),
        (_("Would leave"), _signed("−", found.leaving), asked),
        (_("Held"), texts.count_text(found.held), kept),
    ]


def _signed(sign: str, number: int) -> str:
    return (sign if number else "") + texts.count_text(number)


def _said(found: Counts, *, is_old: bool) -> str:
    if is_old:
        return _("The figures are being brought up to date.")
    return _(
        "%(join)s would join, %(leave)s would leave",
        join=texts.count_text(found.joining),
        leave=texts.count_text(found.leaving),
    )


def _drawn(found: Counts, asked: Asked, actor: Actor) -> Histogram | None:
    if not found.spread:
        return None
    return histogram(
        found.spread,
        threshold_minor=asked.threshold_minor,
        currency=actor.currency,
        said=_reached(found, asked, actor),
        without_spend=_without_spend(found),
    )


def _reached(found: Counts, asked: Asked, actor: Actor) -> str:
    """The drawing in a sentence."""
    return _(
        "Bars of how many customers spent how much. The line stands at %(amount)s: "
        "%(join)s would join, %(leave)s are members below it. The table has the same "
        "numbers.",
        amount=texts.money_text(asked.threshold_minor, currency=actor.currency),
        join=texts.count_text(found.joining),
        leave=texts.count_text(found.leaving),
    )


def _without_spend(found: Counts) -> str:
    number = found.without_spend
    if number <= 0:
        return ""
    return ngettext(
        "%(count)s customer has no spend that counts, and stands in no bar.",
        "%(count)s customers have no spend that counts, and stand in no bar.",
        number,
        count=texts.count_text(number),
    )


def _lists(found: Counts, asked: Asked) -> list[tuple[str, str, bool, str]]:
    named = (
        (JOIN, _("Would join"), found.joining),
        (LEAVE, _("Would leave"), found.leaving),
        (HELD, _("Held"), found.held),
    )
    return [
        (
            label,
            _url(asked._replace(action=action)),
            action == asked.action,
            texts.count_text(number),
        )
        for action, label, number in named
    ]


def _empty_text(action: str, found: Counts) -> str:
    if not found.customers:
        return _("There are no customers yet.")
    if action == JOIN and not found.reached:
        return _("Nobody has spent so much.")
    return {
        JOIN: _("Nobody would join: whoever spent so much is a member already."),
        LEAVE: _("Nobody would leave: every member has spent so much."),
        HELD: _("Nobody is held: no decision made by hand is in the way."),
    }[action]


def _is_stale(today: date) -> bool:
    """Whether purchases have left somebody's window since it was counted."""
    moved = (
        select(Customer.id)
        .where(CHANGES_BY_ITSELF, Customer.window_until <= today)
        .limit(1)
    )
    return db.session.scalars(moved).first() is not None
