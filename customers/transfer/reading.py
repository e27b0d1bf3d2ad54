"""Tables of text: CSV in any usual encoding and delimiter, also packed with gzip.

Knows bytes, lines and cells, nothing of what they mean. A file is read as a stream, so
memory stays flat however long it is; what would not be bounded is refused in words.
"""

from __future__ import annotations

import csv
import io
import re
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from customers.transfer.encodings import encoding_of
from customers.transfer.errors import Unreadable

MAX_COLUMNS = 500
MAX_LINE = 500_000  # characters
MAX_CELL = 100_000  # characters
MAX_ROW = 1_000_000  # characters, over all lines of a row
MAX_BYTES = 2_000_000_000  # unpacked
MAX_PIECES = 10_000  # of a packed file; programs that pack by blocks make some hundred
MAX_RATIO = 200  # unpacked to packed; lists of customers stay far below 50
DELIMITERS = ",;\t|"
_CHUNK = 1 << 18
_BROKEN = re.compile(r"[\udc80-\udcff]")
_NAMED = re.compile(r"\ufeff?\"?sep=([,;\t|])\"?\s*")
# What makes spreadsheets read a formula, in full width too, at the start of a cell.
FORMULA_SIGNS = "=+-@\t\r\n＝＋－＠"
_GUARDED = re.compile(rf"''*[{re.escape(FORMULA_SIGNS)}0-9]")


class Unread(str):
    """The sentence on a row that cannot be read; `cells` are what it seems to hold."""

    __slots__ = ("cells",)

    cells: list[str]

    @classmethod
    def of(cls, cells: list[str], why: str) -> Unread:
        """The sentence with the cells."""
        sentence = cls(why)
        sentence.cells = cells
        return sentence


@dataclass(frozen=True)
class Table:
    """A table that is open for reading.

    `rows` yields the number of a row as a spreadsheet counts it (the header is row 1,
    an empty row counts) and its cells, as many as there are columns. A row that cannot
    be read comes as its number and a sentence, which is `Unread`.
    """

    header: tuple[str, ...]
    rows: Iterator[tuple[int, list[str] | Unread]]
    encoding: str
    delimiter: str
    file: BinaryIO

    def bytes_done(self) -> int:
        """How many bytes of the file, packed if it is packed, have been read."""
        return self.file.tell()


@contextmanager
def open_table(path: Path) -> Iterator[Table]:
    """Open the table in a file; its first row must be the names of its columns.

    Raises: Unreadable, here or while its rows are read, with a sentence for a person.
    """
    try:
        with path.open("rb") as file:
            yield _table(file, size=max(1, path.stat().st_size))
    except OSError as error:
        why = error.strerror or ""
        raise Unreadable(_("The file cannot be opened: %(why)s.", why=why)) from None
    except (EOFError, zlib.error):
        raise _damaged() from None
    except csv.Error:
        raise Unreadable(
            _(
                "A cell is longer than %(most)d characters. Perhaps a quotation mark "
                "is opened and never closed.",
                most=MAX_CELL,
            )
        ) from None


def unguarded(cell: str) -> str:
    """The cell without the one `'` that keeps spreadsheets from reading a formula.

    It is taken off before `= + - @` (in full width too), a digit, tab or line end,
    also where more `'` stand between. So whoever writes a `'` before every cell that
    begins with a formula sign, and before every cell from which one would be taken
    here, gets each cell back exactly.
    """
    return cell[1:] if _GUARDED.match(cell) else cell


def _damaged() -> Unreadable:
    return Unreadable(_("The packed file is damaged or breaks off. Pack it again."))


def _table(file: BinaryIO, *, size: int) -> Table:
    encoding, errors = encoding_of(_unpacked(file, size=size))
    file.seek(0)
    text = io.TextIOWrapper(
        io.BufferedReader(_Chunks(_unpacked(file, size=size)), _CHUNK),
        encoding=encoding,
        errors=errors,
        newline="",
    )
    lines = _Lines(text)
    csv.field_size_limit(MAX_CELL)
    delimiter, skipped = _delimiter_of(lines)
    records = enumerate(csv.reader(lines, delimiter=delimiter), start=1 + skipped)
    header = next((cells for _number, cells in records if any(cells)), [])
    if not header:
        raise Unreadable(_("The file is empty."))
    if len(header) > MAX_COLUMNS:
        raise Unreadable(
            _("The file has more than %(most)d columns.", most=MAX_COLUMNS)
        )
    names = tuple(unguarded(name).strip().lstrip("\ufeff") for name in header)
    rows = _rows(records, width=len(names), lines=lines)
    return Table(names, rows, encoding, delimiter, file)


