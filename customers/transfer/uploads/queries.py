"""What the pages of uploads show: rows ready to be drawn, nothing changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import jobs, texts
from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.ground.jobs import DONE, Job
from customers.ground.jobs import wording as job_words
from customers.transfer.uploads import wording
from customers.transfer.uploads.models import Upload

MOST_LISTED = 50


class Work(NamedTuple):
    """A dry run or an import as a page shows it; `counts` are (label, number)."""

    id: int
    state_text: str
    tone: str
    is_open: bool
    is_done: bool
    is_late: bool
    done: int
    of: int | None
    progress: str
    fault: str
    counts: list[tuple[str, str]]
    refused: int
    seen: str


class ShownUpload(NamedTuple):
    """An upload as its page shows it; `columns` are (header, label or "").

    `trial` and `course` are the last dry run and the last import, None where there is
    none or it is forgotten.
    """

    id: int
    kind: str
    name: str
    facts: list[tuple[str, str]]
    columns: list[tuple[str, str]]
    unknown: str
    notes: list[str]
    trial: Work | None
    course: Work | None
    is_open: bool
    seen: str


class ListedUpload(NamedTuple):
    """An upload in the list: `state` and its tone say how far it came."""

    id: int
    name: str
    told: str
    state: str
    tone: str


def listed_uploads(*, actor: Actor) -> Sequence[ListedUpload]:
    """The last 50 files that were sent, the newest first."""
    wanted = select(Upload).order_by(Upload.id.desc()).limit(MOST_LISTED)
    uploads = list(db.session.scalars(wanted))
    works = _works(uploads)
    names = accounts.people_names([upload.created_by for upload in uploads])
    return [_listed(upload, works, names, actor) for upload in uploads]


def upload(upload_id: int, *, actor: Actor) -> ShownUpload:
    """One upload. Raises: NotFound."""
    row: Upload | None = db.session.get(Upload, upload_id)
    if row is None:
        raise NotFound(_("There is no such file, or it was sent long ago."))
    works = _works([row])
    trial, course = works.get(row.trial_id), works.get(row.import_id)
    shown = [work for work in (trial, course) if work]
    return ShownUpload(
        id=row.id,
        kind=row.kind,
        name=row.name,
        facts=_facts(row, actor),
        columns=[(header, label) for header, label in row.columns],
        unknown=_unknown(sum(1 for _header, label in row.columns if not label)),
        notes=list(row.notes),
        trial=trial,
        course=course,
        is_open=any(work.is_open for work in shown),
        seen=".".join(f"{work.id}-{work.seen}" for work in shown),
    )


def _works(uploads: Sequence[Upload]) -> dict[int | None, Work]:
    ids = [i for u in uploads for i in (u.trial_id, u.import_id) if i is not None]
    wanted = select(Job).where(Job.id.in_(ids))
    return {job.id: _work(job) for job in db.session.scalars(wanted)}


def _work(job: Job) -> Work:
    counts = job.result or {}
    return Work(
        id=job.id,
        state_text=job_words.state_text(job.state),
        tone=job_words.TONES.get(job.state, ""),
        is_open=job.state in jobs.OPEN_STATES,
        is_done=job.state == DONE,
        is_late=job_words.is_late(job),
        done=job.done,
        of=job.of,
        progress=job_words.progress_text(job.done, job.of),
        fault=job.fault or "",
        counts=[
            (label, texts.count_text(number))
            for label, number in wording.counts_text(counts)
        ],
        refused=counts.get("refused", 0),
        seen=job_words.seen(job),
    )


def _facts(row: Upload, actor: Actor) -> list[tuple[str, str]]:
    who = accounts.people_names([row.created_by]).get(row.created_by or 0, "")
    file = _(
        "%(encoding)s, columns divided by %(sign)s, %(size)s",
        encoding=wording.encoding_text(row.encoding),
        sign=wording.DELIMITERS.get(row.delimiter, row.delimiter),
        size=wording.size_text(row.size),
    )
    return [
        (_("What is in it"), wording.kind_text(row.kind)),
        (_("Rows"), texts.count_text(row.rows)),
        (_("Source"), row.source),
        (_("Unknown customers"), _("are added") if row.adds_customers else ""),
        (_("File"), file),
        (_("Sent by"), who),
        (_("Sent"), texts.moment_text(row.created_at, timezone=actor.timezone)),
    ]


def _rows(count: int) -> str:
    number = texts.count_text(count)
    return ngettext("%(count)s row", "%(count)s rows", count, count=number)


def _unknown(count: int) -> str:
    if not count:
        return ""
    number = texts.count_text(count)
    return ngettext(
        "%(count)s not understood", "%(count)s not understood", count, count=number
    )


def _listed(
    row: Upload, works: dict[int | None, Work], names: dict[int, str], actor: Actor
) -> ListedUpload:
    state, tone = _state(works.get(row.trial_id), works.get(row.import_id))
    told = [
        wording.kind_text(row.kind),
        _rows(row.rows),
        texts.moment_text(row.created_at, timezone=actor.timezone),
        names.get(row.created_by or 0, ""),
    ]
    return ListedUpload(row.id, row.name, " · ".join(filter(None, told)), state, tone)


def _state(trial: Work | None, course: Work | None) -> tuple[str, str]:
    if course and course.is_done:
        return _("Imported"), course.tone
    if course:
        return course.state_text, course.tone
    if trial and trial.is_open:
        return _("Being tried"), ""
    return (_("Tried"), "") if trial and trial.is_done else (_("Not imported"), "")
