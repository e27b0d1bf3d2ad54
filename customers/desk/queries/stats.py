"""The cards above the list: the business's figures in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from customers.accounts.actors import Actor
from customers.ground import clock, texts
from customers.purchases import queries as purchases

NOTHING = "–"


class Stat(NamedTuple):
    """A card: its label, its figure, and a line that says what the figure is of."""

    label: str
    text: str
    note: str


def stats(*, counts: Mapping[str, int], actor: Actor) -> list[Stat]:
    """Customers, those new this month, spend of 30 days, and who came again.

    `counts` are the tallies of the list; the rest is one question.
    """
    found = purchases.figures(clock.today(actor.timezone))
    customers = counts.get("all", 0)
    return [
        Stat(_("Customers"), texts.count_text(customers), ""),
        Stat(_("New this month"), _new(found.new), ""),
        Stat(
            _("Spend, %(days)s days", days=texts.count_text(purchases.DAYS)),
            texts.money_text(found.spend_minor, currency=actor.currency),
            _change(found.change),
        ),
        Stat(_("Came again"), found.repeat_share or NOTHING, _of_buyers(found.buyers)),
    ]


def _new(number: int) -> str:
    if number > purchases.MOST_NEW:
        return _("%(count)s+", count=texts.count_text(purchases.MOST_NEW))
    return texts.count_text(number)


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
