"""Imports in the background: a batch of rows a chunk, for real or as a dry run.

A dry run does its batch and takes it back before the chunk's unit of work; an import
does it inside, so that rows and progress are kept together or not at all; but for the
customers that purchases need, which are created before and stay. Counts are
the job's result; the sentences on rows are its file.
"""

from __future__ import annotations

from typing import Any, NamedTuple

from customers import events
from customers.accounts import permissions
from customers.ground import jobs
from customers.ground.jobs import Progress, Task
from customers.transfer.events import ImportFinished
from customers.transfer.export import csv_files
from customers.transfer.export.columns import guarded
from customers.transfer.imports import Batch, FileImport
from customers.transfer.results import MOST_SENTENCES, ImportResult
from customers.transfer.uploads import running, wording
from customers.transfer.uploads.contents import plain
from customers.transfer.uploads.models import CUSTOMERS, PURCHASES

JOB_KINDS = {CUSTOMERS: "import_customers", PURCHASES: "import_purchases"}
REFUSED, LEFT_OUT = "refused", "left out"


class Prepared(NamedTuple):
    """A batch (None: the file is at its end), and what a dry run answered to it."""

    course: FileImport[Any]
    batch: Batch | None
    answer: ImportResult | None


def prepare(task: Task) -> Prepared:
    """Read the next batch, and try it where this is a dry run.

    Raises: NotFound where the file is gone; Unreadable.
    """
    try:
        # To begin, or to begin anew at a place, a whole file may have to be read.
        with jobs.holding(task):
            course = running.course_of(task)
            batch = course.read_batch(task.place)
            answer = None
            if batch and task.given["is_trial"]:
                answer = course.take(batch)
            elif batch:
                batch = course.made_ready(batch)
    except BaseException:
        # What it stands on may be half done: it begins anew at its place.
        running.leave(task)
        raise
    return Prepared(course, batch, answer)


def step(task: Task, prepared: Prepared) -> Progress:
    """Import the batch, or keep what the dry run answered. Records: ImportFinished."""
    if prepared.batch is None:
        return _ended(task)
    batch, answer = prepared.batch, prepared.answer
    if answer is None:
        answer = prepared.course.take(batch)
    before = task.result or {}
    _keep_sentences(task, answer, before=before)
    upload = running.upload_of(task)
    return Progress(
        place=batch.place,
        done=min(upload.rows, upload.rows * batch.bytes_done // upload.size),
        result=_sum(before, answer.counts()),
    )


def _ended(task: Task) -> Progress:
    running.leave(task)
    upload = running.upload_of(task)
    counts = task.result or {}
    if not task.given["is_trial"]:
        data = {"kind": upload.kind, "job_id": task.id, "counts": counts}
        events.record(ImportFinished(upload.id, data=data), actor=task.actor)
    return Progress(done=upload.rows, result=counts, is_finished=True)


def _sum(before: dict[str, int], counts: dict[str, int]) -> dict[str, int]:
    return {name: before.get(name, 0) + count for name, count in counts.items()}


def _keep_sentences(
    task: Task, answer: ImportResult, *, before: dict[str, int]
) -> None:
    """Add to the job's file what is said of rows, the first 1,000 of each kind."""
    rows: list[tuple[object, ...]] = []
    for name, kind, remarks in (
        ("refused", REFUSED, answer.refused),
        ("left_out", LEFT_OUT, answer.left_out),
    ):
        room = max(0, MOST_SENTENCES - before.get(name, 0))
        rows += [(number, kind, guarded(plain(why))) for number, why in remarks[:room]]
    jobs.write_part(task, csv_files.lines(rows))


for _name in JOB_KINDS.values():
    jobs.register(
        _name,
        permission=permissions.IMPORT_CUSTOMERS,
        prepare=prepare,
        step=step,
        download_url=lambda job_id: f"/import/answers/{job_id}",
        result_in_words=wording.result_in_words,
    )
