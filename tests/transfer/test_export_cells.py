"""Cells of an export: no spreadsheet finds a formula, every text comes back exactly."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.directory.models import Customer
from customers.directory.queries.exported import ExportedCustomer
from customers.ground.db import db
from customers.transfer.columns import understand
from customers.transfer.customers import import_customers
from customers.transfer.export.columns import HEADER, CellWriter, guarded
from customers.transfer.export.csv_files import lines, rows_of
from customers.transfer.reading import FORMULA_SIGNS, unguarded
from tests.directory.seen import add
from tests.transfer.exporting import ask, cells_of, give_id
from tests.transfer.exporting import rows_of as rows_of_csv
from tests.transfer.files import real
from tests.world import World

_COMPARED = (
    *("code", "name", "first_name", "last_name", "phone", "phone_e164", "email"),
    *("customer_type", "status", "birthday", "street", "postcode", "town", "region"),
    *("country", "since", "sort_name"),
)
_TEXT = st.text("='+-@0 9aé\t\r\n＝＋－＠\"',;", max_size=6)


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("", ""),
        ("Anna", "Anna"),
        ("=1+1", "'=1+1"),
        ("+44 20", "'+44 20"),
        ("-5", "'-5"),
        ("@SUM(1)", "'@SUM(1)"),
        ("\tx", "'\tx"),
        ("\rx", "'\rx"),
        ("＝1", "'＝1"),
        ("＋1", "'＋1"),
        ("－1", "'－1"),
        ("＠x", "'＠x"),
        ("'=1", "''=1"),
        ("'0", "''0"),
        ("'t Hooft", "'t Hooft"),
        ("a=1", "a=1"),
        ("020 7946", "020 7946"),
    ],
)
def test_a_formula_is_defused(text: str, cell: str) -> None:
    assert guarded(text) == cell
    assert unguarded(cell) == text


@given(_TEXT)
def test_every_text_comes_back_and_none_begins_as_a_formula(text: str) -> None:
    cell = guarded(text)

    assert cell[:1] not in set(FORMULA_SIGNS)
    assert unguarded(cell) == text


@given(st.lists(st.lists(_TEXT, min_size=2, max_size=3), max_size=4), st.integers(1, 7))
def test_lines_are_read_again_wherever_they_were_cut(
    rows: list[list[str]], size: int
) -> None:
    content = lines(rows)
    cut = [content[start : start + size] for start in range(0, len(content), size)]

    # A line end inside a cell is none of ours, and of one sort for the reader.
    assert list(rows_of(cut)) == rows


@pytest.mark.parametrize(
    ("currency", "minor", "text"),
    [
        ("GBP", 0, "0.00"),
        ("GBP", 5, "0.05"),
        ("GBP", 123456, "1234.56"),
        ("GBP", -5, "-0.05"),
        ("GBP", -1250, "-12.50"),
        ("JPY", 1250, "1250"),
        ("JPY", 0, "0"),
        ("KWD", 1, "0.001"),
        ("KWD", -1234567, "-1234.567"),
    ],
)
def test_spend_is_exact_in_the_places_of_the_currency(
    currency: str, minor: int, text: str
) -> None:
    nothing: list[Any] = [None] * 19
    nobody = ExportedCustomer(*nothing, 0, minor, None, False, None, None)

    writer = CellWriter(currency)

    for write in (writer.plain, writer.guarded):
        [cells] = write([nobody])
        assert cells[HEADER.index("Spend")] == text
        assert cells[HEADER.index("Currency")] == currency


def test_an_import_knows_the_columns_and_mistakes_none() -> None:
    columns = understand(HEADER)

    understood = {field: HEADER[at] for field, (at,) in columns.places.items()}
    assert understood == {
        "code": "Code",
        "name": "Name",
        "first_name": "First name",
        "last_name": "Last name",
        "phone": "Phone",
        "email": "Email",
        "type": "Type",
        "status": "Status",
        "birthday": "Birthday",
        "street": "Street",
        "postcode": "Postcode",
        "town": "Town",
        "region": "Region",
        "country": "Country",
        "since": "Customer since",
        "membership": "Membership status",
    }
    assert columns.partly_read == ()
    assert columns.unknown == (
        *("International phone", "Preferred shop", "Looked after by"),
        *("External ids", "Visits", "Spend", "Currency", "Last visit"),
        *("Member until", "Held until"),
    )


def kept(world: World, *, by: str) -> list[tuple[object, ...]]:
    world.enter(getattr(world, by))
    columns = [getattr(Customer, name) for name in _COMPARED]
    return [
        tuple(row)
        for row in db.session.execute(db.select(*columns).order_by(Customer.code))
    ]


def strange(name: str) -> list[str]:
    """Texts that a program could stumble over; those a customer may be called."""
    text = real(f"hostile/{name}").read_text()
    found = json.loads(text) if name.endswith("json") else text.split("\n")
    return list(dict.fromkeys(found))


def add_all(world: World, texts: list[str]) -> int:
    """Add a customer of each text that is not refused; how many there are."""
    from pydantic import ValidationError

    from customers.ground.errors import Refused

    count = 0
    for text in texts:
        short = text[:90]
        try:
            add(
                world,
                name=text,
                first_name=short,
                town=short,
                street=text,
                region=short,
            )
        except (Refused, ValidationError):
            continue
        count += 1
    return count


def test_what_is_exported_comes_in_elsewhere_exactly(
    world: World, tmp_path: Path
) -> None:
    formulas = [line for line in strange("csv-injection.txt") if line]
    own = [f"{sign}1+1{sign}" for sign in "=+-@＝＋－＠'"] + ["''=1", "'0", "'t Hooft"]
    count = add_all(world, [*own, *formulas, *strange("blns.json")])
    for code, phone in (
        ("-1", "+44 20 7946 0018"),
        ("..2", "0044 20 7946 0018"),
        ("3", "'020"),
    ):
        add(
            world,
            code=code,
            phone=phone,
            email=f"=x{code[-1]}@example.com",
            birthday="1890-01-02",
        )
    assert count > 200
    path = tmp_path / "customers.csv"
    path.write_bytes(_long_export(world))
    world.enter(world.bikes)

    result = import_customers(path, actor=world.actor(world.charlie))

    assert (result.refused, result.left_out) == ([], [])
    assert result.added == count + 3
    assert kept(world, by="bikes") == kept(world, by="books")


def _long_export(world: World) -> bytes:
    answer = ask(world.client(world.alice), sort="name")
    assert answer.status_code == 200
    return answer.data


def test_no_cell_of_a_file_begins_as_a_formula(world: World) -> None:
    for number, text in enumerate([*"=+-@＝＋－＠", *strange("csv-injection.txt")]):
        if text:
            add(
                world,
                code=f"-{number}",
                name=f"{text}x",
                town=f"{text}x",
                phone="+44 20 7946 0018",
            )
    give_id(world, "-0", source="=till", value="1")

    found = rows_of_csv(ask(world.client(world.alice)).data)

    begins = {cell[:1] for row in found for cell in row.values()}
    assert "'" in begins
    assert begins.isdisjoint(FORMULA_SIGNS)


def test_a_workbook_holds_texts_as_texts_and_days_as_days(world: World) -> None:
    add(
        world,
        code="-1",
        name='=HYPERLINK("https://example.com")',
        phone="+44 20 7946 0018",
        email="a@example.com",
        street="https://example.com",
        town="_x0041_ 'quoted'",
        birthday="1890-01-02",
        since="2024-01-02",
    )

    answer = ask(world.client(world.alice), file_format="xlsx")

    assert answer.content_type.endswith("spreadsheetml.sheet")
    assert answer.headers["Content-Disposition"].endswith(".xlsx")
    [row] = cells_of(answer.data)
    assert row["Code"] == ("inlineStr", "-1")
    assert row["Name"] == ("inlineStr", '=HYPERLINK("https://example.com")')
    assert row["Phone"] == ("inlineStr", "+44 20 7946 0018")
    assert row["Street"] == ("inlineStr", "https://example.com")
    assert row["Town"] == ("inlineStr", "_x005F_x0041_ 'quoted'")
    assert row["Birthday"] == ("inlineStr", "1890-01-02")
    assert row["Customer since"] == ("n", "45293")
    assert row["Visits"] == ("n", "0")
    assert row["Spend"] == ("n", "0.00")
    assert "Postcode" not in row


def test_a_workbook_has_no_formula_no_link_and_a_header_that_stays(
    world: World,
) -> None:
    import io
    import zipfile

    add(world, name="=1+1", street="http://example.com")

    content = ask(world.client(world.alice), file_format="xlsx").data

    with zipfile.ZipFile(io.BytesIO(content)) as book:
        everything = {name: book.read(name).decode() for name in book.namelist()}
    sheet = everything["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet
    assert 'state="frozen"' in sheet
    assert "<cols>" in sheet
    assert 'quotePrefix="1"' in everything["xl/styles.xml"]
