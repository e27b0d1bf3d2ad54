"""The drawing of a spread: bars that hold whole steps, an axis, a mark, a slider."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customers.ground.spreads import Interval, spread_chart
from customers.membership.queries.histogram import axis_of, bars, slider
from customers.membership.queries.proposing import proposed, reached_by, rounded

SPREADS = st.dictionaries(
    st.tuples(st.integers(10, 99), st.integers(0, 10)).map(lambda n: n[0] * 10 ** n[1]),
    st.integers(1, 10**6),
    min_size=1,
    max_size=40,
).map(lambda found: sorted(found.items()))


@given(SPREADS)
def test_every_step_stands_whole_in_one_bar(spread: list[tuple[int, int]]) -> None:
    axis = axis_of(spread)

    assert str(axis.width).rstrip("0") in ("1", "2", "5")
    assert 10 <= axis.bars <= 40
    assert axis.top == axis.bars * axis.width
    for start, _total in spread:
        last = start + 10 ** (len(str(start)) - 2) - 1
        assert start >= axis.top or start // axis.width == last // axis.width
    found = bars(spread, axis=axis)
    assert len(found) == axis.bars + 1
    assert sum(found) == sum(total for _start, total in spread)
    beyond = sum(total for start, total in spread if start >= axis.top)
    assert beyond * 100 <= 5 * sum(found)


@pytest.mark.parametrize(
    ("spread", "currency", "threshold"),
    [
        ([], "GBP", 100_00),
        ([], "JPY", 100),
        ([], "KWD", 100_000),
        ([(5, 3)], "GBP", 5),
        ([(1_000, 90), (38_000, 10)], "GBP", 40_000),
        ([(1_000, 90), (38_000, 9), (50_000, 1)], "GBP", 40_000),
        ([(1_000, 91), (38_000, 9)], "GBP", 1_000),
        ([(17_000, 1)], "GBP", 15_000),
        ([(88_000, 1)], "JPY", 100_000),
    ],
)
def test_a_proposal_is_round_and_near_the_top_tenth(
    spread: list[tuple[int, int]], currency: str, threshold: int
) -> None:
    assert proposed(spread, currency=currency) == threshold


@given(st.integers(1, 10**15))
def test_what_is_round_stays_so_and_is_never_far(amount: int) -> None:
    near = rounded(amount)

    assert near > 0
    assert rounded(near) == near
    assert abs(near - amount) * 4 <= amount


def test_so_many_in_a_hundred_have_reached_it() -> None:
    spread = [(10, 50), (20, 40), (30, 10)]

    assert [reached_by(spread, percent=p) for p in (10, 11, 50, 51, 100)] == [
        *(30, 20, 20, 10, 10)
    ]


@pytest.mark.parametrize(
    ("spread", "currency", "said"),
    [
        ([], "GBP", None),
        ([(100_000, 1)], "GBP", ("10", "1200", "10")),
        ([(49_000, 1)], "JPY", ("200", "52000", "200")),
        ([(10, 1)], "GBP", ("0.01", "0.12", "0.01")),
        ([(100, 1)], "KWD", ("0.01", "0.12", "0.01")),
    ],
)
def test_the_slider_goes_along_the_axis(
    spread: list[tuple[int, int]], currency: str, said: tuple[str, str, str] | None
) -> None:
    assert slider(spread, currency=currency) == said


def drawn(mark: int) -> tuple[list[tuple[str, str, bool]], tuple[object, ...]]:
    """The parts of three bars of 10 and the rest, and the mark."""
    totals = [Interval(total, "") for total in (4, 2, 0, 1)]
    chart = spread_chart(totals, width=10, mark=mark, mark_text="m", currency="JPY")
    parts = [(part.x, part.width, part.is_reached) for part in chart.parts]
    return parts, (chart.mark.x, chart.mark.anchor)


@pytest.mark.parametrize(
    ("mark", "reached", "at"),
    [
        (0, [True, True, True], ("0.00%", "start")),
        (10, [False, True, True], ("25.00%", "middle")),
        (5, [False, True, True, True], ("12.50%", "middle")),
        (20, [False, False, True], ("50.00%", "middle")),
        (30, [False, False, True], ("75.00%", "middle")),
        (10**9, [False, False, False, True], ("87.50%", "middle")),
    ],
)
def test_what_reaches_the_mark_is_told_from_what_does_not(
    mark: int, reached: list[bool], at: tuple[str, str]
) -> None:
    parts, stands = drawn(mark)

    assert [is_reached for _x, _width, is_reached in parts] == reached
    assert stands == at


def test_a_bar_that_the_mark_cuts_keeps_its_width() -> None:
    whole, cut = drawn(10)[0], drawn(5)[0]

    assert whole[0] == ("0.75%", "23.50%", False)
    assert cut[:2] == [("0.75%", "11.75%", False), ("12.50%", "11.75%", True)]


def test_the_axis_of_a_spread_has_words() -> None:
    totals = [Interval(total, str(total)) for total in (1_500, 0, 20)]
    chart = spread_chart(
        totals, width=500_00, mark=1, mark_text="£0.01", currency="GBP"
    )

    assert [tick.text for tick in chart.ticks] == ["0", "500", "1K", "1.5K"]
    assert [tick.is_zero for tick in chart.ticks] == [True, False, False, False]
    assert [label.text for label in chart.labels] == [
        "£0",
        "£200",
        "£400",
        "£600",
        "£800",
    ]
    assert chart.last == "£1K+"
    assert [part.title for part in chart.parts] == ["1500", "20"]
    assert float(chart.parts[0].y) == chart.mark.top
    assert chart.mark.bottom < chart.label_y < chart.height
