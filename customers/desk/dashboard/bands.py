"""Customers by what they spent: bands between round amounts that suit the business."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.desk.dashboard import links
from customers.desk.dashboard.asked import Asked
from customers.desk.dashboard.pieces import Bars, Cell, of_all_shops
from customers.ground import charts, texts
from customers.ground.money import decimals_of
from customers.membership.queries import trends
from customers.membership.queries.preview_counts import spread
from customers.membership.queries.proposing import reached_by
from customers.purchases.queries import percents

# The drawing's bounds begin where most have spent more, and end where few have.
_LOW_PERCENT, _HIGH_PERCENT = 95, 3
# A first or last band with less of those who spent anything joins the one beside it.
_FEW_PERCENT = 4
_MOST_BOUNDS = 8


def by_spend(total: int, *, window: str, asked: Asked, actor: Actor) -> Bars:
    """How many of `total` customers spent how much of what counts in the window."""
    bounds = bounds_of(spread(), decimals=decimals_of(actor.currency))
    bounds, found = joined(bounds, counts=trends.spend_bands(bounds))
    # Who spent nothing, or was given more back, stands in no band.
    counts = [max(total - sum(found), 0), *found]
    ends = [None, *bounds, None]
    most = max(counts, default=0)
    rows = []
    for count, low, high in zip(counts, ends, ends[1:], strict=False):
        url = links.people(
            spend_from=low and typed(low, currency=actor.currency),
            spend_to=high and typed(high, currency=actor.currency),
        )
        rows.append(
            (
                _words(low, high, actor),
                charts.percent(100 * count, max(most, 1)),
                [
                    Cell(texts.count_text(count), url, count),
                    Cell(percents.share_text(count, of=total)),
                ],
            )
        )
    note = _("Counted: %(window)s", window=window)
    everybody = of_all_shops(asked)
    return Bars(
        _("Customers by spend"),
        [_("Spend"), _("Customers"), _("Share")],
        rows if total else [],
        f"{note} · {everybody}" if everybody else note,
        _("There are no customers yet."),
    )


def bounds_of(spread: Sequence[tuple[int, int]], *, decimals: int) -> list[int]:
    """Where bands may begin, rising: the smallest coin, then round amounts.

    These are 1, 2 or 5 times a power of ten, none below the main unit but the first.
    `spread` are (spend, customers), rising; minor units.
    """
    unit = 10**decimals
    low, high = unit, 100 * unit
    if spread:
        low = max(reached_by(spread, percent=_LOW_PERCENT), unit)
        high = max(reached_by(spread, percent=_HIGH_PERCENT), low)
    rounds = (
        first * 10**power for power in range(len(str(high))) for first in (1, 2, 5)
    )
    return sorted({1, *(each for each in rounds if _below(low) <= each <= high)})


def joined(
    bounds: Sequence[int], *, counts: Sequence[int]
) -> tuple[list[int], list[int]]:
    """Fewer bounds and what is in their bands: none at either end with but a few.

    The first bound stays. Where there are still many, those that begin with a 2 go,
    then those with a 5.
    """
    kept, found = list(bounds), list(counts)
    few = sum(found) * _FEW_PERCENT
    while len(kept) > 2 and found[0] * 100 < few:
        _join(kept, found, 1)
    while len(kept) > 2 and found[-1] * 100 < few:
        _join(kept, found, len(kept) - 1)
    for digit in "25":
        if len(kept) > _MOST_BOUNDS:
            for place in reversed(range(1, len(kept))):
                if str(kept[place])[0] == digit:
                    _join(kept, found, place)
    return kept, found


def _join(bounds: list[int], counts: list[int], place: int) -> None:
    """Take a bound away: what is in its band belongs to the one before."""
    del bounds[place]
    counts[place - 1] += counts.pop(place)


def _below(amount: int) -> int:
    """The round amount at or below it."""
    power: int = 10 ** (len(str(amount)) - 1)
    return next(first * power for first in (5, 2, 1) if first * power <= amount)


def typed(amount_minor: int, *, currency: str) -> str:
    """The amount as addresses say it: a plain decimal of the main unit."""
    return f"{Decimal(amount_minor).scaleb(-decimals_of(currency)):f}"


def _words(low: int | None, high: int | None, actor: Actor) -> str:
    def money(minor: int) -> str:
        return charts.axis_texts([minor], currency=actor.currency)[0]

    if low is None:
        return _("Nothing")
    if high is None:
        return _("%(amount)s and more", amount=money(low))
    if low == 1:
        return _("Below %(amount)s", amount=money(high))
    return _("%(low)s to %(high)s", low=money(low), high=money(high))
