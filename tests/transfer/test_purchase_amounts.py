"""Amounts are read exactly, or refused: never guessed, never rounded."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.transfer.purchases.amounts import (
    Decimals,
    NumberError,
    NumberReader,
    half_up,
    scaled,
)

NOTHING: frozenset[bool] = frozenset()
COMMA, POINT = frozenset({True}), frozenset({False})


def read(
    text: str,
    commas: frozenset[bool] = NOTHING,
    *,
    decimals: int | None = 2,
    currency: str = "GBP",
) -> Decimal:
    reader = NumberReader(commas=commas, currency=currency, decimals=decimals)
    number = reader.read(text)
    return Decimal(number.digits).scaleb(-number.decimals)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("12", "12"),
        ("12.50", "12.5"),
        ("0012.0", "12"),
        (".50", "0.5"),
        ("$.50", "0.5"),
        ("-3", "-3"),
        ("3-", "-3"),
        ("(5.00)", "-5"),
        ("-£5.00", "-5"),
        ("£-5.00", "-5"),
        ("−5", "-5"),
        ("12.-", "12"),
        ("1,234.50", "1234.5"),
        ("1.234,50", "1234.5"),
        ("1 234,50", "1234.5"),
        ("1\u202f234,50 £", "1234.5"),
        ("1'234.50", "1234.5"),
        ("1,00,000.25", "100000.25"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("GBP 5", "5"),
        ("5.00 GBP", "5"),
        ("Fr. 12.50", "12.5"),
        ("Rs.100", "100"),
        ("12.50 kr.", "12.5"),
        ("12.50 zł", "12.5"),
        ("gbp 5", "5"),
        ("US$ 5", "5"),
        ("١٢٫٥", "12.5"),
        ("１２．５", "12.5"),
        # Nothing told: a comma before three digits parts thousands, a point does not.
        ("1,234", "1234"),
        ("1.234", "1.234"),
    ],
)
def test_a_number_is_read_as_it_is_written(text: str, meant: str) -> None:
    assert read(text) == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "commas", "meant"),
    [
        ("1,234", COMMA, "1.234"),
        ("1.234", COMMA, "1234"),
        ("1,234", POINT, "1234"),
        ("1.234", POINT, "1.234"),
        ("12,5", COMMA, "12.5"),
    ],
)
def test_the_column_decides_what_is_unclear(
    text: str, commas: frozenset[bool], meant: str
) -> None:
    assert read(text, commas) == Decimal(meant)


@pytest.mark.parametrize(
    ("text", "commas", "words"),
    [
        ("abc", NOTHING, "no number"),
        ("--5", NOTHING, "no number"),
        ("(5", NOTHING, "no number"),
        ("-(5)", NOTHING, "no number"),
        ("12 50", NOTHING, "no number"),
        ("1,23,4", NOTHING, "no number"),
        ("1.2.3", NOTHING, "no number"),
        ("1e5", NOTHING, "no number"),
        ("NaN", NOTHING, "no number"),
        ("10%0", NOTHING, "no number"),
        ("10%", NOTHING, "percentage"),
        ("1.2k", NOTHING, "no number"),
        ("3M", NOTHING, "no number"),
        ("~5", NOTHING, "no number"),
        ("<5", NOTHING, "no number"),
        ("A5", NOTHING, "no number"),
        ("5 pm", NOTHING, "no number"),
        ("GBP 5 €", NOTHING, "not in GBP"),
        ("5²", NOTHING, "no number"),
        ("1½", NOTHING, "no number"),
        ("9" * 40, NOTHING, "too large"),
        ("5 €", NOTHING, "not in GBP"),
        ("USD 5", NOTHING, "not in GBP"),
        ("12.50", COMMA, "another decimal sign"),
        ("12,50", POINT, "another decimal sign"),
        ("1,234", COMMA | POINT, "decimals or thousands"),
        ("1.234", COMMA | POINT, "decimals or thousands"),
    ],
)
def test_what_is_no_one_number_is_refused_in_words(
    text: str, commas: frozenset[bool], words: str
) -> None:
    with pytest.raises(NumberError, match=words):
        read(text, commas)


@pytest.mark.parametrize("decimals", [3, None])
def test_a_comma_is_unclear_where_three_decimals_may_be(decimals: int | None) -> None:
    with pytest.raises(NumberError, match="decimals or thousands"):
        read("1,234", decimals=decimals)


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (["1", "1.234", "1,234"], set()),
        (["1.5"], {False}),
        (["1,5"], {True}),
        (["0,500"], {True}),
        (["1.234.567"], {True}),
        (["1,234.50"], {False}),
        (["12345,678"], {True}),
        (["1.5", "2,5"], {True, False}),
    ],
)
def test_a_column_tells_its_decimal_sign(cells: list[str], said: set[bool]) -> None:
    column = Decimals()

    for cell in cells:
        column.look(cell)

    assert column.are_commas() == said


def test_a_column_that_tells_nothing_asks_the_others() -> None:
    silent, telling = Decimals(), Decimals()
    silent.look("1,234")
    telling.look("2,5")

    assert silent.are_commas(others=[silent, telling]) == {True}


def test_more_decimals_than_there_are_do_not_fit() -> None:
    reader = NumberReader(commas=POINT, currency="GBP")

    assert scaled(reader.read("12.340"), decimals=2) == 1234
    assert scaled(reader.read("12.345"), decimals=2) is None
    assert scaled(reader.read("12.00"), decimals=0) == 12
    assert scaled(reader.read("1.234"), decimals=3) == 1234


@pytest.mark.parametrize(
    ("product", "rounded"), [(4, 0), (5, 1), (14, 1), (15, 2), (-4, 0), (-5, -1)]
)
def test_half_is_rounded_away_from_zero(product: int, rounded: int) -> None:
    assert half_up(product, divisor=10) == rounded


@given(
    st.decimals(min_value=-(10**12), max_value=10**12, places=3),
    st.sampled_from([",", "."]),
)
def test_whatever_is_written_with_a_known_sign_is_read_exactly(
    number: Decimal, sign: str
) -> None:
    other = "." if sign == "," else ","
    text = f"{number:,.3f}".translate({ord(","): other, ord("."): sign})

    assert read(text, COMMA if sign == "," else POINT, decimals=3) == number


def test_a_cell_longer_than_any_number_is_refused_whole() -> None:
    reader = NumberReader(commas=frozenset(), currency="GBP")

    with pytest.raises(NumberError):
        reader.read("5" + " " * 90 + "000")
