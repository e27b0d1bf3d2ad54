"""The clock: aware, in UTC, and set by tests."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest

from customers.ground import clock

NOON = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_now_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)

    now = clock.now()

    assert now.tzinfo is UTC
    assert before <= now <= datetime.now(UTC)


def test_the_clock_stands_still_inside_the_block_alone() -> None:
    with clock.set_to(NOON):
        inside = clock.now(), clock.now()

    assert inside == (NOON, NOON)
    assert clock.now() != NOON


def test_a_moment_elsewhere_is_told_in_utc() -> None:
    elsewhere = datetime.fromisoformat("2026-03-01T17:45:00+05:45")

    with clock.set_to(elsewhere):
        assert clock.now() == NOON
        assert clock.now().tzinfo is UTC


def test_the_clock_is_set_to_aware_moments_only() -> None:
    with pytest.raises(ValueError, match="aware"), clock.set_to(datetime(2026, 1, 1)):  # noqa: DTZ001
        pass


def test_later_moves_on_from_where_the_clock_stands() -> None:
    with clock.set_to(NOON), clock.later(days=1, hours=2):
        assert clock.now() == NOON + timedelta(days=1, hours=2)


@pytest.mark.parametrize(
    ("moment", "timezone", "day"),
    [
        ("2026-03-01T12:00+00:00", "UTC", "2026-03-01"),
        ("2026-03-01T23:59+00:00", "Europe/Berlin", "2026-03-02"),
        ("2026-03-01T00:30+00:00", "America/New_York", "2026-02-28"),
        ("2026-12-31T10:30+00:00", "Pacific/Kiritimati", "2027-01-01"),
        ("2026-03-28T23:30+00:00", "Europe/Berlin", "2026-03-29"),
        ("2026-10-25T22:30+00:00", "Europe/Berlin", "2026-10-25"),
        ("2026-06-30T18:15+00:00", "Asia/Kathmandu", "2026-07-01"),
    ],
)
def test_today_is_the_day_where_the_business_is(
    moment: str, timezone: str, day: str
) -> None:
    with clock.set_to(datetime.fromisoformat(moment)):
        assert clock.today(timezone) == date.fromisoformat(day)


def test_other_threads_keep_their_own_time() -> None:
    with clock.set_to(NOON), ThreadPoolExecutor(1) as threads:
        assert threads.submit(clock.now).result() != NOON
