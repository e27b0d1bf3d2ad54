"""What counts of what was spent: kept per customer, brought up to date as days pass."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.accounts.service import note_counted_window
from customers.directory.models import CHANGES_BY_ITSELF, Customer, Tally
from customers.events import versions
from customers.ground import clock, jobs
from customers.ground.db import db
from customers.ground.jobs import Job, Progress, Task
from customers.membership import rules
from customers.membership.queries.rules import is_spend_counted, saved_rule
from customers.membership.queries.spending import day_sums
from customers.membership.rules import Days, Rule
from customers.membership.service.states import Book, Standing

REFRESH, CHUNK = "refresh_window_spend", 2_000


def note_spend(
    standing: Standing, *, saved: Rule | None, days: Days, book: Book
) -> None:
    """Write down what counts under the saved rule, and when that changes by itself.

    `days` are what was bought in its window; for a lifetime they need not be known.
    """
    months = saved.window_months if saved else None
    standing.window_spend_minor = standing.spend_minor
    standing.window_until = rules.FOREVER
    if months is not None:
        standing.window_spend_minor = rules.spend_on(
            days, window_months=months, today=book.today
        )
        standing.window_until = rules.changes_on(
            days, window_months=months, today=book.today
        )


def refresh(customer_ids: Collection[int], *, actor: Actor) -> None:
    """Count anew what counts of these customers' spend today. Locks them by id."""
    book = Book(customer_ids, actor=actor)
    saved = saved_rule()
    found: dict[int, Any] = {}
    if saved is not None and saved.window_months is not None:
        since = rules.window_from(book.today, window_months=saved.window_months)
        found = day_sums(list(book.standings), since=since)
    for one in book.standings.values():
        note_spend(one, saved=saved, days=found.get(one.id, ()), book=book)
    book.write()
    versions.touch_customers(customer_ids)


def refresh_stale(limit: int, *, actor: Actor) -> int:
    """Count anew for customers whose window moved on; gives how many there were.

    Fewer than `limit` are the last.
    """
    today = clock.today(actor.timezone)
    stale = (
        select(Customer.id)
        .where(CHANGES_BY_ITSELF, Customer.window_until <= today)
        .order_by(Customer.window_until, Customer.id)
        .limit(limit)
    )
    ids = list(db.session.scalars(stale))
    refresh(ids, actor=actor)
    return len(ids)


def refresh_all(*, actor: Actor) -> None:
    """Let a worker count all customers anew, where the saved rule has another window.

    Nothing is asked for where that is being done already.
    """
    saved = saved_rule()
    if is_spend_counted(saved):
        return
    months = _months(saved)
    under_way = select(Job.given).where(
        Job.kind == REFRESH, Job.state.in_(jobs.OPEN_STATES)
    )
    given = {"window_months": months}
    if given not in db.session.scalars(under_way).all():
        title = _("Count spend in another window")
        jobs.enqueue(REFRESH, title=title, given=given, actor=actor)


def _months(saved: Rule | None) -> int:
    """The window in which customers' spend is to be counted; 0 is a lifetime."""
    return (saved.window_months if saved else None) or 0


def _next(task: Task) -> list[int]:
    wanted = (
        select(Customer.id)
        .where(Customer.id > (task.place or 0))
        .order_by(Customer.id)
        .limit(CHUNK)
    )
    return list(db.session.scalars(wanted))


def _refresh_chunk(task: Task, ids: list[int]) -> Progress:
    months = task.given["window_months"]
    if months != _months(saved_rule()):
        # Another window was saved since, for which there is another job.
        return Progress(is_finished=True)
    refresh(ids, actor=task.actor)
    if len(ids) < CHUNK:
        note_counted_window(months, actor=task.actor)
    of = db.session.scalars(select(Tally.total).where(Tally.name == "all")).first()
    return Progress(
        place=ids[-1] if ids else None,
        done=task.done + len(ids),
        of=of,
        is_finished=len(ids) < CHUNK,
    )


jobs.register(
    REFRESH,
    permission=permissions.MANAGE_MEMBERSHIP,
    prepare=_next,
    step=_refresh_chunk,
)
