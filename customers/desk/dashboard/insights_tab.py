"""The tab Insights: how often and how much people buy, who comes again, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.desk.dashboard import bands, hours, links, times
from customers.desk.dashboard.asked import Asked
from customers.desk.dashboard.pieces import (
    Bars,
    Cell,
    Drawing,
    months_note,
    of_all_shops,
)
from customers.directory import queries as directory
from customers.directory.queries.asked_words import filter_choices
from customers.directory.rules import frequency_ranges
from customers.directory.rules.meanings import NEVER_CAME
from customers.ground import charts, texts
from customers.ground.charts import Piece, Slot
from customers.purchases.queries import percents, trends
from customers.purchases.queries.trends import BuyerSum, FirstMonth

NEW, RETURNING = "new", "returning"


def insights_tab(asked: Asked, *, actor: Actor) -> dict[str, Any]:
    """What the template of the tab needs; nine questions."""
    months = times.months(asked.today, count=asked.months)
    total = directory.counts().get("all", 0)
    buyers = trends.new_and_returning(
        months[0].first, until=asked.today, shop_id=asked.shop_id
    )
    week = trends.hour_sums(asked.first, until=asked.today, shop_id=asked.shop_id)
    firsts = trends.first_months(months[0].first)
    return {
        "by_frequency": _by_frequency(total, asked=asked, actor=actor),
        "by_spend": bands.by_spend(total, window=_window(), asked=asked, actor=actor),
        "first_to_second": _first_to_second(firsts, months=months, asked=asked),
        "by_buyer": _by_buyer(buyers, months=months, asked=asked, actor=actor),
        "by_weekday": hours.by_weekday(week, asked=asked),
        "by_hour": hours.by_hour(week, asked=asked),
    }


def _window() -> str:
    """Of which window the spend is that counts for membership."""
    counted = accounts.counted_window_months()
    if counted < 0:
        return _("by the rule under which each was counted")
    if not counted:
        return _("everything they spent")
    return ngettext("the last month", "the last %(num)s months", counted)


def _by_frequency(total: int, *, asked: Asked, actor: Actor) -> Bars:
    visits = trends.customers_by_visits()
    ranges = frequency_ranges(actor.frequency_bounds)
    found = {
        name: sum(
            customers
            for times_come, customers in visits.items()
            if least <= times_come and (most is None or times_come <= most)
        )
        for name, (least, most) in ranges.items()
    }
    # Who never came stands in no tally of visits.
    found = {NEVER_CAME: max(total - sum(visits.values()), 0), **found}
    labels = {
        name: f"{label} · {_visits(*ranges[name])}" if name in ranges else label
        for name, label in filter_choices("frequency")
    }
    most_of = max(found.values(), default=0)
    rows = [
        (
            labels[name],
            charts.percent(100 * count, max(most_of, 1)),
            [
                Cell(texts.count_text(count), links.people(frequency=name), count),
                Cell(percents.share_text(count, of=total)),
            ],
        )
        for name, count in found.items()
    ]
    return Bars(
        _("Customers by frequency"),
        [_("Visits"), _("Customers"), _("Share")],
        rows if total else [],
        of_all_shops(asked),
        _("There are no customers yet."),
    )


def _visits(least: int, most: int | None) -> str:
    """How many visits that is: 1, 2-4 or 10+."""
    low = texts.count_text(least)
    if most is None:
        return _("%(count)s+", count=low)
    if most <= least:
        return low
    return _("%(low)s–%(high)s", low=low, high=texts.count_text(most))


def _first_to_second(
    firsts: Sequence[FirstMonth], *, months: list[times.Span], asked: Asked
) -> Bars:
    known = {one.month: one for one in firsts}
    rows = []
    for month in reversed(months):
        one = known.get(month.first)
        if one is None:
            continue
        # Of the whole month: a first visit may be dated later than today.
        last = times.month_end(month.first)
        days = {"first_visit_from": month.first, "first_visit_to": last}
        figures = [
            Cell(texts.count_text(one.buyers), links.people(**days), one.buyers),
            Cell(
                texts.count_text(one.repeaters),
                links.people(**days, visits_from=2),
                one.repeaters,
            ),
            Cell(percents.share_text(one.repeaters, of=one.buyers)),
        ]
        width = charts.percent(100 * one.repeaters, max(one.buyers, 1))
        rows.append((month.name, width, figures))
    return Bars(
        _("First to second purchase"),
        [_("First bought in"), _("Bought"), _("Came again"), _("Share")],
        rows,
        of_all_shops(asked),
        _("Nobody bought for the first time in these months."),
    )


def _by_buyer(
    days: Sequence[BuyerSum],
    *,
    months: list[times.Span],
    asked: Asked,
    actor: Actor,
) -> Drawing:
    meant = _("New is what somebody bought on the day of their first visit.")
    sums = times.summed(days, spans=months, of=lambda day: day[1:])
    slots: list[Slot] = []
    rows: list[list[Cell]] = []
    for month, found in zip(months, sums, strict=True):
        numbers = found or [0] * 6
        pieces, cells = [], [Cell(month.name)]
        for buyer, label, (bought, refunds, minor) in (
            (RETURNING, _("Returning"), numbers[3:]),
            (NEW, _("New"), numbers[:3]),
        ):
            url = links.sales(
                month.first, last=month.last, shop_id=asked.shop_id, buyer=buyer
            )
            spend = texts.money_text(minor, currency=actor.currency)
            tone = "soft" if buyer == NEW else ""
            pieces.append(Piece(minor, f"{month.name}, {label}: {spend}", url, tone))
            cells.append(Cell(spend, url, bought + refunds))
        slots.append(Slot(pieces, month.label, month.mark))
        rows.append(cells)
    return Drawing(
        _("New and returning customers' spend"),
        _("Bars of the spend of each month, on the day of a first visit and after it."),
        _("No customer bought anything in these months."),
        charts.money_bars(slots, currency=actor.currency) if any(sums) else None,
        [_("Month"), _("Returning"), _("New")],
        rows[::-1],
        [(_("Returning"), ""), (_("New"), "soft")],
        f"{months_note(asked)} · {meant}",
    )
