"""Shares and changes of figures in whole per cent, and how they are said."""

from __future__ import annotations

from customers.ground import texts
from customers.purchases.rules import share


def change(now: int | None, *, before: int | None) -> int | None:
    """By how many per cent a figure changed, half away from zero.

    None from nothing, or where it is none.
    """
    if now is None or before is None or before <= 0:
        return None
    return share(now - before, of=before, part=100)


def change_text(percent: int) -> str:
    """A change with its sign, such as +12%."""
    return ("+" if percent > 0 else "") + texts.percent_text(percent)


def share_text(part: int, *, of: int) -> str:
    """What a part is of a whole, half up, such as 48%; "" of nothing."""
    return texts.percent_text(share(part, of=of, part=100)) if of else ""
