"""Charts as numbers: where the bars, lines and words of a drawing stand.

Pure arithmetic on whole numbers. What goes across is in percent of the drawing, so
that it fits every width with words of one size; what goes down is in units of it.
`templates/macros/charts.html` draws it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from babel import Locale
from babel.numbers import format_compact_currency, get_currency_precision
from flask_babel import get_locale

from customers.ground import texts

# Units down: the room of the bars, and what stands above it for the highest word.
HEIGHT, ABOVE = 160, 10
# How far below the bars their labels and marks are written, and the drawing ends.
LABEL, _MARK, _BELOW = 18, 36, 44
# How much of its share of the width a bar takes, in hundredths.
_BAR = 64


class Column(NamedTuple):
    """What one bar stands for.

    `value` is a whole number; `label` and `mark` are written below it ("" for nothing),
    `title` says the bar in words.
    """

    value: int
    label: str
    mark: str
    title: str


class Tick(NamedTuple):
    """A line across at a round number, with its words."""

    y: str
    text: str
    is_zero: bool


class Bar(NamedTuple):
    """A bar, from the line of zero up, or down where it `is_negative`."""

    x: str
    y: str
    width: str
    height: str
    title: str
    is_negative: bool


class Label(NamedTuple):
    """A word below the bars."""

    x: str
    text: str


class Chart(NamedTuple):
    """A drawing of bars, so high; labels and marks are written on lines below them."""

    height: int
    label_y: int
    mark_y: int
    ticks: list[Tick]
    bars: list[Bar]
    labels: list[Label]
    marks: list[Label]


def money_chart(columns: Sequence[Column], *, currency: str) -> Chart:
    """Bars of money: the values are minor units of the currency."""
    steps = axis([column.value for column in columns])
    words = axis_texts(steps, currency=currency)
    lowest, highest = steps[0], steps[-1]

    def down(value: int) -> int:
        """How far below the top a value stands, in tenths."""
        return ABOVE * 10 + share(highest - value, HEIGHT * 10, highest - lowest)

    each = len(columns)
    return Chart(
        height=ABOVE + HEIGHT + _BELOW,
        label_y=ABOVE + HEIGHT + LABEL,
        mark_y=ABOVE + HEIGHT + _MARK,
        ticks=[
            Tick(tenths(down(step)), text, step == 0)
            for step, text in zip(steps, words, strict=True)
        ],
        bars=[
            _bar(
                place,
                column,
                each=each,
                top=down(max(column.value, 0)),
                bottom=down(min(column.value, 0)),
            )
            for place, column in enumerate(columns)
            if column.value
        ],
        labels=_labels([column.label for column in columns]),
        marks=_labels([column.mark for column in columns]),
    )


def axis(values: Sequence[int], *, most: int = 4) -> list[int]:
    """Round numbers, falling to or below the lowest value and rising past the highest.

    Zero is one of them. They are 1, 2 or 5 times a power of ten apart, with `most`
    spaces between them at most (2 or more).
    """
    lowest, highest = min((0, *values)), max((0, *values))
    for step in _round_steps():
        below, above = -(lowest // step), -(-highest // step)
        if below + above <= most:
            break
    return [number * step for number in range(-below, max(above, 1 - below) + 1)]


def axis_texts(steps: Sequence[int], *, currency: str) -> list[str]:
    """Amounts of minor units in as few signs as say them: £20, £1.5K, £0.50."""
    unit = 10 ** get_currency_precision(currency)
    if any(step % unit for step in steps):
        return [texts.money_text(step, currency=currency) for step in steps]
    locale = get_locale() or Locale("en")
    return [_short(step // unit, currency, locale) for step in steps]


@lru_cache(maxsize=4_096)
def _short(amount: int, currency: str, locale: Locale) -> str:
    return str(
        format_compact_currency(
            Decimal(amount), currency, locale=locale, fraction_digits=1
        )
    )


def _round_steps() -> Iterator[int]:
    """1, 2, 5, 10, 20, 50 and so on, without an end."""
    for power in count():
        yield from (first * 10**power for first in (1, 2, 5))


def _bar(place: int, column: Column, *, each: int, top: int, bottom: int) -> Bar:
    # The smallest amount is still seen.
    height = max(bottom - top, 10)
    is_negative = column.value < 0
    return Bar(
        x=percent(200 * place + 100 - _BAR, 2 * each),
        y=tenths(top if is_negative else bottom - height),
        width=percent(2 * _BAR, 2 * each),
        height=tenths(height),
        title=column.title,
        is_negative=is_negative,
    )


def _labels(words: Sequence[str]) -> list[Label]:
    return [
        Label(percent(200 * place + 100, 2 * len(words)), word)
        for place, word in enumerate(words)
        if word
    ]


def share(part: int, whole: int, of: int) -> int:
    """What `part` is of `of`, as so much of `whole`; rounded half up."""
    return (2 * part * whole + of) // (2 * of)


def tenths(number: int) -> str:
    """So many tenths, as SVG writes them."""
    return f"{number // 10}.{number % 10}"


def percent(hundredths: int, of: int) -> str:
    """So many hundredths of one of `of` shares of the whole."""
    ten_thousandths = share(hundredths, 100, of)
    return f"{ten_thousandths // 100}.{ten_thousandths % 100:02d}%"
