"""Fields: every text is kept exactly as meant, or refused in words."""

from __future__ import annotations

import unicodedata
from datetime import date
from typing import Annotated, Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from customers.ground.fields import Day, Line, Lines, NeededLine, Schema, sentence_of

REFUSED_CONTROLS = ["\x00", "\x07", "\x1b", "\x7f", "\x85", "\x9f", "\ud800", "\udfff"]


class Example(Schema):
    """A field of every kind."""

    line: Annotated[str | None, Line(10)] = None
    needed: Annotated[str, NeededLine(10)] = "there"
    lines: Annotated[str | None, Lines(20)] = None
    day: Day | None = None
    count: int = 0
    yes: bool = False


def kept(**values: Any) -> Example:
    """What is kept of the values."""
    return Example.model_validate(values)


def refused(app: Flask, **values: Any) -> dict[str, str]:
    """The sentence beside each refused field."""
    with app.test_request_context(), pytest.raises(ValidationError) as caught:
        kept(**values)
    with app.test_request_context():
        return {str(e["loc"][0]): sentence_of(e) for e in caught.value.errors()}


@pytest.mark.parametrize("field", ["line", "needed", "lines"])
@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("plain", "plain"),
        ("  edges \t", "edges"),
        ("\u00a0wide\u3000", "wide"),
        ("e\u0301", "é"),
        ("\u1112\u1161\u11ab", "한"),
        ("<b>&amp;", "<b>&amp;"),
        ("'; DROP--", "'; DROP--"),
        ("=1+1", "=1+1"),
        ("👩\u200d👩\u200d👧", "👩\u200d👩\u200d👧"),
        ("a\u202eb", "a\u202eb"),
        ("\ufeffx", "\ufeffx"),
        ("%(x)s %s", "%(x)s %s"),
        ("0", "0"),
    ],
)
def test_a_text_is_kept_as_meant(field: str, typed: str, meant: str) -> None:
    assert getattr(kept(**{field: typed}), field) == meant


@pytest.mark.parametrize("empty", ["", " ", "\n", "\t \r\n", "\u2003", None])
def test_an_empty_text_is_none(empty: str | None) -> None:
    assert kept(line=empty).line is None
    assert kept(lines=empty).lines is None


@pytest.mark.parametrize("empty", ["", "  ", "\n", None])
def test_what_is_needed_must_be_there(app: Flask, empty: str | None) -> None:
    assert refused(app, needed=empty) == {"needed": "This is needed."}


@pytest.mark.parametrize("field", ["line", "needed"])
@pytest.mark.parametrize("character", ["\n", "\t", "\r", *REFUSED_CONTROLS])
def test_a_line_holds_no_controls(app: Flask, field: str, character: str) -> None:
    sentences = refused(app, **{field: f"a{character}b"})

    assert sentences.keys() == {field}
    assert sentences[field].endswith(".")


@pytest.mark.parametrize("character", REFUSED_CONTROLS)
def test_lines_hold_no_controls_but_newline_and_tab(app: Flask, character: str) -> None:
    assert refused(app, lines=f"a{character}b").keys() == {"lines"}


def test_lines_end_in_one_way() -> None:
    typed = "one\r\ntwo\rthree\n\tfour"

    assert kept(lines=typed).lines == "one\ntwo\nthree\n\tfour"


@pytest.mark.parametrize("field", ["line", "needed"])
def test_the_length_counts_what_is_kept(app: Flask, field: str) -> None:
    assert len(getattr(kept(**{field: "  " + "é" * 10 + "  "}), field)) == 10
    assert len(getattr(kept(**{field: "e\u0301" * 10}), field)) == 10
    assert refused(app, **{field: "x" * 11}) == {field: "Use at most 10 characters."}


@given(st.text(max_size=10))
def test_any_text_is_kept_exactly_or_refused(text: str) -> None:
    expected = unicodedata.normalize("NFC", text.replace("\r", "\n")).strip() or None
    try:
        line = kept(line=text).line
    except ValidationError:
        categories = {unicodedata.category(c) for c in expected or ""}
        assert categories & {"Cc", "Cs"} or len(expected or "") > 10
    else:
        assert line == expected


@pytest.mark.parametrize("value", [5, 5.5, True, ["x"], {"x": 1}])
def test_what_is_no_text_is_refused(app: Flask, value: Any) -> None:
    assert refused(app, line=value).keys() == {"line"}


def test_a_field_nobody_knows_is_refused(app: Flask) -> None:
    assert refused(app, is_owner=True) == {"is_owner": "There is no such field."}


@pytest.mark.parametrize("day", ["1500-01-01", "2200-01-01", "2024-02-29"])
def test_a_day_is_kept(day: str) -> None:
    assert kept(day=day).day == date.fromisoformat(day)


@pytest.mark.parametrize(
    "day", ["1499-12-31", "2200-01-02", "2023-02-29", "yesterday", "9999999999999"]
)
def test_a_day_beyond_all_reason_is_refused(app: Flask, day: str) -> None:
    sentence = refused(app, day=day)["day"]

    assert sentence.endswith(".")
    assert "input" not in sentence


def test_a_schema_cannot_be_changed_afterwards() -> None:
    example = kept(line="one")

    with pytest.raises(ValidationError):
        example.line = "two"
