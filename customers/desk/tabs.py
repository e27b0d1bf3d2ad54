"""The tabs of a profile: the one place where a room adds its own.

A tab is an address of its own; its page begins with `templates/desk/_head.html`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, func, select

from customers.directory import queries as directory
from customers.ground import texts
from customers.ground.db import db
from customers.notes import queries as notes
from customers.purchases import queries as purchases

MOST_COUNTED = 99


class Tab(NamedTuple):
    """A tab: its word, its page, and what it counts (None: nothing).

    `counted` are the ids of what a customer has of it, `counts` what these are.
    """

    name: str
    label: Any
    endpoint: str
    counted: Callable[[int], Select[int]] | None = None
    counts: Any = ""


class ShownTab(NamedTuple):
    """A tab as `ui.tabs` draws it.

    `counted` is a text, "" where nothing is counted; `counts` says what, if the tab's
    own word does not.
    """

    text: str
    url: str
    is_current: bool
    counted: str
    counts: str


TABS = (
    Tab("overview", _l("Overview"), "desk.show_customer"),
    Tab(
        "purchases",
        _l("Purchases"),
        "desk.show_purchases",
        purchases.purchase_ids,
        _l("Purchases and refunds"),
    ),
    Tab("membership", _l("Membership"), "desk.show_membership"),
    Tab("notes", _l("Notes"), "desk.show_notes", notes.note_ids),
    Tab("details", _l("Details"), "desk.show_details"),
    Tab("history", _l("History"), "desk.show_history", directory.edit_ids),
)


def named(name: str) -> Tab:
    """The tab of this name, the first where there is none."""
    return next((tab for tab in TABS if tab.name == name), TABS[0])


def shown_tabs(customer_id: int, *, current: str) -> list[ShownTab]:
    """The tabs of a customer's profile, `current` being the name of the one shown."""
    counts = _counts(customer_id)
    return [
        ShownTab(
            str(tab.label),
            url_for(tab.endpoint, customer_id=customer_id),
            tab.name == current,
            _counted(counts.get(tab.name)),
            str(tab.counts),
        )
        for tab in TABS
    ]


def _counts(customer_id: int) -> dict[str, int]:
    """What the tabs count, by their names: one question, 100 rows of each at most."""
    counted = {tab.name: tab.counted(customer_id) for tab in TABS if tab.counted}
    wanted = [
        select(func.count())
        .select_from(ids.limit(MOST_COUNTED + 1).subquery())
        .scalar_subquery()
        .label(name)
        for name, ids in counted.items()
    ]
    return db.session.execute(select(*wanted)).one()._asdict()


def _counted(count: int | None) -> str:
    if count is None:
        return ""
    if count > MOST_COUNTED:
        return _("%(count)s+", count=texts.count_text(MOST_COUNTED))
    return texts.count_text(count)
