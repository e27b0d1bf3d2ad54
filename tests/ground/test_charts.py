"""Charts as numbers: round steps, bars above and below zero, words that fit."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.ground import charts
from customers.ground.charts import Column, money_chart

AMOUNTS = st.lists(st.integers(-(10**15), 10**15), max_size=24)


def columns(*values: int) -> list[Column]:
    """A column for each value, called by its place."""
    return [
        Column(value, label=str(place), mark="", title=f"{place}: {value}")
        for place, value in enumerate(values)
    ]


@pytest.mark.parametrize(
    ("values", "steps"),
    [
        ([], [0, 1]),
        ([0, 0], [0, 1]),
        ([1], [0, 1]),
        ([4], [0, 1, 2, 3, 4]),
        ([5], [0, 2, 4, 6]),
        ([100], [0, 50, 100]),
        ([120_00, 80_00], [0, 5000, 10000, 15000]),
        ([7_99], [0, 200, 400, 600, 800]),
        ([8_01], [0, 500, 1000]),
        ([-1], [-1, 0]),
        ([-300], [-300, -200, -100, 0]),
        ([300, -100], [-100, 0, 100, 200, 300]),
        ([301, -100], [-200, 0, 200, 400]),
        ([10**15], [0, 5 * 10**14, 10**15]),
    ],
)
def test_an_axis_has_few_round_steps(values: list[int], steps: list[int]) -> None:
    assert charts.axis(values) == steps


@given(AMOUNTS)
def test_an_axis_holds_every_value_and_zero(values: list[int]) -> None:
    steps = charts.axis(values)

    apart = {after - before for before, after in pairwise(steps)}
    assert 0 in steps
    assert all(steps[0] <= value <= steps[-1] for value in values)
    assert 2 <= len(steps) <= 5
    assert len(apart) == 1
    assert str(apart.pop()).rstrip("0") in ("1", "2", "5")


@pytest.mark.parametrize(
    ("steps", "currency", "said"),
    [
        ([0, 50], "GBP", ["£0.00", "£0.50"]),
        ([-2000, 0, 2000], "GBP", ["-£20", "£0", "£20"]),
        ([0, 50_000, 100_000, 150_000], "GBP", ["£0", "£500", "£1K", "£1.5K"]),
        ([0, 50], "JPY", ["¥0", "¥50"]),
        ([0, 200_000_000], "GBP", ["£0", "£2M"]),
        ([0, 5_000_000], "KWD", ["KWD0", "KWD5K"]),
    ],
)
def test_an_axis_is_said_in_few_signs(
    steps: list[int], currency: str, said: list[str]
) -> None:
    assert charts.axis_texts(steps, currency=currency) == said


def test_bars_rise_from_zero_and_fall_below_it() -> None:
    chart = money_chart(columns(30_00, 0, -10_00), currency="GBP")

    places = [(bar.x, bar.width, bar.y, bar.height) for bar in chart.bars]
    assert [(tick.y, tick.text) for tick in chart.ticks] == [
        ("170.0", "-£10"),
        ("130.0", "£0"),
        ("90.0", "£10"),
        ("50.0", "£20"),
        ("10.0", "£30"),
    ]
    assert places == [
        ("6.00%", "21.33%", "10.0", "120.0"),
        ("72.67%", "21.33%", "130.0", "40.0"),
    ]
    assert [bar.is_negative for bar in chart.bars] == [False, True]
    assert [tick.text for tick in chart.ticks if tick.is_zero] == ["£0"]
    assert (chart.label_y, chart.mark_y, chart.height) == (188, 206, 196)


def test_the_smallest_amount_is_still_seen() -> None:
    chart = money_chart(columns(1, 10**9, -1), currency="GBP")

    zero = next(tick.y for tick in chart.ticks if tick.is_zero)
    assert {bar.height for bar in (chart.bars[0], chart.bars[2])} == {"1.0"}
    assert float(chart.bars[0].y) + 1 == float(zero)
    assert chart.bars[2].y == zero


def test_nothing_has_no_bars_but_an_axis() -> None:
    empty, still = (money_chart(c, currency="GBP") for c in ([], columns(0, 0)))

    assert empty.bars == still.bars == []
    assert [tick.text for tick in empty.ticks] == ["£0.00", "£0.01"]
    assert empty.labels == []
    assert [label.x for label in still.labels] == ["25.00%", "75.00%"]


def test_one_bar_stands_in_the_middle() -> None:
    chart = money_chart(columns(5_00), currency="GBP")

    (bar,) = chart.bars
    assert (bar.x, bar.width, bar.title) == ("18.00%", "64.00%", "0: 500")
    assert [label.x for label in chart.labels] == ["50.00%"]


def test_words_stand_below_their_bars() -> None:
    chart = money_chart(
        [Column(100, "Jan", "2026", "a"), Column(100, "", "", "b")], currency="GBP"
    )

    assert [tuple(label) for label in chart.labels] == [("25.00%", "Jan")]
    assert [tuple(mark) for mark in chart.marks] == [("25.00%", "2026")]
