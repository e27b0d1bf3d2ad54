"""A line in few strokes: how something went, without an axis. Whole numbers alone."""

from __future__ import annotations

from collections.abc import Sequence

from customers.ground.charts import share, tenths


def sparkline(values: Sequence[int]) -> str:
    """The points of a line through the values, in a box of 100 by 24.

    "" where there are fewer than two, or nothing but zeros.
    """
    if len(values) < 2 or not any(values):
        return ""
    lowest, highest = min(0, *values), max(0, *values)
    whole = max(highest - lowest, 1)
    places = [
        (share(place, 1000, len(values) - 1), 10 + share(highest - value, 220, whole))
        for place, value in enumerate(values)
    ]
    return " ".join(f"{tenths(x)},{tenths(y)}" for x, y in places)
