"""Words by themselves: how names and codes are found, and what a text asks for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.directory import rules
from customers.directory.rules import words
from tests.directory.hostile import every_string

_NONE: frozenset[str] = frozenset()


def _finds(typed: str, name: str) -> bool:
    return rules.matches(rules.read_query(typed), rules.name_words(name), _NONE)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", ""),
        (" -- ' ", ""),
        ("😀", ""),
        ("Anna  KUNZE", "anna kunze"),
        ("O'Brien", "o brien obrien"),
        ("O\u2019Brien", "o brien obrien"),
        ("O\u02bcBrien", "o brien obrien"),
        ("Smith-Jones", "smith jones smithjones"),
        ("J.R. Ewing", "j r jr ewing"),
        ("anna.kunze+shop", "anna kunze annakunze shop"),
        ("Müller", "muller mueller"),
        ("Mu\u0308ller", "muller mueller"),
        ("Åström", "astrom aastrom astroem aastroem"),
        ("Ääköö", "aakoo aeaekoeoe"),
        ("Straße", "strasse"),
        ("Ægir Œuvrard", "aegir oeuvrard"),
        ("ﬁancé", "fiance"),
        ("Yıldız İpek", "yildiz ipek"),
        ("de la Cruz", "de la cruz delacruz lacruz"),
        ("Mac Donald", "mac donald macdonald"),
        ("Al-Hassan", "al hassan alhassan"),
        ("St. John", "st saint john stjohn"),
        ("van", "van"),
        ("٣ Лев", "3 лев lev"),
        ("Фёдор", "федор fedor"),
        ("Γιώργος", "γιωργοσ giorgos"),
        ("王伟", "王伟 伟 wangwei wang wei"),
        ("김민수", "김민수 민수 수 gimminsu minsu su gim min"),
        ("さとう", "さとう とう う satou"),
        ("ｻﾄｳ", "さとう とう う satou"),
        ("Anna王", "anna 王 wang"),
        ("מֹשֶׁה", "משה msh"),
        ("الحسن", "الحسن حسن lhsn"),
        ("फ़ातिमा", "फातिमा phatima"),
        ("x" * 70, "x" * 64),
    ],
)
def test_a_name_is_found_under_its_words(name: str, words: str) -> None:
    assert rules.name_words(name) == set(words.split())


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("", ""),
        ("C-000123", "c000123 000123 c123 123"),
        ("000", "000"),
        ("VIP", "vip"),
        ("ANNA-KUNZE", "annakunze"),
        ("shop/7-A12", "shop7a12 7 a12"),
        ("gid://shop/Customer/0042", "gidshopcustomer0042 gidshopcustomer42 0042 42"),
        ("№ ٠٧", "no07 no7 07 7"),
    ],
)
def test_a_code_is_found_whole_and_by_its_numbers(code: str, words: str) -> None:
    assert rules.identifier_words(code) == set(words.split())


@pytest.mark.parametrize(
    ("typed", "ways"),
    [
        ("", ()),
        (" '-. ", ()),
        ("anna@", ()),
        ("An", (("an",),)),
        ("kunze  ANNA anna", (("kunze", "anna"),)),
        ("O'Brien", (("o", "brien"), ("obrien",))),
        ("Müller", (("muller",), ("mueller",))),
        # All that "mue" begins, "mu" begins.
        ("Mü", (("mu",),)),
        ("smith-j", (("smith", "j"), ("smithj",))),
        ("De la Cruz", (("de", "la", "cruz"), ("delacruz",))),
        ("王", (("王",),)),
        ("サトウ", (("さとう",),)),
        ("C-000 123", (("c", "000", "123"), ("c000123",), ("c000", "123"))),
    ],
)
def test_a_text_asks_for_words(typed: str, ways: tuple[tuple[str, ...], ...]) -> None:
    assert rules.read_query(typed).ways == ways


@pytest.mark.parametrize(
    ("typed", "identifier"),
    [
        ("C-000 123", "c000123"),
        ("c000123", "c000123"),
        ("VIP", "vip"),
        ("anna 7", "anna7"),
        ("Anna Kunze", ""),
        ("Anna Kunze 7", ""),
        ("w1 2ab", "w12ab"),
        ("a@b", ""),
        ("--", ""),
    ],
)
def test_a_text_may_be_a_code_unless_it_reads_as_a_name(
    typed: str, identifier: str
) -> None:
    assert rules.read_query(typed).identifier == identifier


@pytest.mark.parametrize(
    ("typed", "prefix"),
    [
        ("  Anna@Example", "anna@example"),
        ("ÄNNE@", "änne@"),
        ("anna＠x", "anna@x"),
        ("anna", ""),
    ],
)
def test_a_text_with_an_at_sign_asks_for_an_email_alone(
    typed: str, prefix: str
) -> None:
    query = rules.read_query(typed)

    assert query.email_prefix == prefix
    if prefix:
        assert (query.ways, query.runs, query.identifier) == ((), (), "")


@pytest.mark.parametrize(
    ("typed", "code", "is_found"),
    [
        ("C-000123", "C-000123", True),
        ("c000", "C-000123", True),
        ("000123", "C-000123", True),
        ("123", "C-000123", True),
        ("12", "C-000123", True),
        ("23", "C-000123", False),
        ("c", "C-000123", False),
        ("vip", "VIP", True),
        ("vi", "VIP", False),
    ],
)
def test_codes_are_found_by_digits_or_whole(
    typed: str, code: str, is_found: bool
) -> None:
    query = rules.read_query(typed)

    assert rules.matches(query, _NONE, rules.identifier_words(code)) == is_found


@pytest.mark.parametrize(
    ("typed", "name", "is_found"),
    [
        ("mueller", "Muller", False),
        ("muller", "Mueller", False),
        ("smi ann", "Anna Smith", True),
        ("smi bob", "Anna Smith", False),
        ("o'connor müller", "Mueller Oconnor", True),
        ("OConnor Muller", "Müller, O'Connor", True),
        ("O'Brien Jean-Luc", "OBrien Jean Luc", True),
        ("dela cruz", "de la Cruz", True),
        ("Đoković", "Djokovic", True),
        ("saint john", "St. John", True),
        ("عبدالله", "عبد الله", True),
        ("ג׳ורג׳", "ג'ורג", True),
        ("王", "玉", False),
        ("王", "汪", False),
        ("wang", "王伟", True),
        ("伟", "王伟", True),
        ("張", "张伟", True),
        ("ガ", "カトウ", False),
    ],
)
def test_names_are_found_by_what_people_type(
    typed: str, name: str, is_found: bool
) -> None:
    assert _finds(typed, name) == is_found


_NAMES = st.text() | st.text(
    st.sampled_from("aZß'’-. äÖøÅæđ09٣éе́Ёάςｶﾞさ한王々ابـَةשׁफ़"), max_size=40
)


@given(_NAMES)
def test_a_text_finds_itself(text: str) -> None:
    found = rules.matches(
        rules.read_query(text), rules.name_words(text), rules.identifier_words(text)
    )

    assert found == bool("@" not in text and rules.name_words(text))


@given(_NAMES)
def test_the_beginning_of_each_word_finds_it(text: str) -> None:
    for word in rules.name_words(text):
        for end in range(1, len(word) + 1):
            assert _finds(word[:end], text), word[:end]


@given(_NAMES)
def test_what_holds_a_letter_or_a_digit_has_words(text: str) -> None:
    plain = [c for c in text if c.isascii() and c.isalnum()]

    assert bool(rules.name_words(text)) >= bool(plain)
    assert bool(rules.read_query(text).ways) >= bool(plain and "@" not in text)


def _assert_bounded(text: str) -> None:
    query = rules.read_query(text)
    for found in (rules.name_words(text), rules.identifier_words(text)):
        assert len(found) <= 40
        assert all(0 < len(word) <= 64 for word in found)
        # They are kept in one text, between spaces.
        assert not any(set(word) & set(" \n\0") for word in found)
    assert len(query.ways) <= 8
    assert all(0 < len(way) <= 8 for way in query.ways)


@given(_NAMES, st.integers(1, 99))
def test_words_and_ways_are_bounded(text: str, times: int) -> None:
    _assert_bounded(text * times)


def test_naughty_strings_have_words_within_bounds_and_find_themselves() -> None:
    for text in every_string():
        _assert_bounded(text)
        if rules.read_query(text).ways:
            assert _finds(text, text), text


@given(st.text(alphabet="ab1 ._-C0delsO'", max_size=16))
def test_the_quick_way_for_plain_texts_comes_to_the_same(text: str) -> None:
    by_the_long_way = words._identifier_words(words.identifier_pieces(text))

    assert words.name_words(text) == words._name_words(text)
    assert words.identifier_words(text) == by_the_long_way
