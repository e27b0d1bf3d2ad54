"""An export of many: some thousand customers a chunk, in the order of their list.

A chunk is read and written as lines before its unit of work, which then only keeps
them. A workbook is gathered as lines first, so that progress shows and a restart loses
nothing; the last chunk makes the workbook of them and puts it in their place.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any, NamedTuple

from babel.numbers import get_currency_precision
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import delete

from customers.accounts import permissions
from customers.directory.queries.asked import asked
from customers.directory.queries.exported import export_page
from customers.ground import jobs, texts
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.jobs import JobFilePart, Progress, Task
from customers.transfer.export import csv_files, workbooks
from customers.transfer.export.columns import HEADER, CellWriter
from customers.transfer.schemas import XLSX

KIND = "export_customers"
CHUNK = 5_000


class _Lines(NamedTuple):
    """A chunk of lines, how many there are, and where the next begins (None: none)."""

    content: bytes
    rows: int
    after: str | None


def prepare(task: Task) -> _Lines | IO[bytes]:
    """The next lines, or the workbook made of all of them.

    Raises: Invalid where there are more customers by now than a workbook may hold.
    """
    place = task.place or {}
    if place.get("is_gathered"):
        return _workbook(task)
    with _no_garbage():
        return _lines(task, after=place.get("after"))


def _lines(task: Task, *, after: str | None) -> _Lines:
    selection = asked(task.given["selection"]).selection
    # By id: who is edited between two chunks is neither left out nor taken twice.
    page = export_page(selection, size=CHUNK, after=after, actor=task.actor, by_id=True)
    is_workbook = task.given["format"] == XLSX
    if is_workbook and task.done + len(page.rows) > workbooks.MOST_ROWS:
        raise Invalid(too_many_for_a_workbook())
    writer = CellWriter(task.actor.currency)
    written = writer.plain if is_workbook else writer.guarded
    content = csv_files.lines(written(page.rows))
    if not is_workbook and task.place is None:
        content = csv_files.head(HEADER) + content
    return _Lines(content, len(page.rows), page.after)


def step(task: Task, prepared: _Lines | IO[bytes]) -> Progress:
    """Keep the lines, or put the workbook in their place."""
    if not isinstance(prepared, _Lines):
        return _put_workbook(task, prepared)
    _keep(task, _cut(prepared.content))
    rows = task.done + prepared.rows
    is_workbook = task.given["format"] == XLSX
    is_gathered = prepared.after is None
    return Progress(
        place={"after": prepared.after, "is_gathered": is_gathered},
        done=rows,
        of=rows if is_gathered else task.given["rows"],
        result={"rows": rows, "format": task.given["format"]},
        is_finished=is_gathered and not is_workbook,
    )


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Do not look for cycles among ten thousands of tuples that have none.

    That took a third of the time of a chunk.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def too_many_for_a_workbook() -> str:
    """The sentence for whoever wants more in a workbook than it may hold."""
    return _(
        "An Excel file takes up to %(most)s customers. Choose CSV, or fewer customers.",
        most=texts.count_text(workbooks.MOST_ROWS),
    )


def _workbook(task: Task) -> IO[bytes]:
    rows = csv_files.rows_of(jobs.parts(task.id))
    decimals = get_currency_precision(task.actor.currency)
    return workbooks.workbook(rows, decimals=decimals)


def _put_workbook(task: Task, file: IO[bytes]) -> Progress:
    lines = delete(JobFilePart).where(JobFilePart.job_id == task.id)
    db.session.execute(lines.execution_options(synchronize_session=False))
    _keep(task, workbooks.pieces(file, size=jobs.MAX_PART_BYTES))
    return Progress(is_finished=True)


def _keep(task: Task, parts: Iterator[bytes]) -> None:
    for part in parts:
        jobs.write_part(task, part)


def _cut(content: bytes) -> Iterator[bytes]:
    for start in range(0, len(content), jobs.MAX_PART_BYTES):
        yield content[start : start + jobs.MAX_PART_BYTES]


def _in_words(result: dict[str, Any]) -> str:
    return ngettext(
        "%(count)s customer in the file.",
        "%(count)s customers in the file.",
        result["rows"],
        count=texts.count_text(result["rows"]),
    )


jobs.register(
    KIND,
    permission=permissions.EXPORT_CUSTOMERS,
    prepare=prepare,
    step=step,
    download_url=lambda job_id: f"/customers/export/{job_id}",
    result_in_words=_in_words,
)
