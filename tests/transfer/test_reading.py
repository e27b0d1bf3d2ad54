"""Tables are read whatever wrote them, and what is no table is refused in words."""

from __future__ import annotations

import gzip
import string
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.transfer import reading
from customers.transfer.errors import Unreadable
from customers.transfer.reading import DELIMITERS, open_table, unguarded
from tests.transfer.files import cells_of, written

PEOPLE = [
    ["code", "name", "town"],
    ["A1", 'Zoë "Zo" Müller; née Sørensen', "Köln,\nSüd"],
    ["A2", "José Núñez", "A Coruña"],
    ["A3", "Siobhán | Ní\tDhomhnaill", ""],
]


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]
)
def test_a_file_reads_back_as_it_was_written(
    tmp_path: Path, encoding: str, delimiter: str
) -> None:
    path = written(tmp_path, PEOPLE, encoding=encoding, delimiter=delimiter)

    with open_table(path) as table:
        header, rows = table.header, list(table.rows)

    assert list(header) == PEOPLE[0]
    assert [cells for _number, cells in rows] == PEOPLE[1:]
    assert table.delimiter == delimiter


@pytest.mark.parametrize(
    ("name", "encoding"),
    [
        ("Łukasz Żółkiewski", "cp1250"),
        ("Jaśmina Śliwa", "cp1250"),
        ("Kamil Wąs", "cp1250"),
        ("Řehoř Dvořák", "cp1250"),
        ("Ľubomír Šťastný", "cp1250"),
        ("Győző Szűcs", "cp1250"),
        ("François Lefèvre-Bœuf", "cp1252"),
        ("Søren Kjær Ångström", "cp1252"),
        ("João Conceição Simões", "cp1252"),
        ("Jürgen Groß", "cp1252"),
        ("Begoña Núñez Ibáñez", "cp1252"),
        ("Noè Nicolò Più", "cp1252"),
        ("Renée – “Reny” Noël", "cp1252"),
    ],
)
def test_names_in_eight_bits_are_told_apart(
    tmp_path: Path, name: str, encoding: str
) -> None:
    path = written(tmp_path, [["name", "town"], [name, "x"]], encoding=encoding)

    with open_table(path) as table:
        rows = list(table.rows)

    assert rows == [(2, [name, "x"])]
    assert table.encoding == encoding


@pytest.mark.parametrize("encoding", ["cp1251", "cp1253", "koi8-r", "shift_jis", "gbk"])
def test_letters_that_cannot_be_told_are_refused_not_guessed(
    tmp_path: Path, encoding: str
) -> None:
    names = {"cp1253": "Αθανασόπουλος", "shift_jis": "渡辺直樹", "gbk": "李小龙王伟"}
    name = names.get(encoding, "Капустина")
    path = written(tmp_path, [["name"], [name]] * 4, encoding=encoding)

    with pytest.raises(Unreadable, match="UTF-8"):
        cells_of(path)


def test_a_broken_byte_costs_its_row_alone(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_bytes("name,town\nJosé,Málaga\nJos\\x,b\nZoë,Köln\n".encode())
    path.write_bytes(path.read_bytes().replace(b"\\x", b"\xe9"))

    rows = cells_of(path)

    assert rows[0] == (2, ["José", "Málaga"])
    assert rows[1] == (3, "Some of its letters are broken.")
    assert rows[2] == (4, ["Zoë", "Köln"])


# A text full of control characters is taken for no text.
CELLS = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], include_characters="\t\r\n"
    ).filter(lambda sign: sign != "\ufeff"),
    max_size=12,
).filter(lambda cell: unguarded(cell) == cell)


@settings(deadline=None)
@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=8),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    delimiter=st.sampled_from(DELIMITERS),
    packed=st.booleans(),
)
def test_any_text_reads_back(
    *, rows: list[list[str]], encoding: str, delimiter: str, packed: bool
) -> None:
    header = ["code", "name", "note"]
    with TemporaryDirectory() as folder:
        path = written(
            Path(folder), [header, *rows], encoding=encoding, delimiter=delimiter
        )
        if packed:
            path.write_bytes(gzip.compress(path.read_bytes(), mtime=0))
        read = cells_of(path)

    assert [cells for _nr, cells in read] == [row for row in rows if any(row)]


def guarded(cell: str) -> str:
    """What an export does: see `unguarded`."""
    needs = cell[:1] in "=+-@\t\r\n" if cell else False
    return f"'{cell}" if needs or unguarded(cell) != cell else cell


