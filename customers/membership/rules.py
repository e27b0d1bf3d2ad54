"""What makes a member, and until when: pure arithmetic on days and minor units.

The source of every rule is the shopkeepers' own: the test is spend >= threshold, in a
window of a lifetime or of N months; a membership ends as if nothing more were bought.
A purchase of a day counts until the same day of the month N months later, which is
clamped to the month's end, and on that day no more.
"""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import count
from typing import NamedTuple

NEVER, FOREVER = date.min, date(9999, 12, 31)

KEEP, GRACE, END = WAYS = ("keep", "grace", "end")
BY_THRESHOLD, MANUAL, BY_RUN, IMPORT, UNDO, EXPIRY = CAUSES = (
    *("threshold", "manual", "run"),
    *("import", "undo", "expiry"),
)

# A day and what was spent on it, net, in minor units; each day once, rising.
Days = Sequence[tuple[date, int]]


JOINED, ENDED = CHANGES = ("joined", "ended")


class Rule(NamedTuple):
    """A version of what makes a member; see `models.MembershipRule`."""

    id: int | None
    threshold_minor: int
    window_months: int | None = None
    is_automatic: bool = False
    period_months: int | None = None
    is_renewed: bool = False
    grace_days: int = 0
    on_refund: str = KEEP
    on_window: str = KEEP

    @property
    def needs_days(self) -> bool:
        """Whether the end of a membership depends on the days of what was bought."""
        return self.window_months is not None and (
            self.on_window != KEEP or self.is_period_tested
        )

    @property
    def moves_ends(self) -> bool:
        """Whether what is bought or given back may move the end of a membership."""
        return self.needs_days or self.is_period_tested or self.on_refund == GRACE

    @property
    def is_period_tested(self) -> bool:
        """Whether the end of a period is a test that may renew it."""
        return self.period_months is not None and self.is_renewed


class State(NamedTuple):
    """What a customer is, as the last entry says it."""

    is_member: bool = False
    until: date = NEVER
    held_until: date = NEVER
    rule_id: int | None = None
    period_from: date = NEVER

    def is_member_on(self, today: date) -> bool:
        """Whether they count as a member that day: what has lapsed does not."""
        return self.is_member and self.until > today

    def is_held_on(self, today: date) -> bool:
        """Whether automation leaves them alone that day."""
        return self.held_until > today

    @property
    def is_unjudged(self) -> bool:
        """Whether there is a hold, which once it ends has to be judged."""
        return self.held_until > NEVER


NOBODY = State()


def change_of(cause: str, *, was_member: bool, is_member: bool) -> str | None:
    """Whether an entry JOINED or ENDED somebody, by what counted before and since.

    Who had lapsed was no member any more by the day of the entry that tells so: an
    EXPIRY ends a membership. None for what changed a hold or an end alone. Its twins in
    SQL are `sql.is_joined` and `sql.is_ended`.
    """
    if is_member:
        return None if was_member else JOINED
    return ENDED if was_member or cause == EXPIRY else None


