"""Forms and strict JSON lead into the same schema and refuse in the same words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from pydantic import Field, StrictBool

from customers.ground.errors import Conflict, Invalid
from customers.ground.fields import Day, Schema
from customers.ground.forms import MAX_DEPTH, WHOLE_FORM, read_json, shown_in
from tests.ground.tiny import ShopForm
from tests.world import World


class Example(Schema):
    """What a program may send."""

    name: str = Field(max_length=10)
    count: int = Field(default=0, ge=0, le=1000)
    yes: StrictBool = False
    day: Day | None = None
    parts: list[dict[str, Any]] = Field(default_factory=list)


def read(app: Flask, body: bytes | str) -> Example:
    """What is read of the body."""
    with app.test_request_context():
        raw = body if isinstance(body, bytes) else body.encode()
        example: Example = read_json(raw, schema=Example)
        return example


def refusal(app: Flask, body: bytes | str) -> Invalid:
    """The refusal of the body."""
    with pytest.raises(Invalid) as caught:
        read(app, body)
    return caught.value


def test_json_is_read_into_the_schema(app: Flask) -> None:
    body = {"name": "Ünï", "count": 3, "yes": True, "day": "2024-02-29"}

    example = read(app, json.dumps(body))

    assert (example.name, example.count, example.yes) == ("Ünï", 3, True)
    assert str(example.day) == "2024-02-29"


@pytest.mark.parametrize(
    "body",
    [
        *(b"", b" ", b"{", b"}", b"nothing", b'{"name": }', b"{'name': 'x'}"),
        *(b'{"name": "x"} x', b'{"name": "x",}', b'{"name": "\xff"}', b"\xff\xfe{}"),
        *(b'{"name": "x", "count": NaN}', b'{"name": "x", "count": Infinity}'),
        *(b'{"name": "x", "count": -Infinity}', b'{"name": "x", "count": 01}'),
        *(b'{"name": "x", "count": ' + b"9" * 5000 + b"}", b'{"name": "a\nb"}'),
        *(b'{"name": "\\ud800"}', b'{"name": "\x00"}', b"[" * 20_000, b"[" * 33),
        *(b'{"a":' * 20_000, b'{"name": "x", "parts": ' + b"[" * 40 + b"]" * 40 + b"}"),
        *(b'{"name": "x", "name": "y"}', b'{"name": "x", "parts": [{"a": 1, "a": 2}]}'),
        *(b"null", b"5", b'"name"', b"[]", b"true"),
    ],
)
def test_what_is_no_readable_json_is_refused_in_words(app: Flask, body: bytes) -> None:
    refused = refusal(app, body)

    assert refused.message.endswith(".")
    assert "pydantic" not in refused.message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        *(("name", 5), ("name", None), ("name", ["x"]), ("name", {"x": 1})),
        *(("name", True), ("count", "3"), ("count", 3.9), ("count", 3.0)),
        *(("count", True), ("count", None), ("count", 10**30), ("count", -1)),
        *(("yes", "true"), ("yes", 1), ("yes", "on"), ("day", 5), ("day", "today")),
        *(("day", "2024-02-30"), ("parts", {}), ("parts", "x"), ("owner", True)),
    ],
)
def test_nothing_is_coerced(app: Flask, field: str, value: Any) -> None:
    refused = refusal(app, json.dumps({"name": "x", field: value}))

    assert refused.details.keys() == {field}
    assert refused.details[field].endswith(".")


def test_a_missing_field_is_named(app: Flask) -> None:
    assert refusal(app, "{}").details == {"name": "This is needed."}


def test_several_faults_are_counted(app: Flask) -> None:
    refused = refusal(app, '{"name": 5, "count": "x"}')

    assert refused.message == "2 fields need another look."
    assert refused.details.keys() == {"name", "count"}


def test_a_body_that_is_no_object_is_refused_as_a_whole(app: Flask) -> None:
    assert refusal(app, "[]").details.keys() == {WHOLE_FORM}


def test_brackets_inside_a_text_are_no_depth(app: Flask) -> None:
    name = '[{"\\[['
    body = {"name": name, "parts": [{"note": "[" * 100 + '\\"' + "{" * 100}]}

    assert read(app, json.dumps(body)).name == name


def test_the_deepest_that_is_taken(app: Flask) -> None:
    def nested(depth: int) -> str:
        return '{"name": "x", "parts": [{"a": ' + "[" * depth + "]" * depth + "}]}"

    assert read(app, nested(MAX_DEPTH - 3)).parts
    assert "nested" in refusal(app, nested(MAX_DEPTH - 2)).message


def test_a_json_door_answers_in_the_envelope(world: World) -> None:
    browser = world.client()
    headers = {"X-CSRFToken": browser.secrets()["csrf_token"]}

    taken = browser.client.post("/api/tiny", json={"name": " x "}, headers=headers)
    refused = browser.client.post("/api/tiny", data=b"[" * 20_000, headers=headers)

    assert taken.get_json()["data"] == {"name": "x", "about": None}
    assert refused.status_code == 422
    assert refused.get_json()["error"]["code"] == "invalid"


def filled(app: Flask, **fields: str) -> Any:
    """A request that carries the form."""
    return app.test_request_context("/tiny/shops", method="POST", data=fields)


def test_a_form_gives_what_its_schema_makes_of_it(app: Flask) -> None:
    with filled(app, name="  Cafe\u0301 ", about="a\r\nb"):
        value = ShopForm().value()

    assert (value.name, value.about) == ("Café", "a\nb")


@pytest.mark.parametrize(
    "typed", ["", "x" * 41, "a\x00b", "  ", "a\nb", " spaced out " + "x" * 40]
)
def test_a_refused_form_keeps_what_was_typed(app: Flask, typed: str) -> None:
    with filled(app, name=typed, about=" kept "):
        form = ShopForm()
        with pytest.raises(Invalid) as caught, shown_in(form, lambda: None):  # type: ignore[arg-type, return-value]
            form.value()

        assert form.name.data == typed
        assert form.about.data == " kept "
        assert form.name.errors == [caught.value.details["name"]]
        assert caught.value.answer is not None


def test_a_refusal_about_no_field_stands_above_the_form(app: Flask) -> None:
    with filled(app, name="x"):
        form = ShopForm()
        with pytest.raises(Conflict), shown_in(form, lambda: None):  # type: ignore[arg-type, return-value]
            raise Conflict("Somebody was first.")

        assert form.form_errors == ["Somebody was first."]
        assert not form.name.errors


def test_a_refusal_about_a_field_that_is_not_shown_stands_above(app: Flask) -> None:
    with filled(app, name="x"):
        form = ShopForm()
        with pytest.raises(Invalid), shown_in(form, lambda: None):  # type: ignore[arg-type, return-value]
            raise Invalid("No.", details={"colour": "No such colour."})

        assert form.form_errors == ["No such colour."]


def test_other_errors_pass_a_form_by(app: Flask) -> None:
    with filled(app, name="x"):
        form = ShopForm()
        with pytest.raises(KeyError), shown_in(form, lambda: None):  # type: ignore[arg-type, return-value]
            raise KeyError

        assert not form.form_errors


def test_a_redrawn_form_keeps_its_key_and_a_new_one_gets_another(app: Flask) -> None:
    with filled(app, request_key="k" * 32):
        assert ShopForm().request_key == "k" * 32
    with app.test_request_context():
        one, two = ShopForm().request_key, ShopForm().request_key
        assert len(one) >= 32
        assert one != two