def _rows(
    records: Iterator[tuple[int, list[str]]], *, width: int, lines: _Lines
) -> Iterator[tuple[int, list[str] | Unread]]:
    for number, cells in records:
        lines.held = 0
        if lines.are_over:
            # A row ends with its line, unless a quotation mark is open.
            yield number, Unread.of(cells, _never_closed())
            return
        if any(cells):
            yield number, _row(cells, width=width, lines=lines)


def _row(cells: list[str], *, width: int, lines: _Lines) -> list[str] | Unread:
    """The cells of a row, as many as there are columns, or why it cannot be read."""
    if len(cells) > width and any(cells[width:]):
        return Unread.of(cells, _too_wide(len(cells), width=width))
    cells = [*cells, *[""] * (width - len(cells))][:width]
    if lines.has_broken_bytes and _BROKEN.search("".join(cells)):
        return Unread.of(cells, _("Some of its letters are broken."))
    return [unguarded(cell) if cell[:1] == "'" else cell for cell in cells]


def _never_closed() -> str:
    return _(
        "A quotation mark in it is never closed, so that this row and all after it "
        "could not be read. Close it and import the file again."
    )


def _too_wide(cells: int, *, width: int) -> str:
    return _(
        "It has %(cells)d cells, and there are only %(columns)d columns. Put a text "
        "that holds the separator between quotation marks.",
        cells=cells,
        columns=width,
    )


def _unpacked(file: BinaryIO, *, size: int) -> Iterator[bytes]:
    """The bytes of a file, unpacked if they are packed, as long as it is sane."""
    packed = file.read(2) == b"\x1f\x8b"
    file.seek(0)
    chunks = gunzipped(file) if packed else iter(partial(file.read, _CHUNK), b"")
    most = min(MAX_BYTES, max(10_000_000, size * MAX_RATIO)) if packed else MAX_BYTES
    read = 0
    for chunk in chunks:
        read += len(chunk)
        if read > most:
            raise Unreadable(_("The file is too large. Divide it into several."))
        yield chunk


def gunzipped(file: BinaryIO) -> Iterator[bytes]:
    """The bytes of a file packed with gzip, a quarter of a megabyte at a time.

    Raises: EOFError where it breaks off; zlib.error; Unreadable for one that is put
    together of so many pieces that they, and not what they hold, take the time.
    """
    rest = b""
    for _piece in range(MAX_PIECES):
        rest = (rest or file.read(_CHUNK)).lstrip(b"\0")
        if not rest:
            return
        decoder = zlib.decompressobj(wbits=zlib.MAX_WBITS | 16)
        chunk = b""
        while not decoder.eof:
            if not rest and len(chunk) < _CHUNK:
                rest = file.read(_CHUNK)
                if not rest:
                    raise EOFError
            chunk = decoder.decompress(rest, _CHUNK)
            rest = decoder.unconsumed_tail
            if chunk:
                yield chunk
        rest = decoder.unused_data
    raise Unreadable(_("The packed file is in too many pieces. Pack it again."))


class _Chunks(io.RawIOBase):
    """The file interface over chunks of bytes that TextIOWrapper wants."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self.chunks = chunks
        self.rest = b""

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        chunk = self.rest or next(self.chunks, b"")
        count = min(len(buffer), len(chunk))
        buffer[:count] = chunk[:count]
        self.rest = chunk[count:]
        return count


class _Lines:
    """The lines of a text; `held` counts the characters of the row not yet complete."""

    def __init__(self, text: io.TextIOWrapper) -> None:
        self.text = text
        self.has_broken_bytes = text.errors == "surrogateescape"
        self.held = 0
        self.are_over = False
        self.put_back: list[str] = []

    def __iter__(self) -> Iterator[str]:
        read, waiting = self.text.readline, self.put_back
        while line := waiting.pop(0) if waiting else read(MAX_LINE):
            self.held += len(line)
            if self.held > MAX_ROW or len(line) == MAX_LINE:
                raise Unreadable(
                    _("A row is too long. Perhaps this is not a list at all.")
                )
            yield line
        self.are_over = True


def _delimiter_of(lines: _Lines) -> tuple[str, int]:
    """The delimiter that splits the first rows most evenly into most cells.

    Also says how many lines it took away: one that only names the delimiter for Excel
    (`sep=;`).
    """
    peeked = [line for _nr, line in zip(range(30), lines, strict=False)]
    lines.held, lines.are_over = 0, False
    named = _NAMED.fullmatch(peeked[0]) if peeked else None
    lines.put_back = peeked[1:] if named else peeked
    if named:
        return named[1], 1
    sample = [line[: MAX_CELL // 100] for line in peeked]
    return max(DELIMITERS, key=lambda sign: _evenness(sample, delimiter=sign)), 0


def _evenness(peeked: list[str], *, delimiter: str) -> tuple[float, int]:
    widths = [len(row) for row in csv.reader(peeked, delimiter=delimiter) if row]
    if not widths or widths[0] < 2:
        return (0.0, 0)
    return (widths.count(widths[0]) / len(widths), widths[0])
