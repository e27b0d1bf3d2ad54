"""Bodies of requests: read whole before anything else, bounded in size and in time.

A form is short and comes at once. A file that is uploaded may be large and come over a
slow line, so it gets more of both; but only from somebody who may send it, and so few
at a time that threads are left for the pages.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import current_app, request
from flask_babel import gettext as _
from gunicorn.http.errors import ParseException  # type: ignore[import-untyped]
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge

from customers.ground import texts
from customers.ground.config import Config
from customers.ground.errors import TooLarge, TooMany

# Of the 64 threads of a process, and of these for one person.
UPLOADS_AT_ONCE, UPLOADS_OF_ONE = 8, 2
# The slowest line that still gets a file through: 0.8 Mbit in a second.
SLOWEST_BYTES_A_SECOND = 100_000
_RETRY_AFTER = 30
# The fields of a form around the file.
_FIELDS_BYTES = 100_000
# A browser reads the refusal only once it has sent all; so much is thrown away.
_WASTED_TIMES = 4

_lock = threading.Lock()
_uploading: Counter[int] = Counter()


def most_upload_bytes() -> int:
    """The size of the largest file that is taken, as the settings say."""
    settings: Config = current_app.extensions["regulars"]
    return settings.upload_mb * 1_000_000


def too_large_a_file() -> TooLarge:
    """The refusal of a file that is too large."""
    megabytes = texts.count_text(most_upload_bytes() // 1_000_000)
    return TooLarge(
        _(
            "The file is larger than %(count)s MB. Pack it with gzip (.csv.gz), or "
            "divide it into several.",
            count=megabytes,
        )
    )


def read() -> None:
    """Have the whole body, or refuse it.

    Raises: BadRequest; RequestEntityTooLarge.
    """
    try:
        request.get_data(cache=True, parse_form_data=True)
    except (OSError, ParseException) as error:
        raise BadRequest from error


def read_upload(*, user_id: int) -> None:
    """Have the whole body of a form with a file; the file waits on the disk.

    Raises: TooMany where too many are being sent just now; TooLarge; BadRequest.
    """
    most = most_upload_bytes() + _FIELDS_BYTES
    request.max_content_length = most
    with _place_for(user_id):
        _ask_for_time(most)
        if (request.content_length or 0) > most:
            _throw_away(most * _WASTED_TIMES)
            raise too_large_a_file()
        try:
            read()
        except RequestEntityTooLarge as error:
            raise too_large_a_file() from error


@contextmanager
def _place_for(user_id: int) -> Iterator[None]:
    with _lock:
        is_full = _uploading.total() >= UPLOADS_AT_ONCE
        if is_full or _uploading[user_id] >= UPLOADS_OF_ONE:
            raise TooMany(
                _("Other files are being sent just now. Try again in a minute."),
                retry_after=_RETRY_AFTER,
            )
        _uploading[user_id] += 1
    try:
        yield
    finally:
        with _lock:
            _uploading[user_id] -= 1
            if not _uploading[user_id]:
                del _uploading[user_id]


def _ask_for_time(most: int) -> None:
    """Let the server wait longer than for a form; see deploy/gunicorn.conf.py."""
    line: Any = request.environ.get("gunicorn.socket")
    if hasattr(line, "allow"):
        size = min(request.content_length or most, most)
        line.allow(size / SLOWEST_BYTES_A_SECOND)


def _throw_away(most: int) -> None:
    left = min(request.content_length or 0, most)
    try:
        while left > 0 and (piece := request.environ["wsgi.input"].read(1 << 16)):
            left -= len(piece)
    except (OSError, ParseException) as error:
        raise BadRequest from error
