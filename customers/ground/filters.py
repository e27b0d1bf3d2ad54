"""Filters of a list as its page shows them: what can be chosen, and what is set."""

from __future__ import annotations

from typing import NamedTuple


class Filter(NamedTuple):
    """One choice: its name in the address, its label, and (value, text, is chosen)."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


class Chip(NamedTuple):
    """One filter that is set, and the address of the list without it."""

    label: str
    text: str
    url: str
