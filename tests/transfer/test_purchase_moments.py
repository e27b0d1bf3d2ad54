"""When a sale was: with a zone, without one, and where the clocks are changed."""

from __future__ import annotations

from datetime import datetime

import pytest

from customers.transfer.dates import DayError
from customers.transfer.purchases.moments import MomentReader


def read(
    text: str,
    time_text: str = "",
    *,
    timezone: str = "Europe/Berlin",
    day_first: bool | None = None,
) -> str:
    moment = MomentReader(timezone, day_first=day_first).read(text, time_text)
    assert moment.utcoffset() is not None
    return f"{moment:%Y-%m-%d %H:%M:%S}"


@pytest.mark.parametrize(
    ("text", "time_text", "utc"),
    [
        ("2010-12-01 08:26", "", "2010-12-01 07:26:00"),
        ("2010-12-01T08:26:05", "", "2010-12-01 07:26:05"),
        ("2010-12-01T08:26:05.123Z", "", "2010-12-01 08:26:05"),
        ("2010-12-01 08:26:05 UTC", "", "2010-12-01 08:26:05"),
        ("2010-12-01 08:26 +0530", "", "2010-12-01 02:56:00"),
        ("2010-12-01T08:26-05:00", "", "2010-12-01 13:26:00"),
        ("2010-12-01 8:26 PM", "", "2010-12-01 19:26:00"),
        ("2010-12-01 12:05 a.m.", "", "2010-11-30 23:05:00"),
        ("01.12.2010 08:26", "", "2010-12-01 07:26:00"),
        ("01.12.2010 um 08:26", "", "2010-12-01 07:26:00"),
        ("1 Dec 2010, 8:26", "", "2010-12-01 07:26:00"),
        ("Dec 1, 2010 8:26", "", "2010-12-01 07:26:00"),
        ("13/12/2010 08:26", "", "2010-12-13 07:26:00"),
        ("2010-12-01", "08:26", "2010-12-01 07:26:00"),
        ("2010-12-01", "08.26", "2010-12-01 07:26:00"),
        ("2010-12-01 08:26", "23:59", "2010-12-01 07:26:00"),
        # A date alone is the start of the shop's day.
        ("2010-12-01", "", "2010-11-30 23:00:00"),
        ("2010-07-01", "", "2010-06-30 22:00:00"),
    ],
)
def test_a_moment_is_read(text: str, time_text: str, utc: str) -> None:
    assert read(text, time_text) == utc


def test_the_order_of_day_and_month_is_the_columns() -> None:
    assert read("03/04/2010 10:00", day_first=True) == "2010-04-03 08:00:00"
    assert read("03/04/2010 10:00", day_first=False) == "2010-03-04 09:00:00"
    with pytest.raises(DayError, match="day or the month first"):
        read("03/04/2010 10:00")


@pytest.mark.parametrize(
    ("text", "timezone", "utc"),
    [
        # Put back: it was there twice, and the first one is meant.
        ("2010-10-31 02:30", "Europe/Berlin", "2010-10-31 00:30:00"),
        # Put forward: it never was, and is as much later.
        ("2010-03-28 02:30", "Europe/Berlin", "2010-03-28 01:30:00"),
        # Midnight itself was skipped: the day began at one.
        ("2017-10-15", "America/Sao_Paulo", "2017-10-15 03:00:00"),
        # Midnight was there twice.
        ("2010-10-31", "America/Havana", "2010-10-31 04:00:00"),
    ],
)
def test_changed_clocks_are_decided(text: str, timezone: str, utc: str) -> None:
    assert read(text, timezone=timezone) == utc


@pytest.mark.parametrize(
    ("text", "time_text"),
    [
        ("yesterday", ""),
        ("2010-02-30", ""),
        ("2010-12-01 25:00", ""),
        ("2010-12-01 13:00 PM", ""),
        ("2010-12-01 08:26 EST", ""),
        ("2010-12-01 08:26 +99:00", ""),
        ("2010-12-01", "soon"),
        ("9999-12-31", ""),
        ("08:26", ""),
    ],
)
def test_what_is_no_moment_is_refused_in_words(text: str, time_text: str) -> None:
    with pytest.raises(DayError, match="“"):
        read(text, time_text)


def test_moments_are_aware() -> None:
    moment = MomentReader("Asia/Tokyo", day_first=None).read("2010-12-01 08:26", "")

    assert moment == datetime.fromisoformat("2010-12-01T08:26+09:00")
