"""The cards above the list: the business's figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.desk import drawn
from customers.desk.dashboard.asked import DAYS
from customers.desk.dashboard.pieces import NOTHING, buyers_text
from customers.directory.queries.asked import LIST
from customers.directory.queries.totals import counts_for
from customers.directory.rules.listing import MEMBER
from customers.ground import clock, texts
from customers.purchases import queries as purchases
from customers.purchases.queries import percents


class Stat(NamedTuple):
    """A card: its label, its figure, and a line that says what the figure is of.

    `url` is the list of those who are counted, "" for none.
    """

    label: str
    text: str
    note: str
    url: str = ""


def stats(*, counts: Mapping[str, int], actor: Actor) -> list[Stat]:
    """Customers with those new this month, members, spend of 30 days, who came again.

    `counts` are the tallies of the list; the rest is one question.
    """
    found = purchases.figures(clock.today(actor.timezone))
    customers = counts.get("all", 0)
    said = buyers_text(found.buyers, repeaters=found.repeaters)
    return [
        Stat(_("Customers"), texts.count_text(customers), _new(found.new)),
        _members(counts.get("membership:member"), customers),
        Stat(
            _("Spend, %(period)s", period=DAYS[purchases.DAYS]),
            texts.money_text(found.spend_minor, currency=actor.currency),
            _change(found.change),
        ),
        Stat(_("Came again"), found.repeat_share or NOTHING, said),
    ]


def stats_at(
    version: int, *, counts: Mapping[str, int] | None = None, actor: Actor
) -> list[Stat]:
    """The same of a version of the business, which was read before the `counts`.

    No question where they were drawn for it before; else one, and one for the counts.
    """

    def draw(anybody: Actor) -> list[Stat]:
        found = counts_for(anybody) if counts is None else counts
        return stats(counts=found, actor=anybody)

    today = clock.today(actor.timezone)
    return drawn.once("stats", given=today, version=version, actor=actor, draw=draw)


def stats_now(actor: Actor) -> dict[str, Any]:
    """What the template of the cards needs; two questions."""
    return {"stats": stats(counts=counts_for(actor), actor=actor)}


def _new(number: int) -> str:
    count = texts.count_text(min(number, purchases.MOST_NEW))
    if number > purchases.MOST_NEW:
        count = _("%(count)s+", count=count)
    return _("%(count)s new this month", count=count)


def _members(members: int | None, customers: int) -> Stat:
    """Where nobody knows how many are left there is a way to them all the same."""
    text = NOTHING if members is None else texts.count_text(members)
    share = (
        _(
            "%(percent)s of all customers",
            percent=percents.share_text(members, of=customers),
        )
        if members and customers
        else ""
    )
    return Stat(_("Members"), text, share, f"{LIST}?membership={MEMBER}")


def _change(percent: str) -> str:
    period = str(DAYS[purchases.DAYS])
    if not percent:
        return _("nothing in the %(period)s before", period=period)
    return _("%(change)s on the %(period)s before", change=percent, period=period)
