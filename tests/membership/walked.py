"""When memberships end: found by walking through the days to come, one by one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from customers.membership.rules import FOREVER, GRACE, KEEP, Rule

DAY = timedelta(days=1)
Days = Sequence[tuple[date, int]]


def later(day: date, months: int) -> date:
    """The same day so many months later, or the last before it that there is."""
    year, month = day.year, day.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    for number in range(day.day, 0, -1):
        try:
            return date(year, month, number)
        except ValueError:
            continue
    raise AssertionError(day)


def leaves(day: date, months: int | None) -> date:
    """The first day on which what was bought on `day` counts no more."""
    return FOREVER if months is None else later(day, months)


def spend(days: Days, months: int | None, on: date) -> int:
    """What counts on a day of what was bought."""
    return sum(minor for day, minor in days if leaves(day, months) > on)


def changes(days: Days, months: int | None, on: date) -> date:
    """The next day on which something leaves."""
    to_come = [leaves(day, months) for day, _minor in days]
    return min((one for one in to_come if one > on), default=FOREVER)


def walked_end(rule: Rule, days: Days, *, period_from: date, today: date) -> date:
    """Until when a member stays one: day after day, as if nothing more were bought."""
    months, ends = rule.window_months, {FOREVER}
    period = rule.period_months
    leaving = {leaves(day, months) for day, _minor in days}
    period_ends = (
        {later(period_from, n * period) for n in range(1, 60)} if period else {0}
    )
    dead = max([today, *(d for d in leaving if d < FOREVER)])
    has_window = months is not None and rule.on_window != KEEP
    has_period = period is not None
    on = today
    while on <= min(ends):
        on += DAY
        is_met = spend(days, months, on) >= rule.threshold_minor
        if has_window and on in leaving and not is_met:
            grace = rule.grace_days if rule.on_window == GRACE else 0
            ends.add(on + grace * DAY)
            has_window = False
        if has_period and on in period_ends and not (rule.is_renewed and is_met):
            ends.add(on + (rule.grace_days if rule.is_renewed else 0) * DAY)
            has_period = False
        if on > dead and not has_period:
            break
        if on > dead and months is None and rule.is_renewed and is_met:
            break
    return min(ends)
