"""Headers of other programs find their fields, and the rest is named."""

from __future__ import annotations

import pytest

from customers.transfer.columns import understand


@pytest.mark.parametrize(
    ("header", "field"),
    [
        ("code", "code"),
        ("customer_code", "code"),
        ("customerCode", "code"),
        ("Kundennummer", "code"),
        ("customerId", "customer_id"),
        ("external id", "external_id"),
        ("Account Number", "external_id"),
        ("name", "name"),
        ("customerName", "name"),
        ("FULL NAME", "name"),
        ("full_name", "name"),
        ("first_name", "first_name"),
        ("given_name", "first_name"),
        ("Vorname", "first_name"),
        ("Prénom", "first_name"),
        ("last_name", "last_name"),
        ("surname", "last_name"),
        ("Apellidos", "last_name"),
        ("Company", "company"),
        ("phone", "phone"),
        ("Mobile Phone", "phone"),
        ("Phone 1 - Value", "phone"),
        ("Teléfono móvil", "phone"),
        ("Téléphone", "phone"),
        ("Teléfono", "phone"),
        ("E-mail", "email"),
        ("Email Address", "email"),
        ("contactInfo", "contact_info"),
        ("street", "street"),
        ("Address 1 - Street", "street"),
        ("Default Address Address1", "street"),
        ("Straße", "street"),
        ("address_2", "street_2"),
        ("street_number", "street_number"),
        ("City", "town"),
        ("suburb", "town"),
        ("Billing City", "town"),
        ("ZIP/Postal Code", "postcode"),
        ("PLZ", "postcode"),
        ("Default Address Province Code", "region"),
        ("Country/Region", "country"),
        ("País", "country"),
        ("birthday", "birthday"),
        ("date_of_birth", "birthday"),
        ("DOB", "birthday"),
        ("joined_on", "since"),
        ("Customer since", "since"),
        ("Created At", "since"),
        ("customer_type", "type"),
        ("Status", "status"),
        ("membershipStatus", "membership"),
        ("membership_status", "membership"),
        ("membership", "membership"),
        ("Member", "membership"),
        ("is_member", "membership"),
        ("Mitglied", "membership"),
        ("Customer membership", "membership"),
        ("Member until", ""),
        ("Membership number", ""),
        ("favourite colour", ""),
        ("Total Spent", ""),
        ("birth_place", ""),
        ("Shipping Street", ""),
        ("Phone 1 - Type", ""),
        ("", ""),
        ("x" * 5_000, ""),
    ],
)
def test_a_header_finds_its_field(header: str, field: str) -> None:
    columns = understand([header])

    assert columns.places == ({field: (0,)} if field else {})
    assert bool(columns.unknown) == (not field)


def test_a_header_without_a_name_is_named_by_its_place() -> None:
    assert understand(["code", ""]).unknown == ("column 2",)


@pytest.mark.parametrize(
    ("header", "places"),
    [
        (["nombre"], {"name": (0,)}),
        (["nombre", "apellidos"], {"first_name": (0,), "last_name": (1,)}),
        (["nom"], {"name": (0,)}),
        (["nom", "prénom"], {"last_name": (0,), "first_name": (1,)}),
        (["name", "Vorname"], {"last_name": (0,), "first_name": (1,)}),
        (["name", "first_name"], {"name": (0,), "first_name": (1,)}),
    ],
)
def test_half_a_name_is_told_from_a_whole_one_by_what_stands_beside(
    header: list[str], places: dict[str, tuple[int, ...]]
) -> None:
    assert understand(header).places == places


def test_the_column_that_says_it_plainly_comes_first_whatever_the_order() -> None:
    columns = understand(["Default Address Phone", "Phone 2", "Phone", "Phone 1"])

    assert columns.places == {"phone": (2, 0, 3, 1)}
    assert len(columns.partly_read) == 3
    assert "“Default Address Phone”" in columns.partly_read[0]


def test_two_addresses_are_never_mixed() -> None:
    columns = understand(["Home Street", "Business City", "Home City", "Business Zip"])

    assert columns.places == {"street": (0,), "town": (2,)}
    assert columns.unknown == ("Business City", "Business Zip")


def test_doubled_headers_are_read_in_turn() -> None:
    columns = understand(["email", "name", "email"])

    assert columns.places == {"email": (0, 2), "name": (1,)}


def test_customer_id_is_the_code_unless_there_is_a_better_one() -> None:
    assert "customer_id" in understand(["Customer ID", "name"]).places
    assert understand(["Customer ID", "code"]).places["external_id"] == (0,)
    assert understand(["Customer ID", "Tax Exempt"]).places == {"external_id": (0,)}


def test_a_file_without_people_is_seen_to_be_one() -> None:
    assert not understand(["birthday", "town"]).finds_people()
    assert understand(["contactInfo"]).finds_people()
