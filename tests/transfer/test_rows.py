"""Rows become customers; what cannot be understood is left out and said."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.directory.rules import parse_phone
from customers.directory.schemas import ImportedCustomer
from customers.transfer.columns import understand
from customers.transfer.contacts import contact_in, is_phone
from customers.transfer.rows import RowReader
from tests.transfer.files import customers_of, real

Rows = list[ImportedCustomer | None]


def read(header: list[str], *rows: list[str]) -> tuple[Rows, list[str]]:
    reader = RowReader(understand(header), header=header, day_first={})
    answers = [reader.read(row) for row in rows]
    return [answer.customer for answer in answers], [
        sentence for answer in answers for sentence in answer.left_out
    ]


def one(header: list[str], row: list[str]) -> ImportedCustomer:
    [person], left_out = read(header, row)
    assert person is not None
    assert left_out == []
    return person


@pytest.mark.parametrize(
    "export",
    ["shopify_export_current", "google_contacts_legacy", "opensourcepos_template"],
)
def test_the_exports_of_other_programs_say_who_is_in_them(export: str) -> None:
    expected = json.loads(real(f"imports/{export}.expected.json").read_text())

    people, _left_out = customers_of(real(f"imports/{export}.csv"))

    for person, meant in zip(people, expected, strict=True):
        assert person is not None
        assert (person.first_name or "") == meant["given_name"]
        assert (person.last_name or "") == meant["surname"]
        assert (person.email or "").lower() == meant["email"]
        phone = parse_phone(person.phone or "", meant["country"])
        assert ((phone and phone.e164) or "") == meant["phone_e164_given_country"]
        if export != "google_contacts_legacy":  # it has no country
            assert (person.country or "") == meant["country"]
        halves = f"{meant['given_name']} {meant['surname']}".strip()
        assert (person.name or "") == halves


def test_shopify_puts_an_apostrophe_before_every_postcode() -> None:
    people, _left_out = customers_of(real("imports/shopify_export_current.csv"))

    postcodes = [person.postcode for person in people if person]

    assert postcodes[:2] == ["28013", "31-146"]
    assert postcodes[-1] == "H91 E2K3"


@pytest.mark.parametrize(
    ("file", "count"),
    [
        ("cdnow/customers.csv", 23_570),
        ("online_retail/customers.csv", 4_372),
        ("search/directory_febrl.csv", 11_500),
        ("search/directory_historical.csv", 5_156),
        ("dedupe/historical50k_records.csv.gz", 50_578),
    ],
)
def test_every_row_of_the_real_directories_is_a_customer(file: str, count: int) -> None:
    people, _left_out = customers_of(real(file))

    assert len({person.code for person in people if person}) == count


def test_an_australian_directory_keeps_its_parts() -> None:
    people, left_out = customers_of(real("search/directory_febrl.csv"))

    assert people[0] == ImportedCustomer(
        code="F00001",
        name="benjamin spinato",
        first_name="benjamin",
        last_name="spinato",
        phone="0799443152",
        birthday=date(1943, 3, 7),
        street="78 balsillie crescent, ferndale",
        postcode="3167",
        town="glenside",
        region="qld",
    )
    assert left_out == []


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        (["name", "given"], ["Ana Sá", "A"], {"name": "Ana Sá", "first_name": "A"}),
        (["company", "email"], ["Sá Lda", ""], {"name": "Sá Lda"}),
        (["company", "name"], ["Sá Lda", "Ana"], {"name": "Ana"}),
        (["email", "email"], ["", "b@x.io"], {"email": "b@x.io"}),
        (["phone"], ["555 111 ::: 555 222".split(" ::: ")[0]], {"phone": "555 111"}),
        (["name", "type"], ["A", "Walk-in"], {"name": "A", "customer_type": "walk_in"}),
        (["name", "type"], ["A", "VIP"], {"name": "A", "customer_type": "vip"}),
        (["name", "active"], ["A", "No"], {"name": "A", "status": "inactive"}),
        (["name", "status"], ["A", "active"], {"name": "A", "status": "active"}),
        (["tel", "Unit"], ["11", "Unit 4"], {"phone": "11", "street": "Unit 4"}),
        (["id", "since"], ["9", "20101201"], {"since": date(2010, 12, 1)}),
        (["id", "since"], ["9", "2010-12-01 08:26"], {"since": date(2010, 12, 1)}),
        (
            ["id", "Straße", "Hausnummer"],
            ["9", "Am Markt", "5"],
            {"street": "Am Markt 5"},
        ),
        (
            ["id", "house no", "street"],
            ["9", "5", "Mill Lane"],
            {"street": "5 Mill Lane"},
        ),
    ],
)
def test_a_row_fills_what_it_says(
    header: list[str], row: list[str], said: dict[str, object]
) -> None:
    person = one(header, row)

    assert person.fingerprint or person.external_id
    filled = person._replace(fingerprint=None, external_id=None)._asdict()
    assert {field: value for field, value in filled.items() if value} == said


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("zoe@example.com", {"email": "zoe@example.com"}),
        ("+34 612 345 678", {"phone": "+34 612 345 678"}),
        ("(02) 9698-8048", {"phone": "(02) 9698-8048"}),
        ("12 High St, Unit 4", {"street": "12 High St, Unit 4"}),
        ("28013 Madrid", {"street": "28013 Madrid"}),
        (
            "a@b.io; 0151 23456789; Am Markt 5",
            {"email": "a@b.io", "phone": "0151 23456789", "street": "Am Markt 5"},
        ),
    ],
)
def test_contact_details_are_an_email_a_phone_or_else_an_address(
    cell: str, said: dict[str, str]
) -> None:
    person = one(["code", "contactInfo"], ["A1", cell])

    filled = {field: value for field, value in person._asdict().items() if value}
    assert filled == {"code": "A1", **said}


def test_a_column_of_its_own_goes_before_contact_details() -> None:
    [person], left_out = read(["email", "contactInfo"], ["a@b.io", "c@d.io"])

    assert person is not None
    assert person.email == "a@b.io"
    assert left_out == ["contactInfo: “c@d.io” was not read."]


@settings(deadline=None)
@given(st.text(max_size=40))
def test_contact_details_lose_nothing_but_separators(cell: str) -> None:
    contact = contact_in(cell)

    kept = "".join(filter(None, contact))
    assert sorted(kept.translate(_NO_SIGNS)) == sorted(cell.translate(_NO_SIGNS))


_NO_SIGNS = {ord(sign): None for sign in map(chr, range(0x3001)) if sign.isspace()}
_NO_SIGNS |= dict.fromkeys(map(ord, ";|,"))


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("12345", False),
        ("123456", True),
        ("+49 (0) 151 / 234-567", True),
        ("020 7946 0000 ext. 12", True),
        ("1234567890123456", False),
        ("12 High Street", False),
        ("+", False),
        ("", False),
    ],
)
def test_a_phone_is_told_by_its_digits(text: str, is_one: bool) -> None:
    assert is_phone(text) == is_one


@pytest.mark.parametrize(
    ("header", "cell", "why"),
    [
        ("birthday", "02-29", "has no year"),
        ("birthday", "1990-13-13", "no day of the calendar"),
        ("country", "European Community", "not one country"),
        ("type", "b2b", "none of walk_in, regular, vip, wholesale"),
        ("status", "perhaps " * 20, "none of active, inactive"),
        ("phone", "612 345 678 ::: 612 999 999", "only the first of 2"),
    ],
)
def test_what_only_describes_is_left_out_and_said(
    header: str, cell: str, why: str
) -> None:
    [person], left_out = read(["name", header], ["Ana", cell])

    assert person is not None
    assert person.name == "Ana"
    assert len(left_out) == 1
    assert left_out[0].startswith(f"{header}: ")
    assert why in left_out[0]
    assert len(left_out[0]) < 120


def test_a_row_that_names_nobody_is_no_customer() -> None:
    people, _left_out = read(["name", "phone", "town"], ["", " ", "Bath"])

    assert people == [None]


def test_a_long_customer_id_is_an_external_id() -> None:
    uuid = "7b1c2d9e-0000-4000-8000-00000000000a"

    assert one(["customerId"], ["A-17"]).code == "A-17"
    assert one(["customerId"], [uuid]).external_id == uuid


def test_a_row_without_ids_is_known_by_its_cells_in_any_order_of_columns() -> None:
    same = one(["name", "town", "note"], ["Ana", "Bath", ""]).fingerprint

    assert one(["town", "name"], ["Bath", "Ana"]).fingerprint == same
    assert one(["town", "name"], ["Ana", "Bath"]).fingerprint != same
    assert one(["name", "town"], ["Ana", "Wells"]).fingerprint != same
    assert one(["code", "name", "town"], ["1", "Ana", "Bath"]).fingerprint is None


def test_identical_rows_are_counted() -> None:
    people, _left_out = read(["name"], ["Ana"], ["Bo"], ["Ana"])

    ends = [(person.fingerprint or "")[-2:] for person in people if person]
    assert ends == [".1", ".1", ".2"]
    assert len({person.fingerprint for person in people if person}) == 3


@settings(deadline=None)
@given(st.lists(st.text(max_size=20), min_size=22, max_size=22))
def test_any_cells_make_a_row_or_none(cells: list[str]) -> None:
    header = (
        "code,customer id,external id,name,first name,last name,company,phone,email,"
        "contact info,street no,street,street 2,town,postcode,region,country,birthday,"
        "since,type,status,membershipStatus"
    ).split(",")

    [person], left_out = read(header, cells)

    assert person is None or any(person)
    assert all(sentence.endswith(".") for sentence in left_out)


def test_hostile_strings_pass_through_unchanged(tmp_path: Path) -> None:
    strings = json.loads(real("hostile/blns.json").read_text())
    for text in strings:
        people, _left_out = read(["code", "name"], ["A", text])
        [person] = people
        assert person is not None
        assert person.name == (text.strip() or None)
