"""What pages show of long work: rows ready to be drawn, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import OVERSEE_JOBS
from customers.ground import jobs, paging, texts
from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.ground.jobs import Job, wording

PAGE_SIZE = 25

_COLUMNS = (
    Job.id,
    Job.kind,
    Job.title,
    Job.state,
    Job.done,
    Job.of,
    Job.result,
    Job.fault,
    Job.claimed_until,
    Job.created_at,
    Job.created_by,
    Job.started_at,
    Job.ended_at,
)


class ShownJob(NamedTuple):
    """A job as pages show it; texts are ready, "" where there is nothing.

    `of` is None where nobody knows how much there is; `is_open` while it may still
    change; `is_late` where nobody works on it although they should; `seen` names all
    that may change on the page; `download_url` is None where there is no file.
    """

    id: int
    title: str
    state: str
    state_text: str
    tone: str
    is_open: bool
    is_late: bool
    done: int
    of: int | None
    progress: str
    asked_by: str
    asked: str
    started: str
    ended: str
    result: str
    fault: str
    download_url: str | None
    seen: str


class JobsPage(NamedTuple):
    """A page of jobs, the newest first, and cursors (None at the list's ends)."""

    rows: Sequence[ShownJob]
    after: str | None
    before: str | None


def recent_jobs(
    *, actor: Actor, after: str | None = None, before: str | None = None
) -> JobsPage:
    """The jobs that the actor asked for; everybody's for whoever oversees jobs.

    Raises: Invalid for a cursor that is none.
    """
    wanted = select(*_COLUMNS)
    if not actor.may(OVERSEE_JOBS):
        wanted = wanted.where(Job.created_by == actor.user_id)
    page = paging.window(
        db.session(),
        wanted,
        order=paging.Order(Job.id),
        size=PAGE_SIZE,
        after=after,
        before=before,
    )
    names = accounts.people_names([row.created_by for row in page.rows])
    rows = [_shown(row, names, actor) for row in page.rows]
    return JobsPage(rows, page.after, page.before)


def job(job_id: int, *, actor: Actor) -> ShownJob:
    """One job. Raises: NotFound, also for another person's unless one oversees jobs."""
    row = db.session.execute(select(*_COLUMNS).where(Job.id == job_id)).one_or_none()
    if row is None or not jobs.may_see(row.created_by, actor=actor):
        raise NotFound(_("There is no such job, or it was long ago."))
    return _shown(row, accounts.people_names([row.created_by]), actor)


def _shown(row: Any, names: dict[int, str], actor: Actor) -> ShownJob:
    kind = jobs.kind_named(row.kind)
    told = kind and kind.result_in_words
    leads = kind and kind.download_url
    return ShownJob(
        id=row.id,
        title=row.title,
        state=row.state,
        state_text=wording.state_text(row.state),
        tone=wording.TONES.get(row.state, ""),
        is_open=row.state in jobs.OPEN_STATES,
        is_late=wording.is_late(row),
        done=row.done,
        of=row.of,
        progress=wording.progress_text(row.done, row.of),
        asked_by=names.get(row.created_by) or _("an import"),
        asked=_moment(row.created_at, actor),
        started=_moment(row.started_at, actor),
        ended=_moment(row.ended_at, actor),
        result=told(row.result) if told and row.result is not None else "",
        fault=row.fault or "",
        download_url=leads(row.id) if leads and row.state == jobs.DONE else None,
        seen=wording.seen(row),
    )


def _moment(moment: datetime | None, actor: Actor) -> str:
    return texts.moment_text(moment, timezone=actor.timezone) if moment else ""
