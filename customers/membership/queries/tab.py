"""What the pages about one customer's membership say, and the way back to them."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.directory.models import Customer
from customers.ground import clock
from customers.membership.queries import entries, standing, why
from customers.membership.queries.rules import saved_rule
from customers.membership.rules import FOREVER


def tab(
    customer: Customer,
    *,
    actor: Actor,
    on: date | None = None,
    after: str | None = None,
) -> dict[str, Any]:
    """What `membership/_tab.html` needs of a customer whom the actor may see.

    `on` is the day that is asked about, None today; `after` a cursor of the entries.
    Raises: Invalid for a cursor that is none.
    """
    today = clock.today(actor.timezone)
    mark = standing.mark(customer, today=today, actor=actor)
    return {
        "mark": mark,
        "hold": _hold(customer, mark),
        "why": why.why(customer, on=on or today, actor=actor),
        "entries": entries.of_customer(customer, after=after, actor=actor),
    }


class Hold(NamedTuple):
    """A hold as its form begins: why, the day of its end, what ending it now does."""

    reason: str | None
    hold_until: date | None
    if_ended: str


def _hold(customer: Customer, mark: standing.Mark) -> Hold | None:
    if not mark.is_held:
        return None
    until = customer.held_until
    return Hold(
        reason=entries.reason_of(customer),
        hold_until=None if until == FOREVER else until,
        if_ended=_if_ended(customer, is_member=mark.is_member),
    )


def _if_ended(customer: Customer, *, is_member: bool) -> str:
    """What the threshold makes of them at once, as `judging.released` decides."""
    saved = saved_rule()
    if saved is None:
        return _("No threshold is set: ending the hold changes nothing else.")
    if customer.window_spend_minor < saved.threshold_minor:
        if is_member:
            return _("Not enough is spent: the membership then ends at once.")
        return _("Not enough is spent: they are then still not a member.")
    if is_member:
        return _("Enough is spent: they then stay a member.")
    if saved.is_automatic:
        return _("Enough is spent: they then become a member at once.")
    return _("Nobody joins by itself: they are then still not a member.")


def mark_of(customer: Customer, *, actor: Actor) -> standing.Mark:
    """The mark of a customer that is loaded, as of today."""
    today = clock.today(actor.timezone)
    return standing.mark(customer, today=today, actor=actor)
