"""Imports under way in this process: their files are open between two chunks.

Fetching and surveying a file takes seconds, a batch of it a moment. What is not here
(another worker has the job now, this one started anew) is fetched again, and goes on at
its place.
"""

from __future__ import annotations

from collections import OrderedDict
from pathlib import Path
from typing import IO, Any, NamedTuple

from flask_babel import gettext as _

from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.ground.jobs import Task
from customers.transfer.imports import FileImport
from customers.transfer.uploads import storage
from customers.transfer.uploads.models import Upload
from customers.transfer.uploads.surveys import import_of

# A worker goes from job to job; more than so many lose their files meanwhile.
MOST_OPEN = 4


class _Running(NamedTuple):
    course: FileImport[Any]
    file: IO[bytes]


_open: OrderedDict[tuple[int, int], _Running] = OrderedDict()


def course_of(task: Task) -> FileImport[Any]:
    """The import, ready to read its next batch. Raises: NotFound, Unreadable."""
    key = _key(task)
    if key not in _open:
        while len(_open) >= MOST_OPEN:
            _close(next(iter(_open)))
        _open[key] = _begun(task)
    _open.move_to_end(key)
    return _open[key].course


def leave(task: Task) -> None:
    """Close the file of an import that has ended or failed."""
    if _key(task) in _open:
        _close(_key(task))


def leave_all() -> None:
    """Close all files: jobs that were stopped left theirs, others open them anew."""
    for key in list(_open):
        _close(key)


def upload_of(task: Task) -> Upload:
    """The upload that the job is about. Raises: NotFound."""
    upload: Upload | None = db.session.get(Upload, task.given["upload_id"])
    if upload is None:
        raise NotFound(_("The file is no longer there. Send it again."))
    return upload


def _begun(task: Task) -> _Running:
    upload = upload_of(task)
    file = storage.fetch(upload.id, size=upload.size)
    try:
        is_trial = task.given["is_trial"]
        path = Path(file.name)
        course = import_of(upload, path, is_trial=is_trial, actor=task.actor)
    except BaseException:
        file.close()
        raise
    return _Running(course, file)


def _close(key: tuple[int, int]) -> None:
    running = _open.pop(key)
    running.course.close()
    running.file.close()


def _key(task: Task) -> tuple[int, int]:
    return task.actor.business_id, task.id
