"""Names of many scripts: which find each other, where the real lists are kept."""

from __future__ import annotations

import csv

import pytest

from customers.directory import rules
from tests.directory.real import real_file


def _finds(typed: str, name: str) -> bool:
    return rules.matches(rules.read_query(typed), rules.name_words(name), frozenset())


def _rows(name: str) -> list[dict[str, str]]:
    with real_file(name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("expected", ["must_match", "should_match"])
def test_two_spellings_of_a_name_find_each_other(expected: str) -> None:
    pairs = [p for p in _rows("names/name_pairs_dev.csv") if p["expect"] == expected]

    missed = [
        pair
        for pair in pairs
        if not (_finds(pair["a"], pair["b"]) and _finds(pair["b"], pair["a"]))
    ]

    assert pairs
    assert missed == []


def test_different_names_do_not_find_each_other() -> None:
    pairs = _rows("names/name_pairs_dev.csv")
    apart = [pair for pair in pairs if pair["expect"] == "must_not_match"]

    confused = [
        pair
        for pair in apart
        if _finds(pair["a"], pair["b"]) or _finds(pair["b"], pair["a"])
    ]

    assert apart
    assert confused == []


def test_names_of_48_locales_are_found_whole_by_halves_and_by_two_letters() -> None:
    rows = _rows("names/names_many_scripts.csv")

    missed = []
    for row in rows:
        given, surname = row["given_name"], row["surname"]
        fulls = [f"{given} {surname}", f"{surname}, {given}"]
        if row["locale"][:2] in ("ja", "ko", "zh"):
            fulls.append(surname + given)
        for full in fulls:
            typed = (full, given, surname, given[:2], surname[:2])
            missed += [(text, full) for text in typed if not _finds(text, full)]

    assert len(rows) > 1_000
    assert missed == []


def test_names_in_latin_letters_find_those_of_every_other_script() -> None:
    rows = _rows("names/names_many_scripts.csv")
    names = [f"{row['given_name']} {row['surname']}" for row in rows]

    missed = [name for name in names if not _finds(rules.fold(name), name)]

    assert len(missed) <= len(names) // 100, missed
