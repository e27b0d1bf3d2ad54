"""Phones as digits: any run of them, as anybody would type it, finds the phone."""

from __future__ import annotations

import csv
from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st
from phonenumbers import PhoneNumberFormat, format_number, parse

from customers.directory import rules
from tests.directory.real import real_file


@pytest.mark.parametrize(
    ("typed", "e164", "spellings"),
    [
        ("07700 900123", "+447700900123", "447700900123 07700900123"),
        ("+447700900123", "+447700900123", "447700900123 07700900123"),
        ("+44 (0)7700 900123", "+447700900123", "447700900123 07700900123"),
        ("0044 7700 900123", "+447700900123", "447700900123 07700900123"),
        ("٠٧٧٠٠٩٠٠١٢٣", "+447700900123", "447700900123 07700900123"),
        ("(650) 253-0000", "+16502530000", "16502530000"),
        ("8 (912) 345-67-89", "+79123456789", "79123456789 89123456789"),
        ("06 20 123 4567", "+36201234567", "36201234567 06201234567"),
        ("06 1234 5678", "+390612345678", "390612345678"),
        ("011 15-2345-6789", "+5491123456789", "5491123456789 0111523456789"),
        ("+80012345678", "+80012345678", "80012345678"),
        ("ask for Bob, 123", None, "123"),
        ("12", None, ""),
        ("", None, ""),
        ("9" * 40, None, "9" * 20),
    ],
)
def test_a_phone_is_found_as_written_and_as_dialled(
    typed: str, e164: str | None, spellings: str
) -> None:
    assert rules.phone_spellings(typed, e164) == set(spellings.split())


@pytest.mark.parametrize(
    ("typed", "runs"),
    [
        ("123", ("123",)),
        ("12", ()),
        ("07700 900-123", ("07700900123",)),
        ("(020) 7946.0018", ("02079460018",)),
        ("+44 (0)7700 900123", ("447700900123",)),
        ("00 44 (0) 7700 900123", ("447700900123", "00447700900123")),
        ("(0)20 7946", ("0207946",)),
        # The last four of a number, and the beginning of one dialled abroad.
        ("0018", ("0018",)),
        ("00447", ("00447", "447")),
        ("000123456", ("000123456",)),
        ("٠٧٧٠٠", ("07700",)),
        ("０７７００", ("07700",)),
        ("tel: 07700", ("07700",)),
        ("C-000123", ()),
        ("12 Main St", ()),
        ("a@123", ()),
        ("", ()),
    ],
)
def test_a_text_asks_for_runs_of_digits(typed: str, runs: tuple[str, ...]) -> None:
    query = rules.read_query(typed)

    assert query.runs == rules.query_runs(typed) == runs
    assert query.digits == (runs[0] if runs else "")


@pytest.mark.parametrize(
    "typed",
    ["07700 900123", "0044 7700 900123", "+44 (0)7700 900123", "7700900123", "0123"],
)
def test_every_way_to_type_a_number_finds_it(typed: str) -> None:
    spellings = rules.phone_spellings("+447700900123", "+447700900123")

    assert rules.has_run(rules.query_runs(typed), spellings)


def test_endings_repeat_nothing_that_is_there() -> None:
    found = rules.suffixes({"4412345", "012345"})

    assert found == {"4412345", "412345", "12345", "2345", "345", "012345"}
    assert rules.suffixes({"12"}) == set()


@given(st.sets(st.text("0123456789", min_size=3, max_size=20), max_size=3))
def test_any_run_of_three_digits_or_more_begins_an_ending(phones: set[str]) -> None:
    endings = rules.suffixes(phones)

    for phone in phones:
        for begin in range(len(phone) - 2):
            for end in range(begin + 3, len(phone) + 1):
                assert any(ending.startswith(phone[begin:end]) for ending in endings)


_E164 = st.from_regex(r"\+[1-9][0-9]{6,14}", fullmatch=True)


@given(st.text(max_size=60), st.none() | _E164)
def test_no_phone_breaks_its_spellings(typed: str, e164: str | None) -> None:
    for spelling in rules.phone_spellings(typed, e164):
        assert spelling.isascii()
        assert spelling.isdecimal()
        assert 3 <= len(spelling) <= 20


@given(st.text("0123456789", min_size=7, max_size=15), st.data())
def test_every_run_typed_as_it_stands_finds_its_phone(
    digits: str, data: st.DataObject
) -> None:
    begin = data.draw(st.integers(0, len(digits) - 3))
    end = data.draw(st.integers(begin + 3, len(digits)))

    runs = rules.query_runs(digits[begin:end])

    assert rules.has_run(runs, {digits})


def _phones() -> list[tuple[str, list[str]]]:
    """Each number of the real list, in E.164 and as people write it."""
    typed = defaultdict(list)
    with real_file("phones/phones_dev.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            typed[row["expected_e164"]].append(row["input"])
    return list(typed.items())


def test_example_numbers_are_found_however_they_are_kept_and_typed() -> None:
    phones = _phones()

    missed = [
        (kept, typed)
        for e164, forms in phones
        for kept in forms
        for typed in forms
        if not rules.has_run(rules.query_runs(typed), rules.phone_spellings(kept, e164))
    ]

    assert len(phones) > 200
    assert missed == []


def test_the_short_way_to_the_number_at_home_says_what_the_library_says() -> None:
    phones = [e164 for e164, _forms in _phones()]

    missed = []
    for e164 in phones:
        text = format_number(parse(e164, None), PhoneNumberFormat.NATIONAL)
        at_home = "".join(filter(str.isdecimal, text))
        if not rules.has_run([at_home], rules.phone_spellings(e164, e164)):
            missed.append((e164, at_home))

    assert missed == []
