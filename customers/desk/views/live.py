"""The list follows what others do: its cards, its rows where they are, its drawer."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from flask import request, url_for

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.live import live_part
from customers.desk.queries.list_live import ids_in, rows_of
from customers.desk.queries.stats import stats_at
from customers.desk.views.drawer import drawer_part
from customers.desk.views.room import room
from customers.directory.queries.asked import LIST, asked
from customers.directory.rules import Selection
from customers.events import versions
from customers.ground import rates
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid, NotFound, TooMany


@room.get("/customers/live", access=SEE_CUSTOMERS, polled=True)
def follow_list() -> Answer:
    """Bring the list's page up to date.

    `rows` names the customers whom it shows, `open` the one in the drawer, where the
    notes are of one `kind`, if it says so; the rest what the list was asked for, where
    that marks its rows.
    """
    return live_part("desk/_live_list.html", _news, page_url=LIST)


def _news(since: int, version: int) -> dict[str, Any]:
    ids = ids_in(request.args.get("rows", ""))
    shown = ids_in(request.args.get("open", ""))[:1]
    changed = versions.changed_since(since, among={*ids, *shown})
    listed = changed.intersection(ids)
    wanted = _selection() if listed else Selection()
    found = rows_of(listed, selection=wanted, actor=actor())
    list_url = url_for("desk.list_customers")
    return {
        "stats": stats_at(version, actor=actor()),
        **found._asdict(),
        **_drawer(changed.intersection(shown)),
        # The page on which the switches stand is not the one that is asked.
        "switch_back": lambda: list_url,
    }


def _selection() -> Selection:
    """What the page's list was asked for; all, where that cannot be told now."""
    try:
        wanted = asked(request.args).selection
        if wanted.q:
            rates.count_search(actor().business_id, actor().user_id)
    except (Invalid, TooMany):
        return Selection()
    return wanted


def _drawer(changed: Collection[int]) -> dict[str, Any]:
    """What the drawer shows now; it stays as it was where its customer is no more."""
    for customer_id in changed:
        try:
            part = drawer_part(customer_id, kind=request.args.get("kind"))
        except NotFound:
            break
        return {"drawer": True, **part}
    return {"drawer": False}
