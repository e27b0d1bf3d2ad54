"""Initials fit a circle of forty pixels, whatever the script of the name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.ground.initials import initials_of


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("", ""),
        ("!!! ???", ""),
        ("anna", "A"),
        ("Mary Ann O'Brien", "MO"),
        ("“Bobby” (Robert) Smith", "BS"),
        ("ßen Ǆ", "ßǄ"),
        ("7 Eleven", "7E"),
        ("e\u0301mile zola", "ÉZ"),
        ("ольга иванова", "ОИ"),
        ("νίκος παπάς", "ΝΠ"),
        ("محمد علي", "مع"),
        ("דוד כהן", "דכ"),
    ],
)
def test_initials_are_the_first_letters_of_the_first_and_last_word(
    name: str, letters: str
) -> None:
    assert initials_of(name) == letters


@pytest.mark.parametrize(
    ("name", "sign"),
    [
        ("王伟", "王"),
        ("山田 太郎", "山"),
        ("김 민준", "김"),
        ("नितिन कुमार", "नि"),
        ("कमल सिंह", "क"),
        ("श्रीकांत राव", "श्री"),
        ("สมชาย ใจดี", "ส"),
        ("Anna 王", "A"),
        ("王 Anna", "王"),
    ],
)
def test_of_a_script_with_wide_signs_one_is_enough(name: str, sign: str) -> None:
    assert initials_of(name) == sign


@given(st.text())
def test_initials_never_fail_and_blanks_around_change_nothing(name: str) -> None:
    assert initials_of(name) == initials_of(f"  {name}  ")
