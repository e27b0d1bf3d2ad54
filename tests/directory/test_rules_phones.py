"""Phones: what was typed stays, and E.164 says what it means."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.directory import rules
from tests.directory.real import real_file


@pytest.mark.parametrize(
    ("typed", "regions", "e164"),
    [
        ("020 7946 0018", ("GB",), "+442079460018"),
        ("+44 20 7946 0018", ("DE",), "+442079460018"),
        ("0044 20 7946 0018", ("GB",), "+442079460018"),
        ("(020) 7946-0018", ("GB",), "+442079460018"),
        ("020 7946 0018 ext. 12", ("GB",), "+442079460018"),
        ("٠٢٠٧٩٤٦٠٠١٨", ("GB",), "+442079460018"),
        ("tel: +1 650 253 0000", ("GB",), "+16502530000"),
        # The customer's own country comes before the business's.
        ("601 234 567", ("PL", "GB"), "+48601234567"),
        ("020 7946 0018", ("PL", "GB"), "+442079460018"),
        ("12345", ("GB",), None),
        ("ask for Bob, 123", ("GB",), None),
        ("1" * 40, ("GB",), None),
    ],
)
def test_a_phone_keeps_its_text_and_gets_its_number(
    typed: str, regions: tuple[str, ...], e164: str | None
) -> None:
    assert rules.parse_phone(typed, *regions) == (typed, e164)


@pytest.mark.parametrize(
    ("typed", "is_enough"),
    [("123", True), ("1-2-3", True), ("12", False), ("n/a", False), ("١٢٣", True)],
)
def test_three_digits_make_something_to_call(typed: str, is_enough: bool) -> None:
    assert rules.has_digits(typed) == is_enough


@given(st.text(max_size=60), st.sampled_from(["GB", "US", "DE", "AC"]))
def test_no_text_breaks_the_parsing(typed: str, region: str) -> None:
    phone = rules.parse_phone(typed, region)

    assert phone.typed == typed
    assert phone.e164 is None or (phone.e164[0] == "+" and len(phone.e164) <= 16)


@given(st.integers(min_value=10**8, max_value=10**9 - 1))
def test_e164_means_itself_everywhere(number: int) -> None:
    first = rules.parse_phone(f"+44{number * 10}", "GB").e164

    if first is not None:
        assert rules.parse_phone(first, "US").e164 == first


def test_example_numbers_of_all_regions_come_to_their_e164() -> None:
    with real_file("phones/phones_dev.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["valid"] == "1"]

    wrong = [
        row
        for row in rows
        if rules.parse_phone(row["input"], row["default_region"]).e164
        != row["expected_e164"]
    ]

    assert len(rows) > 1_000
    assert wrong == []
