"""The busiest weekdays and hours of the period: purchases alone, whoever bought."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time, timedelta
from decimal import Decimal
from functools import lru_cache

from babel import Locale
from babel.dates import format_time
from babel.numbers import format_decimal
from flask_babel import gettext as _

from customers.desk.dashboard import links
from customers.desk.dashboard.asked import Asked
from customers.desk.dashboard.pieces import Bars, Cell, Drawing, period_note
from customers.ground import charts, texts
from customers.ground.charts import Piece, Slot
from customers.purchases.queries.trends import HourSum
from customers.purchases.rules import PURCHASE

# Below the bars not each hour can be named.
_NAMED_EVERY = 6


def by_weekday(week: Sequence[HourSum], *, asked: Asked) -> Bars:
    """How many purchases there were on each weekday, and how many a day of it."""
    found = [0] * 7
    for one in week:
        found[one.week_hour // 24] += one.purchases
    days = _days_of(asked.first, asked.days)
    most = max(found)
    rows = [
        (
            texts.weekday_text(weekday),
            charts.percent(100 * count, max(most, 1)),
            [
                Cell(
                    texts.count_text(count),
                    links.sales_of(asked, kind=PURCHASE, weekday=weekday),
                    count,
                ),
                Cell(_average(count, days[weekday])),
            ],
        )
        for weekday, count in enumerate(found)
    ]
    return Bars(
        _("Busiest weekdays"),
        [_("Weekday"), _("Purchases"), _("A day")],
        rows if most else [],
        period_note(asked),
        _("Nothing was bought in this period."),
    )


def by_hour(week: Sequence[HourSum], *, asked: Asked) -> Drawing:
    """How many purchases there were in each hour of the day."""
    found = [0] * 24
    for one in week:
        found[one.week_hour % 24] += one.purchases
    slots: list[Slot] = []
    rows: list[list[Cell]] = []
    for hour, count in enumerate(found):
        url = links.sales_of(asked, kind=PURCHASE, hour=hour)
        name = _hour(hour, texts.locale())
        text = texts.count_text(count)
        label = name if hour % _NAMED_EVERY == 0 else ""
        slots.append(Slot((Piece(count, f"{name}: {text}", url),), label))
        rows.append([Cell(name), Cell(text, url, count)])
    return Drawing(
        _("Busiest hours"),
        _("Bars of the purchases in each hour of the day."),
        _("Nothing was bought in this period."),
        charts.count_bars(slots) if any(found) else None,
        [_("From"), _("Purchases")],
        rows,
        note=period_note(asked),
    )


def _days_of(first: date, days: int) -> list[int]:
    """How many Mondays, Tuesdays and so on there are in so many days."""
    whole, more = divmod(days, 7)
    also = {(first + timedelta(days=n)).weekday() for n in range(more)}
    return [whole + (weekday in also) for weekday in range(7)]


def _average(count: int, days: int) -> str:
    """How many that is a day, with one decimal, half up."""
    tenths = (20 * count + days) // (2 * days)
    return str(
        format_decimal(Decimal(tenths) / 10, format="#,##0.0", locale=texts.locale())
    )


@lru_cache(maxsize=256)
def _hour(hour: int, locale: Locale) -> str:
    """The hour as the reader's clock says it: 6 PM, 18:00."""
    is_of_twelve = "a" in locale.time_formats["short"].pattern
    pattern = "h a" if is_of_twelve else "HH:mm"
    return str(format_time(time(hour), pattern, locale=locale))
