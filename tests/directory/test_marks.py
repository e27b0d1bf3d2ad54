"""Marks: what was asked for is marked, and nothing of the text is lost."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import escape

from customers.directory import rules
from customers.directory.rules.spans import spans_of
from tests.directory.hostile import every_string


def _bare(marked: str) -> str:
    return html.unescape(marked.replace("<mark>", "").replace("</mark>", ""))


@pytest.mark.parametrize(
    ("text", "words", "marked"),
    [
        ("Anna Kunze", "", "Anna Kunze"),
        ("Anna Kunze", "nn", "Anna Kunze"),
        ("Anna Kunze", "an kun", "[An]na [Kun]ze"),
        ("Anna Annabel", "anna an", "[Anna] [Anna]bel"),
        ("<Anna> & Co", "anna co", "&lt;[Anna]&gt; &amp; [Co]"),
        ("O'Brien", "obri", "[O&#39;Bri]en"),
        ("O'Brien", "o bri", "[O]&#39;[Bri]en"),
        ("O\u2019Brien", "obri", "[O\u2019Bri]en"),
        ("Smith-Jones", "smithj", "[Smith-J]ones"),
        ("de la Cruz", "delac", "[de la C]ruz"),
        ("Ánna S", "annas", "Ánna S"),
        ("Anna S", "annas", "Anna S"),
        ("Müller", "mul", "[Mül]ler"),
        ("Müller", "mue", "[Mü]ller"),
        ("Mu\u0308ller", "muel", "[Mu\u0308l]ler"),
        ("Straße", "stras", "[Straß]e"),
        ("Straße", "strasse", "[Straße]"),
        ("Ægir", "a", "[Æ]gir"),
        ("王伟", "伟", "王[伟]"),
        ("王伟", "wei", "王[伟]"),
        ("王伟", "wangw", "[王伟]"),
        ("ｻﾄｳ", "さと", "[ｻﾄ]ｳ"),
        ("Жанна", "жан", "[Жан]на"),
        ("Жанна", "zhan", "[Жан]на"),
        ("مُحَمَّد", "محم", "[مُحَمَّ]د"),
        ("Anna王", "王 an", "[An]na[王]"),
    ],
)
def test_beginnings_of_words_are_marked(text: str, words: str, marked: str) -> None:
    expected = marked.replace("[", "<mark>").replace("]", "</mark>")

    assert rules.marked(text, tuple(words.split())) == expected


@pytest.mark.parametrize(
    ("text", "digits", "marked"),
    [
        ("07700 900123", "", "07700 900123"),
        ("07700 900123", "999", "07700 900123"),
        ("07700 900123", "00900", "077[00 900]123"),
        ("07700 900123", "447700900", "0[7700 900]123"),
        ("+44 (0)7700 900123", "447700", "+[44 (0)7700] 900123"),
        ("+44 (0)7700 900123", "07700", "+44 ([0)7700] 900123"),
        ("٠٢٠ ٧٩٤", "207", "٠[٢٠ ٧]٩٤"),
        ("<b>123", "123", "&lt;b&gt;[123]"),
    ],
)
def test_runs_of_digits_are_marked_across_punctuation(
    text: str, digits: str, marked: str
) -> None:
    expected = marked.replace("[", "<mark>").replace("]", "</mark>")

    assert rules.marked_digits(text, digits) == expected


@pytest.mark.parametrize(
    ("text", "prefix", "marked"),
    [
        ("Anna@x.com", "anna@", "[Anna@]x.com"),
        ("Anna@x.com", "nna", "Anna@x.com"),
        ("Anna@x.com", "", "Anna@x.com"),
        ("C-000123", "c-0", "[C-0]00123"),
        ("C-000123", "c000", "[C-000]123"),
        ("C-000123", "C 000-123", "[C-000123]"),
        ("C-1", "c-12", "C-1"),
        ("straße@x", "strass", "[straß]e@x"),
        ("<i>@x", "<i", "[&lt;i]&gt;@x"),
    ],
)
def test_the_beginning_of_an_email_or_a_code_is_marked(
    text: str, prefix: str, marked: str
) -> None:
    expected = marked.replace("[", "<mark>").replace("]", "</mark>")

    assert rules.marked_prefix(text, prefix) == expected


@given(st.text(), st.lists(st.text(min_size=1, max_size=5), max_size=3))
def test_marks_lose_nothing_and_add_nothing(text: str, words: list[str]) -> None:
    folded = [word for typed in words for word in rules.name_words(typed)]

    assert _bare(rules.marked(text, folded)) == _bare(str(escape(text)))


@given(st.text(), st.text(max_size=5))
def test_nor_do_marks_of_digits_and_beginnings(text: str, typed: str) -> None:
    bare = _bare(str(escape(text)))

    assert _bare(rules.marked_digits(text, "".join(filter(str.isdecimal, typed)))) == (
        bare
    )
    assert _bare(rules.marked_prefix(text, typed)) == bare


@given(st.text("aAbs'-. <2", max_size=20), st.text("abs2", min_size=1, max_size=4))
def test_the_short_way_for_ascii_marks_the_same(text: str, word: str) -> None:
    spans = list(spans_of(text, (word,)))

    marked = str(rules.marked(text, (word,)))

    expected, done = "", 0
    for begin, end in spans:
        expected += (
            f"{escape(text[done:begin])!s}<mark>{escape(text[begin:end])!s}</mark>"
        )
        done = end
    assert marked == expected + str(escape(text[done:]))


@given(st.text("aZß äÖøæđ09éЁάςさ한王ابةשफ", min_size=1, max_size=12))
def test_what_finds_a_name_is_marked_in_it(name: str) -> None:
    query = rules.read_query(name)

    words = [word for way in query.ways for word in way]

    assert ("<mark>" in rules.marked(name, words)) == bool(words)


def test_naughty_strings_come_out_escaped_and_whole() -> None:
    for text in every_string():
        words = [word for way in rules.read_query(text).ways for word in way]

        marked = rules.marked(text, words)

        assert _bare(marked) == _bare(str(escape(text)))
        bare = marked.replace("<mark>", "").replace("</mark>", "")
        assert bare == str(escape(text))
