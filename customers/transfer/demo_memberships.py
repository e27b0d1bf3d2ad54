"""How the demo business came by its members: rules, switches by hand, two runs.

First the owner joined at once whoever had spent enough, for good. Then every purchase
that reaches the threshold gives a membership of a year. A run over half the threshold
was too generous, and was undone the next day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import NamedTuple

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import OWNER
from customers.membership import service as membership
from customers.membership.schemas import RuleInput, SwitchInput
from customers.membership.service import runs
from customers.membership.service.automatic import expire_some
from customers.purchases.schemas import NewPurchase
from customers.transfer.demo_days import DAYS, Calendar

THRESHOLD, THRESHOLD_MINOR, GENEROUS_MINOR = "150", 15_000, 7_500
_FIRST = RuleInput(threshold=THRESHOLD)
_SINCE_THEN = RuleInput(threshold=THRESHOLD, is_automatic=True, period_months=12)
# The days of the two years on which, in the evening, something was done.
_FIRST_RUN, _BY_ITSELF, _GENEROUS_RUN, _UNDONE = 320, 345, 640, 642
# Of the two years, who spends so much (minor units) is such a customer.
LITTLE, SOME, MUCH = (1, 5_000), (9_000, 12_000), (3 * THRESHOLD_MINOR, 10**9)


class Happening(NamedTuple):
    """Something that is done at a moment, once all before it is sold."""

    at: datetime
    do: Callable[[], object]


class _Switch(NamedTuple):
    """A customer is switched on a day, and held until another (None: for good)."""

    day: int
    who: tuple[int, int]
    reason: str
    is_member: bool = True
    held_until: int | None = None


_SWITCHES = (
    _Switch(352, LITTLE, "Lets us use the yard on market days."),
    _Switch(418, MUCH, "Asked not to be a member.", is_member=False),
    _Switch(497, LITTLE, "Writes about food for the Harbour Post."),
    _Switch(548, MUCH, "Buys at trade prices.", is_member=False),
    _Switch(560, LITTLE, "Prize of the summer tasting.", held_until=690),
    _Switch(615, MUCH, "Has a membership with their partner.", is_member=False),
    # One of those whom the run joined: its undoing leaves them out.
    _Switch(_GENEROUS_RUN + 1, SOME, "Promised it at the counter."),
    _Switch(688, LITTLE, "A gift for the wedding.", held_until=DAYS + 45),
    _Switch(711, LITTLE, "Works at the bakery next door."),
)


def happenings(
    sales: Sequence[NewPurchase],
    customer_ids: Sequence[int],
    *,
    calendar: Calendar,
    actor: Actor,
) -> list[Happening]:
    """What the owner does about membership while these sales happen, in order of time.

    What is done records what the verbs of membership record.
    """
    owner = _owner(actor)
    told = [
        *_by_rule(calendar, owner),
        *_by_hand(sales, customer_ids, calendar=calendar, actor=owner),
        # The worker's nightly work: memberships of a year have ended.
        Happening(calendar.evening(DAYS - 1), partial(expire_some, actor)),
    ]
    return sorted(told, key=lambda one: one.at)


def _owner(actor: Actor) -> Actor:
    """Whoever owns the business, where the actor is a command that acts for them."""
    if actor.user_id is not None:
        return actor
    [owner] = [row for row in accounts.staff_of_business() if row.role == OWNER]
    return replace(
        actor, user_id=owner.user_id, staff_member_id=owner.id, name=owner.name
    )


def _by_rule(calendar: Calendar, owner: Actor) -> Iterator[Happening]:
    evening, save = calendar.evening, membership.save_rule
    yield Happening(evening(_FIRST_RUN), partial(save, _FIRST, actor=owner))
    yield Happening(
        evening(_FIRST_RUN + 1), partial(_run, THRESHOLD_MINOR, actor=owner)
    )
    yield Happening(evening(_BY_ITSELF), partial(save, _SINCE_THEN, actor=owner))
    generous: list[int] = []
    yield Happening(
        evening(_GENEROUS_RUN),
        lambda: generous.append(_run(GENEROUS_MINOR, actor=owner)),
    )
    yield Happening(evening(_UNDONE), lambda: runs.undo_run(generous[0], actor=owner))


def _run(threshold_minor: int, *, actor: Actor) -> int:
    """Join whoever spent so much so far; the id of the run."""
    run = runs.preview_run(
        threshold_minor, window_months=None, also_ends=False, actor=actor
    )
    return runs.apply_run(run.id, actor=actor).id


def _by_hand(
    sales: Sequence[NewPurchase],
    customer_ids: Sequence[int],
    *,
    calendar: Calendar,
    actor: Actor,
) -> Iterator[Happening]:
    chosen, ever = {0}, _spend(sales, until=calendar.evening(DAYS))
    for one in _SWITCHES:
        moment = calendar.evening(one.day)
        spend = _spend(sales, until=moment)
        least, most = one.who
        fitting = [who for who in customer_ids if least <= spend[who] <= most]
        if one.held_until is not None:
            # With the first purchase after a hold the threshold decides again.
            fitting = [who for who in fitting if spend[who] == ever[who]]
        # Rather those who came late: the first have been customers for long.
        who = next((who for who in reversed(fitting) if who not in chosen), 0)
        if who:
            chosen.add(who)
            values = _values(one, calendar)
            do = partial(membership.switch, who, values=values, actor=actor)
            yield Happening(moment, do)


def _values(one: _Switch, calendar: Calendar) -> SwitchInput:
    until = one.held_until
    return SwitchInput(
        is_member=one.is_member,
        reason=one.reason,
        hold_until=None if until is None else calendar.first + timedelta(days=until),
    )


def _spend(sales: Sequence[NewPurchase], *, until: datetime) -> Counter[int]:
    """What customers had spent by then, as far as they gave nothing back."""
    spend = Counter[int]()
    for sale in sales:
        if sale.purchased_at >= until:
            break
        spend[sale.customer_id or 0] += sale.total_minor
    return spend
