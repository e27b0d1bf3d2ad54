"""The tabs of a profile: the one place where a room adds its own.

A tab is an address of its own; its page begins with `templates/desk/_head.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import lazy_gettext as _l

from customers.directory import queries as directory
from customers.notes import queries as notes

MOST_COUNTED = 99


class Tab(NamedTuple):
    """A tab: its word, its page, and what it counts of a customer's id (None: nothing).

    A count may stop at 100; 100 is shown as more than 99.
    """

    name: str
    label: Any
    endpoint: str
    counter: Callable[[int], int] | None = None


class ShownTab(NamedTuple):
    """A tab as `ui.tabs` draws it; `counted` is a text, "" where nothing is counted."""

    text: str
    url: str
    is_current: bool
    counted: str


TABS = (
    Tab("overview", _l("Overview"), "desk.show_customer"),
    Tab("notes", _l("Notes"), "desk.show_notes", notes.note_count),
    Tab("details", _l("Details"), "desk.show_details"),
    Tab("history", _l("History"), "desk.show_history", directory.edit_count),
)


def shown_tabs(customer_id: int, *, current: str) -> list[ShownTab]:
    """The tabs of a customer's profile, `current` being the name of the one shown."""
    return [
        ShownTab(
            str(tab.label),
            url_for(tab.endpoint, customer_id=customer_id),
            tab.name == current,
            _counted(tab, customer_id),
        )
        for tab in TABS
    ]


def _counted(tab: Tab, customer_id: int) -> str:
    if tab.counter is None:
        return ""
    count = tab.counter(customer_id)
    return str(count) if count <= MOST_COUNTED else f"{MOST_COUNTED}+"
