"""The days of rules: tables at every boundary of months, windows, steps and ends."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from customers.membership.rules import (
    END,
    FOREVER,
    GRACE,
    NEVER,
    State,
    add_days,
    add_months,
    changes_on,
    granted,
    leaves_on,
    spend_on,
    step_of,
    window_from,
)
from tests.membership.ruled import PERIOD, RENEWED, TODAY, WINDOW, rule


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 1, 28), 1, date(2026, 2, 28)),
        (date(2026, 1, 29), 1, date(2026, 2, 28)),
        (date(2026, 1, 30), 1, date(2026, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 28), 1, date(2024, 2, 28)),
        (date(2024, 1, 29), 1, date(2024, 2, 29)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2023, 2, 28), 12, date(2024, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 12, 31), 6, date(2027, 6, 30)),
        (date(2026, 3, 31), 120, date(2036, 3, 31)),
        (date(2026, 12, 1), 1, date(2027, 1, 1)),
        (date(9998, 12, 31), 1, FOREVER),
        (FOREVER, 1, FOREVER),
    ],
)
def test_months_later_is_the_same_day_or_the_month_s_last(
    day: date, months: int, expected: date
) -> None:
    assert add_months(day, months) == expected


@pytest.mark.parametrize(
    ("today", "months", "expected"),
    [
        # All of the last days of January leave with the 28th, on 28 February.
        (date(2026, 2, 27), 1, date(2026, 1, 28)),
        (date(2026, 2, 28), 1, date(2026, 2, 1)),
        (date(2024, 2, 28), 1, date(2024, 1, 29)),
        (date(2024, 2, 29), 1, date(2024, 2, 1)),
        (date(2026, 3, 1), 1, date(2026, 2, 2)),
        # February has no 29th to leave on it.
        (date(2026, 3, 30), 1, date(2026, 3, 1)),
        (date(2025, 2, 27), 12, date(2024, 2, 28)),
        (date(2025, 2, 28), 12, date(2024, 3, 1)),
        (date(2028, 2, 29), 12, date(2027, 3, 1)),
        (date(2026, 3, 31), 6, date(2025, 10, 1)),
        (date(2026, 3, 31), 120, date(2016, 4, 1)),
        (date(100, 1, 1), 1200, NEVER),
        (date(2026, 3, 31), None, NEVER),
    ],
)
def test_the_window_begins_with_the_first_day_that_has_not_left(
    today: date, months: int | None, expected: date
) -> None:
    assert window_from(today, window_months=months) == expected


def test_a_day_counts_up_to_the_day_before_it_leaves() -> None:
    for months in (1, 6, 12, 120):
        bought = [(date(2026, 1, 31), 1000)]
        leaves = leaves_on(bought[0][0], window_months=months)

        last = spend_on(bought, window_months=months, today=leaves - timedelta(days=1))
        gone = spend_on(bought, window_months=months, today=leaves)

        assert (last, gone) == (1000, 0), months
        assert changes_on(bought, window_months=months, today=bought[0][0]) == leaves
    assert leaves_on(TODAY, window_months=None) == FOREVER
    assert spend_on([(date(1, 1, 1), 5)], window_months=None, today=FOREVER) == 5


def test_days_without_an_end_stay_so() -> None:
    assert add_days(FOREVER, 0) == add_days(FOREVER, 366) == FOREVER
    assert add_days(date(9999, 12, 30), 1) == FOREVER
    assert add_days(date(9999, 12, 29), 1) == date(9999, 12, 30)
    assert changes_on([], window_months=1, today=TODAY) == FOREVER
    assert changes_on([(TODAY, 1)], window_months=None, today=TODAY) == FOREVER


@pytest.mark.parametrize(
    ("minor", "step"),
    [
        (-(10**15), -1), (-1, -1), (0, 0), (1, 1), (999, 999), (1000, 1000),
        (1009, 1000), (1010, 1010), (9_999, 9_990), (10_000, 10_000),
        (10_099, 10_000), (123_456_789, 123_000_000), (10**15 - 1, 999 * 10**12),
    ],
)  # fmt: skip
def test_a_step_is_the_first_three_digits(minor: int, step: int) -> None:
    assert step_of(minor) == step


# A rule, what was bought, and until when somebody is a member who begins today.
UNTIL: list[tuple[dict[str, Any], list[tuple[date, int]], date]] = [
    ({}, [(TODAY, 1000)], FOREVER),
    ({"window_months": 1}, [(TODAY, 1000)], FOREVER),
    ({**WINDOW, "on_window": END}, [(TODAY, 1000)], date(2026, 4, 30)),
    ({**WINDOW, "on_window": END}, [(TODAY, 999)], date(2026, 4, 30)),
    (
        {**WINDOW, "on_window": END},
        [(date(2026, 3, 5), 500), (TODAY, 1000)],
        date(2026, 4, 30),
    ),
    (
        {**WINDOW, "on_window": END},
        [(date(2026, 3, 5), 1), (TODAY, 999)],
        date(2026, 4, 5),
    ),
    # The 30th and 31st of March leave together, and are looked at together.
    (
        {**WINDOW, "on_window": END},
        [(date(2026, 3, 30), 1), (TODAY, 1000)],
        date(2026, 4, 30),
    ),
    (
        {**WINDOW, "on_window": GRACE, "grace_days": 10},
        [(TODAY, 1000)],
        date(2026, 5, 10),
    ),
    (PERIOD, [(TODAY, 1000)], date(2027, 3, 31)),
    ({**PERIOD, "grace_days": 9}, [(TODAY, 1000)], date(2027, 3, 31)),
    ({**RENEWED, "grace_days": 9}, [(TODAY, 1000)], FOREVER),
    ({**RENEWED, "grace_days": 9}, [], FOREVER),
    (
        {**RENEWED, "window_months": 12, "grace_days": 9},
        [(TODAY, 1000)],
        date(2027, 4, 9),
    ),
    (
        {**RENEWED, "period_months": 5, "window_months": 12},
        [(TODAY, 1000)],
        date(2027, 6, 30),
    ),
    (
        {**RENEWED, "window_months": 12, "on_window": END, "grace_days": 9},
        [(TODAY, 1000)],
        date(2027, 3, 31),
    ),
    ({"period_months": 11}, [(TODAY, 1000)], date(2027, 2, 28)),
    ({"period_months": 120}, [(TODAY, 1000)], date(2036, 3, 31)),
]


@pytest.mark.parametrize(("more", "bought", "until"), UNTIL)
def test_a_membership_ends_when_its_rule_says(
    more: dict[str, Any], bought: list[tuple[date, int]], until: date
) -> None:
    state = granted(rule(**more), bought, today=TODAY)

    assert state == State(True, until, NEVER, 7, TODAY)
