"""What a change of spend makes of somebody: tables at every boundary."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from customers.membership.judging import Spends, judged, released
from customers.membership.rules import (
    END,
    FOREVER,
    GRACE,
    KEEP,
    NEVER,
    NOBODY,
    Rule,
    State,
    stays,
)
from tests.membership.ruled import RENEWED, TODAY, member, rule


def automatic(spend: int, state: State = NOBODY, **more: Any) -> State:
    """What somebody is after a purchase took their spend to this, from nothing."""
    its = rule(is_automatic=True, **more)
    spends = Spends(spend, 0, spend, ((TODAY, spend),))
    return judged(state, saved=its, own=its, spends=spends, today=TODAY)


@pytest.mark.parametrize(
    ("spend", "is_member"), [(999, False), (1000, True), (1001, True)]
)
def test_the_threshold_is_met_exactly_and_not_one_minor_unit_below(
    spend: int, is_member: bool
) -> None:
    state = automatic(spend)

    assert state.is_member_on(TODAY) is is_member
    assert state == (State(True, FOREVER, NEVER, 7, TODAY) if is_member else NOBODY)


# What a refund that leaves so much makes of a member; None: nothing.
FALLEN = [
    (KEEP, 0, 1000, FOREVER),
    (KEEP, 0, 999, FOREVER),
    (END, 0, 1000, FOREVER),
    (END, 0, 999, None),
    (GRACE, 0, 999, None),
    (GRACE, 1, 999, date(2026, 4, 1)),
    (GRACE, 30, 999, date(2026, 4, 30)),
    (GRACE, 30, 1000, FOREVER),
    (GRACE, 366, 999, date(2027, 4, 1)),
]


@pytest.mark.parametrize(("way", "grace", "left", "until"), FALLEN)
def test_a_refund_under_the_threshold_keeps_gives_time_or_ends(
    way: str, grace: int, left: int, until: date | None
) -> None:
    its = rule(on_refund=way, grace_days=grace)
    spends = Spends(left, 1500, left)

    state = judged(member(), saved=its, own=its, spends=spends, today=TODAY)

    expected = NOBODY._replace(rule_id=7) if until is None else member(until)
    assert state == expected


def test_grace_time_is_given_once_and_never_more_than_there_was() -> None:
    its = rule(on_refund=GRACE, grace_days=30)
    soon = member(date(2026, 4, 3))
    below = Spends(500, 999, 500)
    falls = Spends(999, 1000, 999)
    back = Spends(1000, 500, 1000)

    assert judged(soon, saved=its, own=its, spends=below, today=TODAY) == soon
    assert judged(soon, saved=its, own=its, spends=falls, today=TODAY) == soon
    met = judged(soon, saved=its, own=its, spends=back, today=TODAY)
    assert met == member(FOREVER)


def test_a_period_that_was_not_renewed_begins_anew_in_its_grace_time() -> None:
    its = rule(**RENEWED, window_months=12, grace_days=30)
    ends = date(2026, 1, 1)
    state = member(date(2026, 1, 31), period_from=date(2025, 1, 1))
    bought = [(date(2026, 1, 30), 1000)]

    for today, start in (
        (ends - timedelta(days=1), date(2025, 1, 1)),
        (ends, ends),
        (date(2026, 1, 30), date(2026, 1, 30)),
    ):
        after = stays(its, state, bought, today=today)

        assert after.period_from == start, today


def test_a_renewed_period_that_a_window_ends_soon_is_in_no_grace_time() -> None:
    its = rule(**RENEWED, window_months=12, grace_days=30, on_window=END)
    today = date(2026, 1, 5)
    state = member(date(2026, 1, 20), period_from=date(2025, 1, 1))
    spends = Spends(2000, 1000, 2000, ((date(2025, 1, 20), 1000), (today, 1000)))

    after = judged(state, saved=its, own=its, spends=spends, today=today)

    assert after == state._replace(until=date(2027, 1, 5))


def test_kept_below_the_threshold_a_lifetime_is_asked_at_the_next_period() -> None:
    its = rule(**RENEWED, grace_days=9)
    falls = Spends(999, 1000, 999)

    kept = judged(member(), saved=its, own=its, spends=falls, today=TODAY)
    back = judged(kept, saved=its, own=its, spends=Spends(1000, 999, 1000), today=TODAY)

    assert kept == member(date(2027, 1, 10))
    assert back == member(FOREVER)


HELD_UNTIL = TODAY + timedelta(days=1)


def test_a_hold_is_left_alone_until_its_day_and_then_judged() -> None:
    its = rule(is_automatic=True)
    by_hand = rule()
    none = State(held_until=HELD_UNTIL)
    held = member(held_until=HELD_UNTIL)
    enough, less = Spends(1000, 0, 1000), Spends(999, 1000, 999)

    for state in (none, held, none._replace(held_until=FOREVER)):
        for spends in (enough, less):
            for saved in (its, by_hand, None):
                judged_now = judged(
                    state, saved=saved, own=saved, spends=spends, today=TODAY
                )
                assert judged_now == state

    def then(state: State, saved: Rule | None, spends: Spends) -> State:
        return judged(state, saved=saved, own=saved, spends=spends, today=HELD_UNTIL)

    granted_now = State(True, FOREVER, NEVER, 7, HELD_UNTIL)
    assert then(none, its, enough) == then(held, its, enough) == granted_now
    assert then(held, by_hand, enough) == granted_now
    assert then(none, by_hand, enough) == NOBODY
    assert then(held, its, less) == then(none, its, less) == NOBODY._replace(rule_id=7)
    assert then(held, None, less) == member()


@pytest.mark.parametrize(("spend", "is_member"), [(999, False), (1000, True)])
def test_a_hold_that_is_ended_by_hand_leaves_it_to_the_threshold(
    spend: int, is_member: bool
) -> None:
    automatic = rule()._replace(is_automatic=True)
    for state in (member(held_until=FOREVER), State(held_until=FOREVER)):
        after = released(
            state, saved=automatic, spend_minor=spend, days=(), today=TODAY
        )

        assert after.is_member_on(TODAY) is is_member
        assert not after.is_unjudged
        free = released(state, saved=None, spend_minor=spend, days=(), today=TODAY)
        assert free == state._replace(held_until=NEVER)


def test_a_membership_keeps_the_rule_that_granted_it() -> None:
    own = rule(500, on_refund=END)
    dearer = Rule(8, 5000, is_automatic=True)

    above = judged(
        member(), saved=dearer, own=own, spends=Spends(500, 900, 500), today=TODAY
    )
    below = judged(
        member(), saved=dearer, own=own, spends=Spends(499, 900, 499), today=TODAY
    )
    lapsed = judged(
        member(TODAY), saved=dearer, own=own, spends=Spends(5000, 0, 5000), today=TODAY
    )

    assert above == member()
    assert below == NOBODY._replace(rule_id=7)
    assert lapsed == State(True, FOREVER, NEVER, 8, TODAY)
