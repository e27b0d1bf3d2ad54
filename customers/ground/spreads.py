"""A drawing of how many are where on an axis of money, with a line at one amount.

Pure arithmetic on whole numbers, as in `charts`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from babel import Locale
from babel.numbers import format_compact_decimal
from flask_babel import get_locale

from customers.ground.charts import (
    HEIGHT,
    LABEL,
    Label,
    Tick,
    axis,
    axis_texts,
    percent,
    share,
    tenths,
)

# The room for the words of the mark, above the highest bar.
_HEAD = 18
# How much of its share of the width a bar takes, in hundredths: they nearly touch.
_BAR = 94


class Interval(NamedTuple):
    """How many are within one width of the axis; `title` says so in words."""

    total: int
    title: str


class Part(NamedTuple):
    """A bar of a spread, or the piece of it on one side of the mark."""

    x: str
    y: str
    width: str
    height: str
    title: str
    is_reached: bool


class Mark(NamedTuple):
    """A line down the drawing, with its words above it."""

    x: str
    top: int
    bottom: int
    text: str
    anchor: str


class SpreadChart(NamedTuple):
    """A drawing of how many are where on an axis of money, with one mark on it."""

    height: int
    label_y: int
    ticks: list[Tick]
    parts: list[Part]
    labels: list[Label]
    last: str
    mark: Mark


def spread_chart(
    intervals: Sequence[Interval],
    *,
    width: int,
    mark: int,
    mark_text: str,
    currency: str,
) -> SpreadChart:
    """Bars of how many are within each `width` of minor units, from 0 on.

    The last interval has no end. What reaches the `mark` (minor units) is told from
    what does not, also within a bar.
    """
    each = len(intervals)
    steps = axis([interval.total for interval in intervals])
    floor = _HEAD + HEIGHT
    # In hundredths of an interval; what is past the axis stands amid the last.
    at = min(100 * mark // width, 100 * each - 50)

    def down(total: int) -> int:
        """How far below the top of the drawing a number stands, in tenths."""
        return _HEAD * 10 + share(steps[-1] - total, HEIGHT * 10, steps[-1])

    parts = [
        part
        for place, interval in enumerate(intervals)
        if interval.total
        for part in _parts(place, interval, each, at, down(interval.total), floor * 10)
    ]
    return SpreadChart(
        height=floor + LABEL + 8,
        label_y=floor + LABEL,
        ticks=[
            Tick(tenths(down(step)), _count(step), is_zero=step == 0) for step in steps
        ],
        parts=parts,
        labels=_round_labels(each, width, currency),
        last=axis_texts([(each - 1) * width], currency=currency)[0] + "+",
        mark=Mark(percent(at, each), _HEAD, floor, mark_text, _anchor(at, each)),
    )


def _parts(
    place: int, interval: Interval, each: int, at: int, top: int, floor: int
) -> Iterator[Part]:
    """The bar, in two where the mark cuts it."""
    height = max(floor - top, 10)
    gap = (100 - _BAR) // 2
    start, end = 100 * place + gap, 100 * place + 100 - gap
    cut = min(max(at, start), end)
    for low, high, is_reached in ((start, cut, False), (cut, end, True)):
        if high > low:
            yield Part(
                x=percent(low, each),
                y=tenths(floor - height),
                width=percent(high - low, each),
                height=tenths(height),
                title=interval.title,
                is_reached=is_reached,
            )


def _round_labels(each: int, width: int, currency: str) -> list[Label]:
    """Round amounts below the bars, but for where the last interval's words stand."""
    top = (each - 1) * width
    steps = [step for step in axis([top], most=6) if step * 5 <= top * 4]
    words = axis_texts(steps, currency=currency)
    return [
        Label(percent(100 * step // width, each), word)
        for step, word in zip(steps, words, strict=True)
    ]


def _anchor(at: int, each: int) -> str:
    """Which way the words of a mark go: never out of the drawing."""
    if at < 12 * each:
        return "start"
    return "end" if at > 88 * each else "middle"


def _count(number: int) -> str:
    locale = get_locale() or Locale("en")
    return str(format_compact_decimal(number, locale=locale, fraction_digits=1))
