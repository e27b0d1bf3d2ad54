"""How many customers spent how much: bars of one width, and a last one for the rest.

Pure arithmetic on the steps of the tally: whole steps fit the bars, since a bar is 1, 2
or 5 times a power of ten wide and the axis has 10 to 40 of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import ngettext

from customers.ground import spreads, texts
from customers.ground.money import decimals_of
from customers.ground.spreads import Interval, SpreadChart
from customers.membership.queries.proposing import BEYOND_PERCENT, reached_by

_MOST_BARS = 40


class Axis(NamedTuple):
    """Bars of `width` from 0 to `top`; what is more stands in one more bar."""

    width: int
    top: int

    @property
    def bars(self) -> int:
        """How many bars there are before the last."""
        return self.top // self.width


class Slider(NamedTuple):
    """A slider along the axis: its first and last amount, and what one step is.

    Canonical amounts of the main unit.
    """

    least: str
    most: str
    step: str


class Histogram(NamedTuple):
    """The drawing, and the same as rows (spend, customers).

    `said` is the drawing in a sentence; `without_spend` says who stands in no bar.
    """

    chart: SpreadChart
    rows: list[tuple[str, str]]
    said: str
    without_spend: str


def axis_of(spread: Sequence[tuple[int, int]]) -> Axis:
    """The axis for a spread, not empty: (spend of two digits, customers), rising."""
    last = max(10, reached_by(spread, percent=BEYOND_PERCENT))
    tenth = 10 ** (len(str(last)) - 2)
    width = next(w * tenth for w in (1, 2, 5) if last < w * tenth * _MOST_BARS)
    return Axis(width, (last // width + 1) * width)


def bars(spread: Sequence[tuple[int, int]], *, axis: Axis) -> list[int]:
    """How many customers stand in each bar, those beyond the axis in the last."""
    found = [0] * (axis.bars + 1)
    for from_minor, total in spread:
        found[min(from_minor // axis.width, axis.bars)] += total
    return found


def slider(spread: Sequence[tuple[int, int]], *, currency: str) -> Slider | None:
    """The slider for a spread; None where it is empty."""
    if not spread:
        return None
    axis = axis_of(spread)
    decimals = decimals_of(currency)
    # Two decimals are read alike in every language, a third might group.
    step = max(1, axis.width // 10, 10 ** (decimals - 2) if decimals > 2 else 1)
    return Slider(
        _canonical(step, decimals),
        _canonical(axis.top + axis.width, decimals),
        _canonical(step, decimals),
    )


def histogram(
    spread: Sequence[tuple[int, int]],
    *,
    threshold_minor: int,
    currency: str,
    said: str,
    without_spend: str = "",
) -> Histogram:
    """The drawing of a spread that is not empty, with a line at the threshold."""
    axis = axis_of(spread)
    found = bars(spread, axis=axis)
    starts = [place * axis.width for place in range(len(found))]
    words = [_interval(start, axis, currency) for start in starts]
    chart = spreads.spread_chart(
        [
            Interval(total, _bar_title(word, total))
            for word, total in zip(words, found, strict=True)
        ],
        width=axis.width,
        mark=threshold_minor,
        mark_text=texts.money_text(threshold_minor, currency=currency),
        currency=currency,
    )
    rows = [
        (word, texts.count_text(total))
        for word, total in zip(words, found, strict=True)
    ]
    return Histogram(chart, rows, said, without_spend)


def _canonical(amount_minor: int, decimals: int) -> str:
    text = f"{Decimal(amount_minor).scaleb(-decimals):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _interval(start: int, axis: Axis, currency: str) -> str:
    low = texts.money_text(start, currency=currency)
    if start == axis.top:
        return _("%(amount)s and more", amount=low)
    high = texts.money_text(start + axis.width, currency=currency)
    return _("%(low)s to %(high)s", low=low, high=high)


def _bar_title(words: str, total: int) -> str:
    said: dict[str, Any] = {"count": texts.count_text(total), "spend": words}
    return ngettext(
        "%(spend)s: %(count)s customer", "%(spend)s: %(count)s customers", total, **said
    )
