"""The bytes of an upload: kept in pieces, read as a file.

A piece is packed before it is kept, so that fifty megabytes are written in a moment
and nobody at the counter waits for them.
"""

from __future__ import annotations

import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from flask_babel import gettext as _
from sqlalchemy import select

from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.transfer.uploads.models import MAX_PART_BYTES, UploadPart

_GZIP = b"\x1f\x8b"
_PREFIX = "regulars-upload-"


def packed(content: IO[bytes]) -> list[bytes]:
    """The pieces of a file, packed, in order; what is packed already stays as it is."""
    content.seek(0)
    is_packed = content.read(2) == _GZIP
    content.seek(0)
    pieces = iter(lambda: content.read(MAX_PART_BYTES), b"")
    return [zlib.compress(piece, 0 if is_packed else 1) for piece in pieces]


def keep(upload_id: int, pieces: list[bytes]) -> None:
    """Write the packed pieces, in the caller's unit of work."""
    for number, content in enumerate(pieces):
        part = UploadPart(upload_id=upload_id, number=number, content=content)
        db.session.add(part)
        db.session.flush()
        # All of them would stay in memory for as long as the session lives.
        db.session.expunge(part)


@contextmanager
def copy_of(content: IO[bytes]) -> Iterator[Path]:
    """A file that only we may read, with the content; gone at the end."""
    content.seek(0)
    with tempfile.NamedTemporaryFile(prefix=_PREFIX) as file:
        while piece := content.read(MAX_PART_BYTES):
            file.write(piece)
        file.flush()
        yield Path(file.name)


def fetch(upload_id: int, *, size: int) -> IO[bytes]:
    """A named temporary file with the upload's bytes; gone when it is closed.

    Raises: NotFound where the upload was forgotten, or some of it was.
    """
    file = tempfile.NamedTemporaryFile(prefix=_PREFIX)  # noqa: SIM115 (the caller's)
    for content in _parts(upload_id):
        file.write(zlib.decompress(content))
    if file.tell() != size:
        file.close()
        raise NotFound(_("The file is no longer there. Send it again."))
    file.flush()
    return file


def _parts(upload_id: int) -> Iterator[bytes]:
    number = 0
    while True:
        wanted = select(UploadPart.content).where(
            UploadPart.upload_id == upload_id, UploadPart.number == number
        )
        content = db.session.scalar(wanted)
        if content is None:
            return
        yield content
        number += 1