def add_months(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month if it has none.

    FOREVER where the calendar ends before.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year >= FOREVER.year:
        return FOREVER
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_days(day: date, days: int) -> date:
    """So many days later, FOREVER where the calendar ends before."""
    if day == FOREVER or (FOREVER - day).days <= days:
        return FOREVER
    return day + timedelta(days=days)


def leaves_on(day: date, *, window_months: int | None) -> date:
    """The day on which what was bought on `day` counts no more."""
    return FOREVER if window_months is None else add_months(day, window_months)


def window_from(today: date, *, window_months: int | None) -> date:
    """The first day whose purchases still count today; NEVER for a lifetime."""
    if window_months is None:
        return NEVER
    back = today.year * 12 + today.month - 1 - window_months
    if back < 12:
        return NEVER
    # What is clamped to a month's end leaves with it: at most three days to pass by.
    year, month = back // 12, back % 12 + 1
    start = date(year, month, min(today.day, monthrange(year, month)[1]))
    while leaves_on(start, window_months=window_months) <= today:
        start += timedelta(days=1)
    return start


def spend_on(days: Days, *, window_months: int | None, today: date) -> int:
    """What counts today of what was spent, as if nothing more were bought."""
    start = window_from(today, window_months=window_months)
    return sum(minor for day, minor in days if day >= start)


def changes_on(days: Days, *, window_months: int | None, today: date) -> date:
    """The day on which what counts changes by itself; FOREVER if it does not."""
    start = window_from(today, window_months=window_months)
    left = (day for day, _minor in days if day >= start)
    first = min(left, default=FOREVER)
    return leaves_on(first, window_months=window_months)


def step_of(minor: int) -> int:
    """The step of a tally in which a spend stands: its first three digits, then 0s.

    -1 for every spend below 0.
    """
    if minor < 0:
        return -1
    digits = 10 ** max(0, len(str(minor)) - 3)
    return minor - minor % digits


def ends_on(
    rule: Rule, days: Days, *, period_from: date, today: date, is_met: bool = True
) -> date:
    """The day (exclusive) until which a member stays one, if nothing more is bought.

    `period_from` is the day since which the period runs. `is_met` is whether what
    counts today is enough: for a lifetime it then always is, and `days` need not be
    known. FOREVER if it does not end.
    """
    by_window = _falls_on(rule, days, today=today)
    if rule.on_window == KEEP:
        by_window = FOREVER
    elif rule.on_window == GRACE:
        by_window = add_days(by_window, rule.grace_days)
    for end in period_ends(rule, period_from=period_from):
        if end > today and not _is_renewed(rule, days, end=end, is_met=is_met):
            grace = rule.grace_days if rule.is_renewed else 0
            return min(by_window, add_days(end, grace))
        if end > today and rule.window_months is None:
            break
    return by_window


def _is_renewed(rule: Rule, days: Days, *, end: date, is_met: bool) -> bool:
    """Whether a membership whose period ends that day goes on with the next."""
    if not rule.is_renewed or rule.window_months is None:
        return rule.is_renewed and is_met
    spend = spend_on(days, window_months=rule.window_months, today=end)
    return spend >= rule.threshold_minor


def _falls_on(rule: Rule, days: Days, *, today: date) -> date:
    """The first day to come on which purchases leave and the spend is not enough."""
    months = rule.window_months
    if months is None:
        return FOREVER
    start = window_from(today, window_months=months)
    inside = [(day, minor) for day, minor in days if day >= start]
    left = sum(minor for _day, minor in inside)
    for place, (day, minor) in enumerate(inside):
        left -= minor
        leaves = leaves_on(day, window_months=months)
        # The last days of a long month leave together with those of a short one.
        follows = inside[place + 1 : place + 2]
        if follows and leaves_on(follows[0][0], window_months=months) == leaves:
            continue
        if left < rule.threshold_minor:
            return leaves
    return FOREVER


def period_ends(rule: Rule, *, period_from: date) -> Iterator[date]:
    """The ends of the periods, the first first, FOREVER last; none without periods."""
    if rule.period_months is None:
        return
    for number in count(1):
        end = add_months(period_from, number * rule.period_months)
        yield end
        if end == FOREVER:
            return


def is_in_grace(rule: Rule, state: State, *, today: date) -> bool:
    """Whether a period ended without being renewed, and its grace time runs."""
    if not rule.is_period_tested:
        return False
    past = NEVER
    for end in period_ends(rule, period_from=state.period_from):
        if end > today:
            break
        past = end
    return past > NEVER and state.until <= add_days(past, rule.grace_days)


def granted(rule: Rule, days: Days, *, today: date, held_until: date = NEVER) -> State:
    """What somebody is who becomes a member by the rule today."""
    until = ends_on(rule, days, period_from=today, today=today)
    return State(
        is_member=True,
        until=until,
        held_until=held_until,
        rule_id=rule.id,
        period_from=today,
    )


def stays(
    rule: Rule, state: State, days: Days, *, today: date, was_met: bool = False
) -> State:
    """What a member is who meets the rule that granted it: until when, anew.

    Who is in the grace time of a period begins a new one; who `was_met`, and so renewed
    when the last period ended, is in none however soon a window is to end it.
    """
    start = state.period_from
    if not was_met and is_in_grace(rule, state, today=today):
        start = today
    until = ends_on(rule, days, period_from=start, today=today)
    return state._replace(until=until, period_from=start, rule_id=rule.id)
