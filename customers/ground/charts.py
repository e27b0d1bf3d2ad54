"""Charts as numbers: where the bars, lines and words of a drawing stand.

A place across may have several bars: those above zero stand on each other, those below
it hang from each other. A bar may lead to an address, by all of its place where it is
alone there.

Pure arithmetic on whole numbers. What goes across is in percent of the drawing, so
that it fits every width with words of one size; what goes down is in units of it.
`templates/macros/charts.html` draws it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from functools import lru_cache
from itertools import count
from typing import NamedTuple

from babel import Locale
from babel.numbers import (
    format_compact_currency,
    format_compact_decimal,
    get_currency_precision,
)
from flask_babel import get_locale

from customers.ground import texts

# Units down: the room of the bars, and what stands above it for the highest word.
HEIGHT, ABOVE = 160, 10
# How far below the bars their labels and marks are written, and the drawing ends.
LABEL, _MARK, _BELOW = 18, 36, 8
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


class Piece(NamedTuple):
    """A bar of a place: a whole number, and what it says in words.

    `url` is what it leads to, "" for nothing; a `tone` tells it from those beside it.
    """

    value: int
    title: str
    url: str = ""
    tone: str = ""


class Slot(NamedTuple):
    """A place across, with its bars; `label` and `mark` are written below it."""

    pieces: Sequence[Piece]
    label: str = ""
    mark: str = ""


class Tick(NamedTuple):
    """A line across at a round number, with its words."""

    y: str
    text: str
    is_zero: bool


class Box(NamedTuple):
    """Where something stands, and how large it is."""

    x: str
    y: str
    width: str
    height: str


class Bar(NamedTuple):
    """A bar, from the line of zero up, or down where it `is_negative`.

    `hit` is what may be pressed to follow its `url`, None where it has none.
    """

    x: str
    y: str
    width: str
    height: str
    title: str
    is_negative: bool
    tone: str = ""
    url: str = ""
    hit: Box | None = None


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
    """Bars of money, one a place: the values are minor units of the currency."""
    slots = [
        Slot((Piece(column.value, column.title),), column.label, column.mark)
        for column in columns
    ]
    return money_bars(slots, currency=currency)


def money_bars(slots: Sequence[Slot], *, currency: str) -> Chart:
    """Bars of money: the values are minor units of the currency."""
    return _drawn(slots, lambda steps: axis_texts(steps, currency=currency))


def count_bars(slots: Sequence[Slot]) -> Chart:
    """Bars of counts; what is below zero is counted downwards, without a sign."""
    return _drawn(slots, lambda steps: [count_text(abs(step)) for step in steps])


def count_text(number: int) -> str:
    """A count in as few signs as say it: 20, 1.5K."""
    locale = get_locale() or Locale("en")
    return str(format_compact_decimal(number, locale=locale, fraction_digits=1))


def _drawn(
    slots: Sequence[Slot], words: Callable[[Sequence[int]], Sequence[str]]
) -> Chart:
    steps = axis([reach for slot in slots for reach in _reaches(slot)])
    scale = _Scale(steps[0], steps[-1])
    each = len(slots)
    words_end = _MARK if any(slot.mark for slot in slots) else LABEL
    return Chart(
        height=ABOVE + HEIGHT + words_end + _BELOW,
        label_y=ABOVE + HEIGHT + LABEL,
        mark_y=ABOVE + HEIGHT + _MARK,
        ticks=[
            Tick(tenths(scale.down(step)), text, step == 0)
            for step, text in zip(steps, words(steps), strict=True)
        ],
        bars=[
            bar
            for place, slot in enumerate(slots)
            for bar in _bars(place, slot, each, scale)
        ],
        labels=_labels([slot.label for slot in slots]),
        marks=_labels([slot.mark for slot in slots]),
    )


def _reaches(slot: Slot) -> tuple[int, int]:
    """How far the bars of a place hang down, and how far they rise."""
    values = [piece.value for piece in slot.pieces]
    return sum(min(each, 0) for each in values), sum(max(each, 0) for each in values)


class _Scale(NamedTuple):
    """The values at the bottom and at the top of a drawing."""

    lowest: int
    highest: int

    def down(self, value: int) -> int:
        """How far below the top a value stands, in tenths."""
        below, whole = self.highest - value, self.highest - self.lowest
        return ABOVE * 10 + share(below, HEIGHT * 10, whole)


def _bars(place: int, slot: Slot, each: int, scale: _Scale) -> Iterator[Bar]:
    reached = {False: 0, True: 0}
    signs = [piece.value < 0 for piece in slot.pieces if piece.value]
    for piece in slot.pieces:
        if not piece.value:
            continue
        is_negative = piece.value < 0
        start = reached[is_negative]
        reached[is_negative] = end = start + piece.value
        top, bottom = scale.down(max(start, end)), scale.down(min(start, end))
        # The smallest amount is still seen.
        height = max(bottom - top, 10)
        box = Box(
            x=percent(200 * place + 100 - _BAR, 2 * each),
            y=tenths(top if is_negative else bottom - height),
            width=percent(2 * _BAR, 2 * each),
            height=tenths(height),
        )
        hit = None
        if piece.url:
            hit = box
            if signs.count(is_negative) == 1:
                hit = _whole(place, each, scale, is_negative=is_negative)
        yield Bar(*box, piece.title, is_negative, piece.tone, piece.url, hit)


def _whole(place: int, each: int, scale: _Scale, *, is_negative: bool) -> Box:
    """All of a place on one side of the line of zero."""
    zero = scale.down(0)
    top, bottom = ABOVE * 10, (ABOVE + HEIGHT) * 10
    return Box(
        x=percent(100 * place, each),
        y=tenths(zero if is_negative else top),
        width=percent(100, each),
        height=tenths(bottom - zero if is_negative else zero - top),
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
