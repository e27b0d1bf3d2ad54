"""The dashboard: three tabs, each its own address, and the door they poll."""

from __future__ import annotations

from functools import partial
from typing import Any

from flask import request
from flask_babel import gettext as _

from customers.accounts.permissions import SEE_CUSTOMERS
from customers.desk.dashboard import page
from customers.desk.dashboard.asked import (
    CUSTOMERS,
    INSIGHTS,
    LABELS,
    MEMBERSHIP,
    PATHS,
    asked,
)
from customers.desk.live import live_part, seen_at
from customers.desk.views.room import room
from customers.events import versions
from customers.ground import answers
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid, NotFound

LIVE = "/dashboard/live"


@room.get(PATHS[CUSTOMERS], access=SEE_CUSTOMERS)
def home() -> Answer:
    """Show the customers: how many, what they spend, whom to think of."""
    return _tab(CUSTOMERS)


@room.get(PATHS[MEMBERSHIP], access=SEE_CUSTOMERS)
def show_membership_tab() -> Answer:
    """Show the members, who joined and whose membership ended."""
    return _tab(MEMBERSHIP)


@room.get(PATHS[INSIGHTS], access=SEE_CUSTOMERS)
def show_insights_tab() -> Answer:
    """Show how often, how much and when people buy, and who comes again."""
    return _tab(INSIGHTS)


@room.get(LIVE, access=SEE_CUSTOMERS, polled=True)
def follow_dashboard() -> Answer:
    """Give the figures of a tab as they are now; 204 where nothing changed."""
    tab = request.args.get("tab", "")
    if tab not in PATHS:
        raise NotFound(_("There is nothing at this address. Perhaps it is incomplete."))

    def draw(_since: int, version: int) -> dict[str, Any]:
        wanted = asked(request.args, tab=tab, actor=actor())
        figures = page.drawn_figures(wanted, version=version, actor=actor())
        return {"figures": figures}

    return live_part("desk/dashboard/_live.html", draw, page_url=PATHS[tab])


def _tab(tab: str) -> Answer:
    version = versions.of_business()
    try:
        wanted = asked(request.args, tab=tab, actor=actor())
    except (Invalid, NotFound) as refused:
        if not answers.wants_part():
            refused.answer = partial(_not_understood, refused, PATHS[tab])
        raise
    return answers.part(
        "desk/dashboard/_dashboard.html",
        page="desk/dashboard/dashboard.html",
        seen=seen_at(version),
        live_url=LIVE,
        **page.around(wanted),
        figures=page.drawn_figures(wanted, version=version, actor=actor()),
    )


def _not_understood(refused: Invalid | NotFound, plain_url: str) -> Answer:
    return answers.page(
        "list_refused.html",
        title=_("This cannot be shown"),
        room="dashboard",
        message=refused.message,
        wrong=[
            (str(LABELS.get(name, name)), sentence)
            for name, sentence in refused.details.items()
        ],
        plain_url=plain_url,
        all_text=_("To the dashboard"),
    )
