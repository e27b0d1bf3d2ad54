"""How many customers a selection has, without counting a million of them."""

from __future__ import annotations

from typing import NamedTuple

from customers.accounts.actors import Actor
from customers.directory.queries import listing, search
from customers.directory.rules import Selection


class Counted(NamedTuple):
    """How many customers a selection has; at least so many where it is not exact."""

    total: int
    is_exact: bool


def counted(selection: Selection, *, most: int, actor: Actor) -> Counted:
    """How many customers the selection has, counting up to `most`.

    What a tally knows is known exactly. A search takes the closest, as its list does.
    """
    if selection.q:
        ranking = search.found_by(selection, actor=actor)
        return Counted(len(ranking.hits), not ranking.is_cut)
    total = listing.known_total(selection, actor=actor)
    if total is not None:
        return Counted(total, is_exact=True)
    count = listing.count_up_to(selection, most=most + 1, actor=actor)
    return Counted(min(count, most), count <= most)
