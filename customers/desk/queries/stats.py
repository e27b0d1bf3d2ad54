"""The cards above the list: the business's figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import format_percent, ngettext
from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.directory.queries.asked import LIST
from customers.directory.queries.totals import counts_for
from customers.directory.rules.listing import MEMBER
from customers.ground import clock, texts
from customers.purchases import queries as purchases

NOTHING = "–"


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
    return [
        Stat(_("Customers"), texts.count_text(customers), _new(found.new)),
        _members(counts.get("membership:member"), customers),
        Stat(
            _("Spend, %(days)s days", days=texts.count_text(purchases.DAYS)),
            texts.money_text(found.spend_minor, currency=actor.currency),
            _change(found.change),
        ),
        Stat(_("Came again"), found.repeat_share or NOTHING, _of_buyers(found.buyers)),
    ]


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
        _("%(percent)s of all", percent=_percent(members, customers))
        if members and customers
        else ""
    )
    return Stat(_("Members"), text, share, f"{LIST}?membership={MEMBER}")


def _percent(part: int, whole: int) -> str:
    """The share in whole percent, half rounded up."""
    percent = (200 * part + whole) // (2 * whole)
    return str(format_percent(Decimal(percent) / 100))


def _change(percent: str) -> str:
    days = texts.count_text(purchases.DAYS)
    if not percent:
        return _("nothing in the %(days)s days before", days=days)
    return _("%(change)s on the %(days)s before", change=percent, days=days)


def _of_buyers(buyers: int) -> str:
    if not buyers:
        return _("nobody bought yet")
    return ngettext(
        "of %(count)s who bought",
        "of %(count)s who bought",
        buyers,
        count=texts.count_text(buyers),
    )
