"""Refunds and the purchases they name, brought together for a dry run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from customers.transfer.purchases.groups import MOST_GATHERED
from customers.transfer.purchases.told import Told

MOST_TOGETHER = 1_000


def gathered(told_ones: Iterable[Told], *, refunded: set[str]) -> Iterator[list[Told]]:
    """The purchases of a file; those that one unit of work must take together.

    What a dry run takes back is not there for the next batch: so it takes refunds
    and the purchases they name, which it keeps until the end, in one. `refunded` are
    the references that refunds name.

    A thousand that gather around one purchase are parted again, since whoever sells
    waits as long as one unit of work takes: beyond them a dry run may say of a refund
    that it waits, where the import says that it counts or is too much.
    """
    kept: dict[str, list[Told]] = {}
    count = 0
    for told in told_ones:
        root = _root(told, refunded=refunded)
        if root is None:
            yield [told]
            continue
        kept.setdefault(root, []).append(told)
        count += told.rows
        if count > MOST_GATHERED:
            yield from _parted(kept)
            kept, count = {}, 0
    yield from _parted(kept)


def _parted(kept: dict[str, list[Told]]) -> Iterator[list[Told]]:
    for together in kept.values():
        for start in range(0, len(together), MOST_TOGETHER):
            yield together[start : start + MOST_TOGETHER]


def _root(told: Told, *, refunded: set[str]) -> str | None:
    """The purchase around which refunds gather, None for one without any."""
    if told.purchase is None:
        return None
    if told.purchase.refund_of_reference is not None:
        return told.purchase.refund_of_reference
    reference = told.purchase.reference
    return reference if reference in refunded else None
