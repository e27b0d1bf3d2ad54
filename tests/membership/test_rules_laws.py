"""Laws of the rules of membership, against brute force."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from customers.membership.judging import Spends, judged
from customers.membership.rules import (
    FOREVER,
    NOBODY,
    WAYS,
    Rule,
    add_days,
    add_months,
    ends_on,
    granted,
    leaves_on,
    step_of,
    window_from,
)
from tests.membership import walked
from tests.membership.ruled import TODAY

days_of_life = st.dates(date(1999, 1, 1), date(2031, 12, 31))
months = st.sampled_from((1, 2, 3, 6, 11, 12, 13, 24, 120))


@given(days_of_life, days_of_life, months)
def test_months_later_keeps_the_order_of_days(
    one: date, other: date, number: int
) -> None:
    early, late = sorted((one, other))

    assert add_months(early, number) <= add_months(late, number)
    assert add_months(early, number) <= add_months(early, number + 1)
    assert add_months(early, number) == walked.later(early, number)


@given(days_of_life, months)
def test_where_the_window_begins_is_the_inverse_of_when_a_day_leaves(
    today: date, number: int
) -> None:
    start = window_from(today, window_months=number)

    before = start - timedelta(days=1)
    assert leaves_on(start, window_months=number) > today
    assert leaves_on(before, window_months=number) <= today


@given(st.integers(-(10**12), 10**15), st.integers(-(10**12), 10**15))
def test_steps_rise_with_what_they_are_of(one: int, other: int) -> None:
    less, more = sorted((one, other))

    assert step_of(less) <= step_of(more)
    assert step_of(more) <= max(more, -1)


amounts = st.sampled_from((-700, -300, 1, 200, 500, 999, 1000, 1500))
histories = st.dictionaries(
    st.dates(date(2025, 9, 1), date(2026, 3, 31)), amounts, max_size=6
).map(lambda days: sorted(days.items()))
laws = st.builds(
    Rule,
    id=st.just(7),
    threshold_minor=st.sampled_from((1, 500, 1000, 1500)),
    window_months=st.sampled_from((None, 1, 2, 6, 12)),
    is_automatic=st.booleans(),
    period_months=st.sampled_from((None, 1, 5, 12)),
    is_renewed=st.booleans(),
    grace_days=st.sampled_from((0, 1, 30, 200)),
    on_refund=st.sampled_from(WAYS),
    on_window=st.sampled_from(WAYS),
)


@settings(max_examples=150)
@given(laws, histories, st.integers(0, 400))
def test_the_end_is_where_a_walk_through_the_days_to_come_arrives(
    its: Rule, bought: list[tuple[date, int]], ago: int
) -> None:
    spend = walked.spend(bought, its.window_months, TODAY)
    start = TODAY - timedelta(days=ago)

    end = ends_on(
        its,
        bought,
        period_from=start,
        today=TODAY,
        is_met=spend >= its.threshold_minor,
    )

    assert end == walked.walked_end(its, bought, period_from=start, today=TODAY)


@settings(max_examples=150)
@given(laws, histories)
def test_the_end_stays_where_it_is_as_days_pass(
    its: Rule, bought: list[tuple[date, int]]
) -> None:
    """What is right on the day it is shown needs nobody to write it anew."""
    spend = walked.spend(bought, its.window_months, TODAY)
    its = its._replace(threshold_minor=max(1, min(its.threshold_minor, spend)))
    end = granted(its, bought, today=TODAY).until
    before_grace = add_days(TODAY, 400)
    if end != FOREVER:
        before_grace = end - timedelta(days=its.grace_days)

    for later in range(1, 400, 7):
        on = TODAY + timedelta(days=later)
        is_met = walked.spend(bought, its.window_months, on) >= its.threshold_minor
        if is_met and on < before_grace:
            assert ends_on(its, bought, period_from=TODAY, today=on) == end


@given(laws, histories)
def test_judging_twice_is_judging_once(
    its: Rule, bought: list[tuple[date, int]]
) -> None:
    spend = walked.spend(bought, its.window_months, TODAY)
    first = Spends(spend, 0, spend, tuple(bought))
    again = Spends(spend, spend, spend, tuple(bought))

    once = judged(NOBODY, saved=its, own=its, spends=first, today=TODAY)
    twice = judged(once, saved=its, own=its, spends=again, today=TODAY)

    assert twice == once
    assert once.is_member is (its.is_automatic and spend >= its.threshold_minor)
