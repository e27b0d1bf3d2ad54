"""The arithmetic of habits: examples at every edge."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.purchases import metrics, rules
from customers.purchases.metrics import Bought, Day
from customers.purchases.queries import percents

TODAY = date(2026, 3, 2)


@pytest.mark.parametrize(
    ("spend", "visits", "average"),
    [
        (0, 0, None),
        (-500, 0, None),
        (1000, 1, 1000),
        (1000, 3, 333),
        (500, 1000, 1),
        (499, 1000, 0),
        (-1000, 3, -333),
    ],
)
def test_an_average_is_of_visits(spend: int, visits: int, average: int | None) -> None:
    assert metrics.average_minor(spend, visits=visits) == average


@pytest.mark.parametrize(
    ("spend", "days", "yearly"),
    [
        (1000, 0, None),
        (1000, 364, None),
        (1000, 365, 1000),
        (1000, 730, 500),
        (-730, 730, -365),
    ],
)
def test_a_year_is_told_after_a_year(spend: int, days: int, yearly: int | None) -> None:
    first_on = TODAY - timedelta(days=days)

    assert metrics.yearly_minor(spend, first_on=first_on, today=TODAY) == yearly


@pytest.mark.parametrize(
    ("now", "before", "change"),
    [
        (120, 100, 20),
        (100, 100, 0),
        (80, 100, -20),
        (0, 100, -100),
        (-50, 100, -150),
        (1005, 1000, 1),
        (995, 1000, -1),
        (1004, 1000, 0),
        (100, 0, None),
        (100, -50, None),
        (0, 0, None),
    ],
)
def test_a_change_is_in_per_cent_of_what_was(
    now: int, before: int, change: int | None
) -> None:
    assert percents.change(now, before=before) == change


@pytest.mark.parametrize(
    ("part", "of", "percent"),
    [(0, 0, ""), (0, 7, "0%"), (7, 7, "100%"), (2, 3, "67%"), (1, 200, "1%")],
)
def test_a_part_is_in_per_cent(part: int, of: int, percent: str) -> None:
    assert percents.share_text(part, of=of) == percent


@pytest.mark.parametrize(
    ("names", "most"),
    [
        ([], None),
        ([None, ""], None),
        (["cash"], "cash"),
        (["card", "cash", "cash"], "cash"),
        (["card", "cash"], "card"),
        ([None, None, None, "cash"], "cash"),
    ],
)
def test_the_most_used_is_there_most_often(
    names: list[str | None], most: str | None
) -> None:
    assert metrics.most_used(names) == most


def test_favourites_go_by_quantity_then_times_then_name() -> None:
    bought = [
        Bought(None, "Tea", 9, 3000),
        Bought("C1", "Coffee", 1, 9000),
        Bought(None, "Bun", 2, 3000),
        Bought(None, "Apple", 2, 3000),
    ]

    names = [one.description for one in metrics.favourites(bought)]

    assert names == ["Coffee", "Tea", "Apple", "Bun"]


def test_favourites_know_a_product_by_its_sku_else_by_its_words() -> None:
    bought = [
        Bought("C1", None, 1, 1000),
        Bought("C1", "Coffee, small", 2, 2500),
        Bought(None, "c1", 1, 9000),
        Bought(None, "Straße", 1, 400),
        Bought(None, "STRASSE", 1, 600),
    ]

    assert metrics.favourites(bought) == [
        Bought(None, "c1", 1, 9000),
        Bought("C1", "Coffee, small", 3, 3500),
        Bought(None, "Straße", 2, 1000),
    ]


@pytest.mark.parametrize(
    "none",
    [
        Bought(None, None, 3, 3000),
        Bought(None, "", 3, 3000),
        Bought("A", "Came back", 3, -1000),
        Bought("A", "Nothing of it", 3, 0),
    ],
)
def test_what_has_no_name_or_no_quantity_is_no_favourite(none: Bought) -> None:
    assert metrics.favourites([none]) == []


def test_five_are_favourites_at_most() -> None:
    bought = [Bought(str(n), None, 1, n * 1000) for n in range(1, 9)]

    skus = [one.sku for one in metrics.favourites(bought)]

    assert skus == ["8", "7", "6", "5", "4"]


@pytest.mark.parametrize(
    ("today", "firsts"),
    [
        (date(2026, 3, 31), ["2026-01-01", "2026-02-01", "2026-03-01"]),
        (date(2026, 1, 1), ["2025-11-01", "2025-12-01", "2026-01-01"]),
        (date(2024, 2, 29), ["2023-12-01", "2024-01-01", "2024-02-01"]),
    ],
)
def test_months_end_with_the_month_of_today(today: date, firsts: list[str]) -> None:
    found = metrics.first_of_months(today, count=3)

    assert [first.isoformat() for first in found] == firsts


def test_months_hold_what_falls_into_them() -> None:
    firsts = metrics.first_of_months(TODAY, count=3)
    days = [
        Day(date(2025, 12, 31), False, 9999, 9),
        Day(date(2026, 1, 1), False, 1000, 1),
        Day(date(2026, 1, 31), False, 500, 2),
        Day(date(2026, 3, 1), True, -700, 1),
    ]

    months = metrics.by_month(days, firsts=firsts)

    assert [tuple(month) for month in months] == [
        (date(2026, 1, 1), 1500, 3, 0),
        (date(2026, 2, 1), 0, 0, 0),
        (date(2026, 3, 1), -700, 0, 1),
    ]


@pytest.mark.parametrize(
    ("offsets", "interval"),
    [
        ([], None),
        ([0], None),
        ([0, 0], None),
        ([0, 7], 7),
        ([7, 0, 0], 7),
        ([0, 1, 11], 1),
        ([0, 1, 11, 16], 5),
    ],
)
def test_the_usual_interval_is_the_median(
    offsets: list[int], interval: int | None
) -> None:
    days = [TODAY - timedelta(days=offset) for offset in offsets]

    assert rules.usual_interval(days) == interval


@given(
    st.lists(
        st.tuples(st.integers(0, 800), st.booleans(), st.integers(-(10**9), 10**9))
    )
)
def test_months_lose_and_add_nothing(told: list[tuple[int, bool, int]]) -> None:
    firsts = metrics.first_of_months(TODAY, count=30)
    days = [
        Day(TODAY - timedelta(days=back), is_refund, total, 1)
        for back, is_refund, total in told
    ]

    months = metrics.by_month(days, firsts=firsts)

    assert sum(month.spend_minor for month in months) == sum(t for _, _, t in told)
    assert sum(month.purchases + month.refunds for month in months) == len(told)
