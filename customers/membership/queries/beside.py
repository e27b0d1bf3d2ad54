"""What a page of a higher floor shows beside the switches of its rows.

It says something of all customers, so that each switch brings it up to date.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from customers.accounts.actors import Actor


class Beside(NamedTuple):
    """A part of a page: its template, its id, and what gives that template's values."""

    template: str
    place: str
    values: Callable[[Actor], Mapping[str, Any]]


_known: list[Beside] = []


def show_beside(part: Beside) -> None:
    """Bring this part up to date with every switch of a row. Twice is once."""
    if part not in _known:
        _known.append(part)


def beside_rows() -> tuple[Beside, ...]:
    """The parts, in the order in which they were named."""
    return tuple(_known)
