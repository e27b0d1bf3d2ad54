"""The tab Membership: how many members there are, who joins and whose time ends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.accounts.permissions import MANAGE_MEMBERSHIP
from customers.desk.dashboard import links, members, times
from customers.desk.dashboard.asked import Asked
from customers.desk.dashboard.pieces import (
    NOTHING,
    SIZE,
    Card,
    Cell,
    Drawing,
    People,
    PersonRow,
    months_text,
    of_all_shops,
)
from customers.directory.queries.totals import counts_for
from customers.directory.rules.listing import ENDING, HELD, MEMBER, NEAR
from customers.ground import charts, texts
from customers.ground.charts import Piece, Slot
from customers.membership.queries import trends
from customers.membership.queries.run_history import Happened
from customers.membership.queries.trends import MembershipDaySum
from customers.purchases.queries import percents

JOINED, ENDED = "joined", "ended"
RUNS = 5


def membership_tab(asked: Asked, *, actor: Actor) -> dict[str, Any]:
    """What the template of the tab needs; a dozen questions."""
    months = times.months(asked.today, count=asked.months)
    days = trends.joined_and_ended(months[0].first, until=asked.today)
    return {
        "cards": _cards(counts_for(actor), asked=asked, actor=actor),
        "drawing": _joined_and_ended(days, months=months, asked=asked),
        "lists": _lists(asked, actor=actor),
        "has_threshold": actor.membership_threshold_minor is not None,
        "may_manage": actor.may(MANAGE_MEMBERSHIP),
    }


def last_runs(actor: Actor) -> tuple[Happened, ...]:
    """The last runs with who applied them, for who may see that."""
    if not actor.may(MANAGE_MEMBERSHIP):
        return ()
    return tuple(trends.latest_runs(RUNS, actor=actor))


def _cards(counts: Mapping[str, int], *, asked: Asked, actor: Actor) -> list[Card]:
    near = texts.percent_text(actor.near_percent)
    members_now, customers = counts.get("membership:member"), counts.get("all", 0)
    of_customers = (
        _(
            "%(percent)s of all customers",
            percent=percents.share_text(members_now, of=customers),
        )
        if members_now and customers
        else ""
    )
    return [
        _card(
            _("Members"),
            members_now,
            MEMBER,
            _of_all(of_customers, asked),
        ),
        _card(
            _("Held"),
            counts.get("membership:held"),
            HELD,
            _of_all(_("switched by hand"), asked),
        ),
        _card(
            _("About to join"),
            trends.count_near(actor),
            NEAR,
            _of_all(_("lack %(percent)s or less", percent=near), asked),
        ),
        _card(
            _("Ending soon"),
            trends.count_ending(actor),
            ENDING,
            _of_all(_("within 30 days"), asked),
        ),
    ]


def _of_all(said: str, asked: Asked) -> str:
    """The same, and that it is of all shops where one is chosen."""
    return " · ".join(filter(None, (said, of_all_shops(asked))))


def _card(label: str, count: int | None, membership: str, note: str) -> Card:
    """A figure of the list; None is not known, and one past the most is cut."""
    url = links.people(membership=membership)
    if count is None:
        return Card(label, NOTHING, note, url)
    if count > trends.MOST:
        most = texts.count_text(trends.MOST)
        return Card(label, _("%(count)s+", count=most), note, url)
    return Card(label, texts.count_text(count), note, url, count)


def _joined_and_ended(
    days: Sequence[MembershipDaySum], *, months: list[times.Span], asked: Asked
) -> Drawing:
    sums = times.summed(days, spans=months, of=lambda day: (day.joined, day.ended))
    slots: list[Slot] = []
    rows: list[list[Cell]] = []
    for month, found in zip(months, sums, strict=True):
        joined, ended = found or (0, 0)
        joined_url, ended_url = (
            links.changes(kind, first=month.first, last=month.last)
            for kind in (JOINED, ENDED)
        )
        joined_text, ended_text = texts.count_text(joined), texts.count_text(ended)
        joined_title = _(
            "%(month)s: %(count)s joined", month=month.name, count=joined_text
        )
        ended_title = _(
            "%(month)s: %(count)s ended", month=month.name, count=ended_text
        )
        pieces = (
            Piece(joined, joined_title, joined_url),
            Piece(-ended, ended_title, ended_url, "soft"),
        )
        slots.append(Slot(pieces, month.label, month.mark))
        rows.append(
            [
                Cell(month.name),
                Cell(joined_text, joined_url, joined),
                Cell(ended_text, ended_url, ended),
            ]
        )
    return Drawing(
        _("Joined and ended by month"),
        _("Bars up for who joined in each month, and down for whose time ended."),
        _("Nobody joined in these months, and no membership ended."),
        charts.count_bars(slots) if any(map(any, sums)) else None,
        [_("Month"), _("Joined"), _("Ended")],
        rows[::-1],
        [(_("Joined"), ""), (_("Ended"), "soft")],
        _of_all(months_text(asked), asked),
    )


def _lists(asked: Asked, *, actor: Actor) -> list[People]:
    near = members.about_to_join(SIZE, actor=actor)
    ending = members.ending_soon(asked.today, size=SIZE)
    return [
        People(
            "near",
            _("About to join"),
            links.people(membership=NEAR, sort="spend"),
            [
                PersonRow(one.id, one.name, one.initials, _to_go(one.figure, actor))
                for one in near
            ],
            _("Nobody is that near."),
        ),
        People(
            "ending",
            _("Ending soon"),
            links.people(membership=ENDING, sort="until-asc"),
            [
                PersonRow(one.id, one.name, one.initials, _last_day(one.figure))
                for one in ending
            ],
            _("No membership ends within 30 days."),
        ),
    ]


def _to_go(amount_minor: int, actor: Actor) -> str:
    amount = texts.money_text(amount_minor, currency=actor.currency)
    return _("%(amount)s to go", amount=amount)


def _last_day(until: date) -> str:
    return _("until %(day)s", day=texts.month_day_text(until - timedelta(days=1)))