@settings(deadline=None)
@given(st.text(alphabet="'=+-@\t\r\n09a ", max_size=6))
def test_a_guarded_cell_comes_back_exactly(cell: str) -> None:
    assert unguarded(guarded(cell)) == cell


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("'+34612345678", "+34612345678"),
        ("'28013", "28013"),
        ("'=1+1", "=1+1"),
        ("'s-Hertogenbosch", "'s-Hertogenbosch"),
        ("'", "'"),
        ("", ""),
    ],
)
def test_a_leading_apostrophe_goes_where_a_spreadsheet_needs_it(
    cell: str, meant: str
) -> None:
    assert unguarded(cell) == meant


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path) -> None:
    path = tmp_path / "gaps.csv"
    path.write_text('name,note\nA,"two\nlines"\n\n,\nB,\n')

    assert cells_of(path) == [(2, ["A", "two\nlines"]), (5, ["B", ""])]


def test_the_line_that_names_the_delimiter_for_excel_is_skipped(tmp_path: Path) -> None:
    path = tmp_path / "excel.csv"
    path.write_bytes("\ufeffsep=;\r\nname;town\r\nA, B;C\r\n".encode())

    with open_table(path) as table:
        assert table.header == ("name", "town")
        assert list(table.rows) == [(3, ["A, B", "C"])]


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_every_line_ending_is_understood(tmp_path: Path, ending: str) -> None:
    path = tmp_path / "lines.csv"
    path.write_bytes(ending.join(["name,town", "A,B", "C,D"]).encode())

    assert cells_of(path) == [(2, ["A", "B"]), (3, ["C", "D"])]


def test_short_rows_are_unfilled_and_long_ones_told(tmp_path: Path) -> None:
    path = tmp_path / "ragged.csv"
    path.write_text("code,name,town\nA\nB,x,y,,\nC,Doe, Jane,Bath\n")

    rows = cells_of(path)

    assert rows[:2] == [(2, ["A", "", ""]), (3, ["B", "x", "y"])]
    assert rows[2][0] == 4
    assert "4 cells" in rows[2][1]


def test_a_header_alone_has_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "header.csv"
    path.write_text("name,phone\n")

    assert cells_of(path) == []


def test_zero_bytes_stay_in_their_cell(tmp_path: Path) -> None:
    path = tmp_path / "nul.csv"
    path.write_bytes(b"name,town\nA\x00B,C\n" + b"Jane,Bath\n" * 20)

    assert cells_of(path)[0] == (2, ["A\x00B", "C"])


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + bytes(range(256)) * 8


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \n\r\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b",,,\n,,\n", "empty"),
        (b"PK\x03\x04" + bytes(90), "CSV"),
        (PNG, "not a text file"),
        (bytes(5_000), "not a text file"),
        (b"\x1f\x8b not packed at all", "damaged"),
        (gzip.compress(b"name\nA\n" * 900, mtime=0)[:-20], "damaged"),
        ("name,town\n".encode("utf-16") + b"\x00", "UTF-16"),
        (b"name\n" + b"x" * 1_000_000 + b"\n", "too long"),
        (b'name\n"' + b"x\n" * 600_000, "quotation mark|too long"),
        (b"name,town\n" + b"x" * 200_000 + b",y\n", "quotation mark"),
        (b"a" + b"," * 600 + b"\n", "columns"),
        (gzip.compress(bytes(30_000_000), mtime=0), "not a text file|too large"),
        (gzip.compress(b"name\n" + b"\n" * 30_000_000, mtime=0), "too large"),
        (b"name\n" + b'"a\n",' * 400_000, "too long"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(
    tmp_path: Path, content: bytes, words: str
) -> None:
    path = tmp_path / "hostile.csv"
    path.write_bytes(content)

    with pytest.raises(Unreadable, match=words):
        cells_of(path)


def test_a_missing_file_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="No such file"):
        cells_of(tmp_path / "missing.csv")


def test_a_file_larger_than_the_bound_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "MAX_BYTES", 1_000)
    path = tmp_path / "large.csv"
    path.write_text("name\n" + string.ascii_letters * 40)

    with pytest.raises(Unreadable, match="too large"):
        cells_of(path)


@settings(deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_at_all_do_worse_than_being_refused(content: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "any.csv"
        path.write_bytes(content)
        try:
            rows = cells_of(path)
        except Unreadable:
            return

    assert all(isinstance(cells, str | list) for _number, cells in rows)


@pytest.mark.parametrize("end", ["", "\n"])
def test_a_quotation_mark_that_is_never_closed_is_told(
    tmp_path: Path, end: str
) -> None:
    file = tmp_path / "open.csv"
    file.write_text('code,name\nA1,Ann\nA2,"Never closed\nA3,Lost' + end)

    with open_table(file) as table:
        rows = list(table.rows)

    assert rows[0] == (2, ["A1", "Ann"])
    (number, sentence) = rows[1]
    assert number == 3
    assert "never closed" in sentence
    assert len(rows) == 2
