"""Names, codes and emails by themselves."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.directory import rules
from customers.directory.rules.emails import checked_email


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("", ""),
        ("Anna", "anna"),
        ("  José   NÚÑEZ ", "jose nunez"),
        ("Łukasz Żółkiewski", "lukasz zolkiewski"),
        ("Straße", "strasse"),
        ("王伟", "wangwei"),
        ("ﬁancé", "fiance"),
        ("مُحَمَّد", "mhmd"),
        ("שָׁלוֹם", "slvm"),
        ("😀", "grinning"),
    ],
)
def test_names_fold_to_plain_letters(name: str, folded: str) -> None:
    assert rules.fold(name).strip(":") == folded


@given(st.text())
def test_folding_is_stable_and_ascii(text: str) -> None:
    folded = rules.fold(text)

    assert folded.isascii()
    assert rules.fold(folded) == folded


@given(st.text())
def test_what_names_sort_by_fits_an_index(name: str) -> None:
    assert len(rules.sort_name(name * 9)) <= 200


@pytest.mark.parametrize(
    ("first", "last", "name"),
    [
        ("Mary Ann", "O'Brien", "Mary Ann O'Brien"),
        ("Mary", None, "Mary"),
        (None, "O'Brien", "O'Brien"),
        (None, None, ""),
    ],
)
def test_a_full_name_is_made_of_its_halves(
    first: str | None, last: str | None, name: str
) -> None:
    assert rules.full_name(first, last) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("a", "A"),
        ("c-000001", "C-000001"),
        ("A.b_c-9", "A.B_C-9"),
        ("9" * 32, "9" * 32),
        ("9" * 33, None),
        ("", None),
        ("a b", None),
        ("ä", None),
        ("ı", None),
        ("A\n", None),
        ("٣", None),
    ],
)
def test_codes_are_plain_letters_in_upper_case(typed: str, code: str | None) -> None:
    assert rules.normal_code(typed) == code


@pytest.mark.parametrize(
    ("code", "number"),
    [
        ("C-000001", 1),
        ("C-999999", 999_999),
        ("C-1000000", 1_000_000),
        ("C-999999999999999999", 999_999_999_999_999_999),
        ("C-1000000000000000000", None),
        ("C-0000001", None),
        ("C-000000", None),
        ("C-00001", None),
        ("D-000001", None),
        ("", None),
    ],
)
def test_only_codes_of_the_generated_shape_have_a_number(
    code: str, number: int | None
) -> None:
    assert rules.code_number(code) == number


@given(st.integers(min_value=1, max_value=10**18 - 1))
def test_a_generated_code_gives_back_its_number(number: int) -> None:
    code = rules.generated_code(number)

    assert rules.code_number(code) == number
    assert rules.normal_code(code) == code


@pytest.mark.parametrize(
    ("typed", "folded"),
    [
        ("Anna@Example.COM", "anna@example.com"),
        ("a.b+c_d-e@mail.example.co.uk", "a.b+c_d-e@mail.example.co.uk"),
        ("Ännchen@exämple.com", "ännchen@exämple.com"),
        ("o'brien@example.com", "o'brien@example.com"),
        ("a@b", None),
        ("a b@example.com", None),
        ("a..b@example.com", None),
        (".a@example.com", None),
        ("a@-example.com", None),
        ("a@example.localhost", None),
        ("Anna <anna@example.com>", None),
        ("@example.com", None),
        ("", None),
    ],
)
def test_emails_fold_for_looking_up(typed: str, folded: str | None) -> None:
    assert rules.folded_email(typed) == folded


_PIECES = st.lists(
    st.sampled_from(
        ["a", "Z", "9", ".", "-", "--", "_", "+", "xn--", "example", "x" * 40]
    ),
    max_size=6,
).map("".join)
_ENDS = st.sampled_from([".com", ".test", ".c", ".1x", ".arpa", ".local", ".x--y", ""])


@given(_PIECES, _PIECES, _ENDS)
def test_the_short_way_for_plain_emails_says_what_the_library_says(
    local: str, domain: str, end: str
) -> None:
    email = f"{local}@{domain}{end}"

    assert rules.folded_email(email) == checked_email(email)


@given(st.emails())
def test_emails_of_every_shape_say_what_the_library_says(email: str) -> None:
    assert rules.folded_email(email) == checked_email(email)
