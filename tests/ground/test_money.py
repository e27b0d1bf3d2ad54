"""Amounts and quantities as they are typed: exact, whatever the language."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask_babel import force_locale
from pydantic import ValidationError

from customers.ground.errors import Invalid
from customers.ground.fields import Schema
from customers.ground.forms import SchemaForm
from customers.ground.money import (
    AmountText,
    DecimalField,
    PositiveAmountText,
    QuantityText,
    canonical,
    minor_units,
    typed_amount,
    typed_quantity,
)

TYPED = [
    ("en", "12", "12"),
    ("en", "12.50", "12.50"),
    ("en", "12,50", "12.50"),
    ("en", " 1,250.5 ", "1250.5"),
    ("en", "1,250", "1250"),
    ("en", "1 250.50", "1250.50"),
    ("en", "1'250", "1250"),
    ("en", ".5", "0.5"),
    ("en", "007", "7"),
    ("en", "12,34,567.5", "1234567.5"),
    ("en", "0.125", "0.125"),
    ("de", "12,50", "12.50"),
    ("de", "12.50", "12.50"),
    ("de", "1.250,50", "1250.50"),
    ("de", "1.250", "1250"),
    ("de", "0,125", "0.125"),
    ("fr", "1 250,50", "1250.50"),
    ("en", "١٢٫٥", "12.5"),
    ("ar_EG", "١٢٫٥", "12.5"),
    ("en", "١٢", "12"),
    ("en", "0,125", None),
    ("de", "0.125", "0.125"),
    ("en", "1,2500", None),
    ("en", "1.2.3", None),
    ("en", "12.", None),
    ("en", ".", None),
    ("en", "-5", None),
    ("en", "1e3", None),
    ("en", "five", None),
    ("en", "", None),
    ("en", "²", None),
    ("en", "1" * 13, None),
]


def test_what_is_typed_is_read_in_the_reader_s_language(app: Flask) -> None:
    for language, typed, wanted in TYPED:
        with app.test_request_context(), force_locale(language):
            assert _read(typed) == wanted, (language, typed)


def _read(typed: str) -> str | None:
    try:
        return canonical(typed)
    except ValueError:
        return None


def test_an_amount_becomes_units_of_its_currency(app: Flask) -> None:
    cases = [
        ("12.5", "EUR", 1250),
        ("12.50", "EUR", 1250),
        ("12.500", "EUR", 1250),
        ("12.505", "EUR", None),
        ("12", "JPY", 12),
        ("12.0", "JPY", 12),
        ("12.5", "JPY", None),
        ("12.125", "KWD", 12125),
        ("12.1255", "KWD", None),
        ("0", "EUR", 0),
    ]
    with app.test_request_context():
        for text, currency, wanted in cases:
            assert _units(text, currency) == wanted, (text, currency)


def _units(text: str, currency: str) -> int | None:
    try:
        return minor_units(text, currency=currency, field="paid")
    except Invalid as refused:
        return None if currency in refused.details["paid"] else -1


def test_what_is_kept_is_typed_again_as_it_is_read(app: Flask) -> None:
    for language in ("en", "de", "fr", "ar_EG"):
        with app.test_request_context(), force_locale(language):
            for currency in ("EUR", "JPY", "KWD"):
                for amount in (0, 5, 99, 1000, 123456):
                    text = canonical(typed_amount(amount, currency=currency))
                    assert minor_units(text, currency=currency) == amount
    with app.test_request_context(), force_locale("de"):
        shown = [typed_quantity(number) for number in (1000, 1500, 125, -2000)]
        assert shown == ["1", "1,5", "0,125", "-2"]


class Paid(Schema):
    """What a program may send."""

    paid: AmountText = "0"
    given: PositiveAmountText = "1"
    quantity: QuantityText = 0


@pytest.mark.parametrize(
    "wrong",
    [
        *({"paid": value} for value in ("-1", "1,5", "1.", ".5", "", 5, 5.0, None)),
        *({"given": value} for value in ("0", "0.00", "-3")),
        *({"quantity": value} for value in ("1.2345", "x", 2, "-1", "1,5")),
    ],
)
def test_a_schema_takes_canonical_texts_alone(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Paid.model_validate(wrong)


def test_a_schema_gives_exact_quantities() -> None:
    taken = Paid.model_validate({"paid": "12.50", "quantity": "1.500"})

    assert (taken.paid, taken.quantity) == ("12.50", 1500)


class PaidForm(SchemaForm):
    """A form over it."""

    schema = Paid
    paid = DecimalField("Paid")
    given = DecimalField("Given", default="1")
    quantity = DecimalField("Quantity", default="0")


def test_a_form_shows_again_what_was_typed(app: Flask) -> None:
    sent = {"paid": "ab", "given": "3,50", "quantity": "2"}
    with app.test_request_context(method="POST", data=sent):
        form = PaidForm()
        with pytest.raises(Invalid) as refused:
            form.value()
        drawn = str(form.paid())
        given = form.given.data

    assert "12.50" in refused.value.details["paid"]
    assert 'value="ab"' in drawn
    assert given == "3.50"


def test_a_form_begins_with_the_reader_s_decimal_sign(app: Flask) -> None:
    with app.test_request_context(), force_locale("de"):
        form = PaidForm(formdata=None, paid="12.50")

        assert 'value="12,50"' in str(form.paid())
