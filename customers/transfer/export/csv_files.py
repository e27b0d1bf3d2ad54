"""CSV as other programs read it: UTF-8 with its mark, commas, CRLF."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence

MEDIA_TYPE = "text/csv; charset=utf-8"


def head(header: Sequence[str]) -> bytes:
    """The mark by which spreadsheets know UTF-8, and the names of the columns."""
    return BOM_UTF8 + lines([header])


def lines(rows: Iterable[Sequence[object]]) -> bytes:
    """The rows, a line each; a cell is quoted where it must be, None is empty."""
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode()


def rows_of(pieces: Iterable[bytes]) -> Iterator[list[str]]:
    """The rows of what `lines` wrote, given in pieces of any size."""
    return csv.reader(_decoded(pieces))


def _decoded(pieces: Iterable[bytes]) -> Iterator[str]:
    """Lines of text; a piece may end anywhere, in a letter too."""
    rest = b""
    for piece in pieces:
        *whole, rest = (rest + piece).split(b"\n")
        for line in whole:
            yield f"{line.decode()}\n"
    if rest:
        yield rest.decode()
