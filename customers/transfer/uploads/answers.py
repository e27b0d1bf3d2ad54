"""The sentences on rows that an import or a dry run left: shown in pages, and whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts.actors import Actor
from customers.ground import jobs
from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.ground.jobs import Job, JobFilePart
from customers.transfer.export import csv_files
from customers.transfer.reading import unguarded
from customers.transfer.results import MOST_SENTENCES
from customers.transfer.uploads.jobs import JOB_KINDS, REFUSED

AT_ONCE = 50
HEADER = ("Row", "Answer", "Why")


class Said(NamedTuple):
    """What is said of a row; `number` as a spreadsheet shows it."""

    is_refused: bool
    number: int
    why: str


class Page(NamedTuple):
    """Some of the sentences, refusals first, by row.

    `before` and `after` lead on, None at the ends; `is_cut` where there were more than
    are kept.
    """

    rows: list[Said]
    is_cut: bool
    before: int | None
    after: int | None


def page(job_id: int, *, start: int) -> Page:
    """Fifty sentences from the `start`th on."""
    said = [
        Said(kind == REFUSED, int(number), unguarded(why))
        for number, kind, why in csv_files.rows_of(_parts(job_id))
    ]
    found = sorted(said, key=lambda one: (not one.is_refused, one.number))
    start = start if 0 <= start < len(found) else 0
    end = start + AT_ONCE
    return Page(
        found[start:end],
        is_cut=_is_cut(found),
        before=max(0, start - AT_ONCE) if start else None,
        after=end if end < len(found) else None,
    )


def _is_cut(found: list[Said]) -> bool:
    refused = sum(1 for said in found if said.is_refused)
    return MOST_SENTENCES in (refused, len(found) - refused)


def as_file(job_id: int, *, actor: Actor) -> bytes:
    """All sentences that were kept, by row, as CSV.

    Raises: NotFound where there is no such job, or it is not this person's to see.
    """
    job: Job | None = db.session.get(Job, job_id)
    is_ours = job is not None and job.kind in JOB_KINDS.values()
    if job is None or not is_ours or not jobs.may_see(job.created_by, actor=actor):
        raise NotFound(_("There is no such file, or it was long ago."))
    rows = sorted(csv_files.rows_of(_parts(job_id)), key=lambda row: int(row[0]))
    return csv_files.head(HEADER) + csv_files.lines(rows)


def _parts(job_id: int) -> Iterator[bytes]:
    wanted = (
        select(JobFilePart.content)
        .where(JobFilePart.job_id == job_id)
        .order_by(JobFilePart.number)
    )
    return iter(db.session.scalars(wanted))
