"""The tab Customers: how many, what they spend, and who is worth a thought today."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from customers.accounts.actors import Actor
from customers.desk.dashboard import links, times
from customers.desk.dashboard.asked import DAYS, Asked
from customers.desk.dashboard.pieces import (
    NOTHING,
    SIZE,
    Card,
    Cell,
    Drawing,
    People,
    PersonRow,
    buyers_text,
    of_all_shops,
    weeks_note,
)
from customers.directory import queries as directory
from customers.directory.queries import people
from customers.ground import charts, texts
from customers.ground.charts import Piece, Slot
from customers.ground.sparklines import sparkline
from customers.purchases import queries as purchases
from customers.purchases.queries import percents
from customers.purchases.queries.day_sums import DaySum, day_sums
from customers.purchases.queries.figures import Figures
from customers.purchases.rules import PURCHASE, share

# So near a day is told without its year.
NEAR_DAYS = 300


class _Sum(NamedTuple):
    """What was counted of a stretch of days; the sum is net of what came back."""

    purchases: int
    refunds: int
    sales_minor: int
    spend_minor: int


def customers_tab(asked: Asked, *, actor: Actor) -> dict[str, Any]:
    """What the template of the tab needs; seven questions."""
    weeks = times.weeks(asked.today, count=asked.weeks)
    since = min(asked.first_before, weeks[0].first)
    days = day_sums(since, until=asked.today, shop_id=asked.shop_id)
    counted = purchases.figures(asked.today)
    return {
        "cards": [
            *_of_customers(counted, asked=asked),
            *_of_sales(days, weeks=weeks, asked=asked, actor=actor),
            _came_again(counted, asked=asked),
        ],
        "drawing": _spend_by_week(days, weeks=weeks, asked=asked, actor=actor),
        "lists": _lists(asked.today, has_buyers=counted.buyers > 0, actor=actor),
    }


def _of_customers(counted: Figures, *, asked: Asked) -> list[Card]:
    total = directory.counts().get("all", 0)
    month = asked.today.replace(day=1)
    most = purchases.MOST_NEW
    new = texts.count_text(min(counted.new, most))
    is_cut = counted.new > most
    return [
        Card(
            _("Customers"),
            texts.count_text(total),
            of_all_shops(asked)
            or ngettext(
                "%(count)s has bought",
                "%(count)s have bought",
                counted.buyers,
                count=texts.count_text(counted.buyers),
            ),
            links.people(),
            total,
        ),
        Card(
            _("New this month"),
            _("%(count)s+", count=new) if is_cut else new,
            of_all_shops(asked) or _("since %(day)s", day=texts.day_text(month)),
            links.people(since_from=month),
            None if is_cut else counted.new,
        ),
    ]


def _of_sales(
    days: list[DaySum], *, weeks: list[times.Span], asked: Asked, actor: Actor
) -> list[Card]:
    now = _sum([day for day in days if day.on >= asked.first])
    before = _sum([d for d in days if asked.first_before <= d.on < asked.first])
    average, average_before = (
        share(one.sales_minor, of=one.purchases, part=1) if one.purchases else None
        for one in (now, before)
    )
    spent = percents.change(now.spend_minor, before=before.spend_minor)
    changed = percents.change(average, before=average_before)
    return [
        Card(
            _("Spend, %(period)s", period=DAYS[asked.days]),
            texts.money_text(now.spend_minor, currency=actor.currency),
            _change(spent, asked),
            links.sales_of(asked),
            now.purchases + now.refunds,
            _way(spent),
            _spark(days, weeks=weeks, asked=asked),
        ),
        Card(
            _("Average purchase"),
            NOTHING
            if average is None
            else texts.money_text(average, currency=actor.currency),
            _change(changed, asked),
            links.sales_of(asked, kind=PURCHASE),
            now.purchases,
            _way(changed),
        ),
    ]


def _came_again(counted: Figures, *, asked: Asked) -> Card:
    said = buyers_text(counted.buyers, repeaters=counted.repeaters)
    return Card(
        _("Came again"),
        counted.repeat_share or NOTHING,
        of_all_shops(asked) or said,
        links.people(visits_from=2),
        counted.repeaters,
    )


def _sum(days: list[DaySum]) -> _Sum:
    sales = sum(day.sales_minor for day in days)
    return _Sum(
        sum(day.purchases for day in days),
        sum(day.refunds for day in days),
        sales,
        sales - sum(day.refunded_minor for day in days),
    )


def _change(change: int | None, asked: Asked) -> str:
    period = str(DAYS[asked.days])
    if change is None:
        return _("nothing in the %(period)s before", period=period)
    said = percents.change_text(change)
    return _("%(change)s on the %(period)s before", change=said, period=period)


def _way(change: int | None) -> str:
    if not change:
        return ""
    return "up" if change > 0 else "down"


def _spark(days: list[DaySum], *, weeks: list[times.Span], asked: Asked) -> str:
    """The spend of each day of the period, of a long one of each week."""
    if not asked.is_long:
        spend = {day.on: day.sales_minor - day.refunded_minor for day in days}
        ordinals = range(asked.first.toordinal(), asked.today.toordinal() + 1)
        return sparkline([spend.get(date.fromordinal(day), 0) for day in ordinals])
    sums = times.summed(days, spans=weeks, of=_numbers)
    return sparkline([found[2] if found else 0 for found in sums])


def _numbers(day: DaySum) -> tuple[int, int, int]:
    return day.purchases, day.refunds, day.sales_minor - day.refunded_minor


def _spend_by_week(
    days: list[DaySum], *, weeks: list[times.Span], asked: Asked, actor: Actor
) -> Drawing:
    sums = times.summed(days, spans=weeks, of=_numbers)
    slots: list[Slot] = []
    rows: list[list[Cell]] = []
    for week, found in zip(weeks, sums, strict=True):
        bought, refunds, minor = found or (0, 0, 0)
        total = bought + refunds
        spend = texts.money_text(minor, currency=actor.currency)
        url = links.sales(week.first, last=week.last, shop_id=asked.shop_id)
        piece = Piece(minor, f"{week.name}: {spend}", url if total else "")
        slots.append(Slot((piece,), week.label, week.mark))
        rows.append(
            [
                Cell(week.name, url, total),
                Cell(texts.count_text(bought)),
                Cell(texts.count_text(refunds)),
                Cell(spend),
            ]
        )
    is_any = any(sums)
    return Drawing(
        _("Spend by week"),
        _("Bars of the spend of each week, refunds taken off."),
        _("Nothing was bought in these weeks."),
        charts.money_bars(slots, currency=actor.currency) if is_any else None,
        [_("Week"), _("Purchases"), _("Refunds"), _("Spend")],
        rows[::-1],
        note=weeks_note(asked),
    )


def _lists(today: date, *, has_buyers: bool, actor: Actor) -> list[People]:
    def row(one: Any, text: str) -> PersonRow:
        return PersonRow(one.id, one.name, one.initials, text)

    def day(on: date) -> str:
        is_near = abs((today - on).days) < NEAR_DAYS
        return texts.month_day_text(on) if is_near else texts.day_text(on)

    def money(one: Any) -> str:
        return texts.money_text(one.figure, currency=actor.currency)

    return [
        People(
            "newest",
            _("Newest"),
            links.people(),
            [row(one, day(one.figure)) for one in people.newest(SIZE)],
            _("Nobody was added yet."),
        ),
        People(
            "top",
            _("Top by spend"),
            links.people(sort="spend"),
            [row(one, money(one)) for one in people.top(SIZE)],
            _("Nobody bought anything yet."),
        ),
        People(
            "unseen",
            _("Not seen for long"),
            links.people(seen="long", sort="last_visit"),
            [row(one, day(one.figure)) for one in people.long_unseen(today, size=SIZE)],
            _("Everybody who bought came within the last 90 days.")
            if has_buyers
            else _("Nobody bought anything yet."),
        ),
        People(
            "birthdays",
            _("Birthdays soon"),
            links.people(birthday="soon"),
            [
                row(one, _birthday(one.on, one.days))
                for one in people.birthdays_soon(today, size=SIZE)
            ],
            _("Nobody's birthday is within the next two weeks."),
        ),
    ]


def _birthday(on: date, days: int) -> str:
    if days == 0:
        return _("today")
    return _("tomorrow") if days == 1 else texts.month_day_text(on)
