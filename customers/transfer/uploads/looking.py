"""Looking into a file that was sent, before anything of it is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.ground import bodies
from customers.ground.errors import Invalid
from customers.transfer.errors import Unreadable
from customers.transfer.events import FileUploaded
from customers.transfer.imports import Survey
from customers.transfer.limits import check_limit
from customers.transfer.reading import open_table
from customers.transfer.uploads import contents, storage
from customers.transfer.uploads.models import PURCHASES
from customers.transfer.uploads.schemas import UploadInput
from customers.transfer.uploads.surveys import survey_of

MAX_HEADER = 200


class Looked(NamedTuple):
    """A file that may be kept: what its row will say, and its packed pieces."""

    values: dict[str, Any]
    pieces: list[bytes]


def look_into(sent: UploadInput, *, actor: Actor) -> Looked:
    """Read the file through, outside any unit of work; reads only.

    Raises: Forbidden; TooMany; TooLarge; Invalid for what cannot be imported.
    """
    actor.need(permissions.IMPORT_CUSTOMERS)
    check_limit(actor, fact=FileUploaded)
    file: FileStorage = sent.file
    size = _size_of(file)
    with storage.copy_of(file.stream) as path:
        try:
            found = _found_in(path, sent, actor)
        except Unreadable as why:
            raise Invalid(why.message, details={"file": why.message}) from why
    values = {
        **found,
        "kind": sent.kind,
        "name": contents.shown_name(file.filename),
        "source": sent.source,
        "adds_customers": sent.adds_customers and sent.kind == PURCHASES,
        "size": size,
    }
    return Looked(values, storage.packed(file.stream))


def _size_of(file: FileStorage) -> int:
    size = file.stream.seek(0, 2)
    file.stream.seek(0)
    if size > bodies.most_upload_bytes():
        raise bodies.too_large_a_file()
    return size


def _found_in(path: Path, sent: UploadInput, actor: Actor) -> dict[str, Any]:
    contents.check(path, most_bytes=bodies.most_upload_bytes())
    survey = survey_of(sent.kind, path, actor=actor)
    with open_table(path) as table:
        rows = sum(1 for _row in table.rows)
    if not rows:
        raise Unreadable(
            _("The file has the names of columns, but no rows below them.")
        )
    return {
        "rows": rows,
        "encoding": survey.encoding,
        "delimiter": survey.delimiter,
        "columns": _columns(survey),
        "notes": [contents.plain(note) for note in survey.columns.partly_read],
    }


def _columns(survey: Survey) -> list[tuple[str, str]]:
    """(Header, label of its field, "" for none) of all columns."""
    fields = {
        place: str(survey.labels.get(field, field))
        for field, places in survey.columns.places.items()
        for place in places
    }
    return [
        (contents.plain(header[:MAX_HEADER]), fields.get(place, ""))
        for place, header in enumerate(survey.header)
    ]
