"""Days and countries are read as they are written, or it is said why not."""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customers.transfer.countries import country_code
from customers.transfer.dates import DayError, day_in, day_orders

APRIL_3 = date(1990, 4, 3)


@pytest.mark.parametrize(
    "text",
    [
        "1990-04-03",
        "1990/4/3",
        "1990.04.03",
        "19900403",
        "03.04.1990",
        "3. 4. 1990",
        "3 Apr 1990",
        "03-Apr-1990",
        "April 3, 1990",
        "1990-04-03T10:20:30Z",
        "1990-04-03 00:00",
        " 03.04.1990 12:00:00 ",
    ],
)
def test_a_day_is_read_in_every_usual_spelling(text: str) -> None:
    assert day_in(text, day_first=None) == APRIL_3


@pytest.mark.parametrize(
    ("text", "day_first", "meant"),
    [
        ("03/04/1990", True, date(1990, 4, 3)),
        ("03/04/1990", False, date(1990, 3, 4)),
        ("13/04/1990", None, date(1990, 4, 13)),
        ("04/13/1990", None, date(1990, 4, 13)),
        ("04-13-1990", True, date(1990, 4, 13)),
        ("05/05/1990", None, date(1990, 5, 5)),
    ],
)
def test_the_order_of_day_and_month_is_told(
    text: str,
    day_first: bool | None,
    meant: date,
) -> None:
    assert day_in(text, day_first=day_first) == meant


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("03/04/1990", "day or the month first"),
        ("02-29", "no year"),
        ("--02-29", "no year"),
        ("1990-02-30", "no day of the calendar"),
        ("19721332", "no day of the calendar"),
        ("0000-01-01", "no day of the calendar"),
        ("1499-12-31", "too far"),
        ("2201-01-01", "too far"),
        ("30.31.1990", "no day of the calendar"),
        ("3 Foo 1990", "no day of the calendar"),
        ("yesterday", "no date"),
        ("1/2/90", "no date"),
        ("199012", "no date"),
        ("-0050-01-0", "no date"),
        ("٣/٤/١٩٩٠", "first"),
        ("9" * 5_000, "no date"),
    ],
)
def test_what_is_no_one_day_is_said_to_be_none(text: str, why: str) -> None:
    with pytest.raises(DayError, match=why):
        day_in(text, day_first=None)


@settings(deadline=None)
@given(st.text(max_size=30), st.none() | st.booleans())
def test_any_text_is_a_day_or_none(text: str, day_first: bool | None) -> None:
    day = None
    with suppress(DayError):
        day = day_in(text, day_first=day_first)

    assert day is None or 1500 <= day.year <= 2200


@pytest.mark.parametrize(
    ("cells", "order"),
    [
        (["03/04/1990", "13/04/1990", ""], True),
        (["03/04/1990", "04/13/1990"], False),
        (["03/04/1990", "05/06/1990"], None),
        (["13/04/1990", "04/13/1990"], None),
        (["13.04.1990", "1990-12-31", "no date", "99/99/1990"], None),
    ],
)
def test_a_column_tells_its_order(cells: list[str], order: bool | None) -> None:
    rows = [(number, ["x", cell]) for number, cell in enumerate(cells)]

    orders = day_orders([*rows, (9, "broken")], places={"birthday": (1,)})

    assert orders == {"birthday": order}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("ES", "ES"),
        ("gb", "GB"),
        ("UK", "GB"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("DEU", "DE"),
        ("Spain", "ES"),
        ("España", "ES"),
        ("SPANIEN", "ES"),
        ("Deutschland", "DE"),
        ("Côte d'Ivoire", "CI"),
        ("日本", "JP"),
        ("中国", "CN"),
        ("Україна", "UA"),
        ("Türkiye", "TR"),
        ("Turkey", "TR"),
        ("EIRE", "IE"),
        ("RSA", "ZA"),
        ("Czech Republic", "CZ"),
        ("Channel Islands", None),
        ("European Community", None),
        ("Australia|Switzerland", None),
        ("Unspecified", None),
        ("EU", None),
        ("ZZ", None),
        ("IC", None),
        ("XK", "XK"),
        ("724", None),
        ("", None),
        ("!", None),
        ("x" * 5_000, None),
    ],
)
def test_a_country_is_known_by_code_and_name(text: str, code: str | None) -> None:
    assert country_code(text) == code
