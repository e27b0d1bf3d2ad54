"""What was changed, as the profile draws it: in short and in full."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from customers.directory.queries import Edit

# How many fields of one change an overview shows.
MOST_IN_SHORT = 3

_SYMBOLS = {
    "CustomerCreated": "plus",
    "CustomerDeleted": "trash-2",
    "CustomerRestored": "undo-2",
}


class ShownEdit(NamedTuple):
    """One change: when (a text, and for machines in UTC), by whom, and what.

    `changes` are (label, before, after), texts ready; `left_out` says how many more
    there are.
    """

    at: str
    at_iso: str
    by: str
    title: str
    symbol: str
    is_deletion: bool
    changes: Sequence[tuple[str, str, str]]
    left_out: int


def in_full(edits: Sequence[Edit]) -> list[ShownEdit]:
    """Every field of each change."""
    return [_shown(edit, most=len(edit.changes)) for edit in edits]


def in_short(edits: Sequence[Edit]) -> list[ShownEdit]:
    """The first fields of each change; none of an addition, where all were new."""
    return [
        _shown(edit, most=0 if edit.kind == "CustomerCreated" else MOST_IN_SHORT)
        for edit in edits
    ]


def _shown(edit: Edit, *, most: int) -> ShownEdit:
    return ShownEdit(
        at=edit.at,
        at_iso=edit.moment.isoformat(timespec="seconds"),
        by=edit.by,
        title=edit.title,
        symbol=_SYMBOLS.get(edit.kind, "pencil"),
        is_deletion=edit.kind == "CustomerDeleted",
        changes=edit.changes[:most],
        left_out=max(0, len(edit.changes) - most) if most else 0,
    )
