"""What may be in an uploaded file: a text, as it is or packed with gzip; nothing else.

Judged by the bytes, never by what the file is called. Reads files, no database.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from customers.transfer.encodings import MARKS
from customers.transfer.errors import Unreadable
from customers.transfer.reading import gunzipped

# A packed file may hold so many times what a plain one may.
MOST_UNPACKED_TIMES = 4
_HEAD = 4_096
_MAX_NAME = 120
_GZIP = b"\x1f\x8b"
_ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"\xd0\xcf\x11\xe0")
_BINARIES = (
    *(b"%PDF", b"\x89PNG", b"GIF8", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf"),
    *(b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd", b"\x7fELF", b"MZ", b"SQLite format 3"),
    *(b"{\\rtf", b"RIFF", b"OggS", b"ID3", _GZIP),
)
_MARKUP = re.compile(
    r"(<\?xml|<!doctype|<!--|</?(html|head|body|svg|script|table|meta)\b)",
    re.IGNORECASE,
)


def check(path: Path, *, most_bytes: int) -> None:
    """Refuse what cannot be a list, and what unpacks to too much.

    `most_bytes` is the most that a plain file may have. Raises: Unreadable.
    """
    with path.open("rb") as file:
        head = file.read(_HEAD)
        if not head.startswith(_GZIP):
            _check_head(head)
            return
        file.seek(0)
        try:
            _check_packed(file, most=most_bytes * MOST_UNPACKED_TIMES)
        except (OSError, EOFError, zlib.error):
            raise Unreadable(
                _("The packed file is damaged or breaks off. Pack it again.")
            ) from None


def shown_name(name: str | None) -> str:
    """The file's name without folders and invisible characters, 120 at most.

    It is only ever shown.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name or ""))[-1]
    plain = "".join(c if c.isprintable() else " " for c in last)
    short = " ".join(plain.split())[:_MAX_NAME]
    return short or _("File without a name")


def plain(text: str) -> str:
    """The text on one line, with a mark for each control character and broken byte.

    No database keeps those, and nobody sees them.
    """
    if text.isprintable():
        return text
    line = " ".join(text.split())
    return "".join(
        "\ufffd" if unicodedata.category(c) in ("Cc", "Cs") else c for c in line
    )


def _check_head(head: bytes) -> None:
    if head.startswith(_ZIPS):
        raise Unreadable(
            _("This is a spreadsheet or an archive. Save the sheet as CSV and try it.")
        )
    text = _text_of(head)
    if head.startswith(_BINARIES) or _MARKUP.match(text.lstrip()):
        raise Unreadable(_("This is not a list. Save it as CSV and try it."))


def _text_of(head: bytes) -> str:
    """The beginning as text, well enough to see what it is not."""
    for mark, codec in MARKS:
        if head.startswith(mark):
            return head.decode(codec, errors="replace").lstrip("\ufeff")
    return head.replace(b"\0", b"").decode("latin-1")


def _check_packed(file: BinaryIO, *, most: int) -> None:
    head, read = b"", 0
    for piece in gunzipped(file):
        if len(head) < _HEAD:
            head += piece[:_HEAD]
            _check_head(head)
        read += len(piece)
        if read > most:
            raise Unreadable(_("The file is too large. Divide it into several."))
