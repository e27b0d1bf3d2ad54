"""What every tab of the dashboard has around it, and which tab gives what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from customers.accounts.actors import Actor
from customers.desk import drawn
from customers.desk.dashboard.asked import (
    CUSTOMERS,
    DAYS,
    INSIGHTS,
    MEMBERSHIP,
    PATHS,
    TAB_LABELS,
    Asked,
)
from customers.desk.dashboard.beginning import beginning
from customers.desk.dashboard.customers_tab import customers_tab
from customers.desk.dashboard.insights_tab import insights_tab
from customers.desk.dashboard.membership_tab import last_runs, membership_tab
from customers.ground import answers
from customers.membership.queries.run_history import Happened

# The template of each tab, and what gives that its values.
_TABS = {
    CUSTOMERS: ("desk/dashboard/_customers.html", customers_tab),
    MEMBERSHIP: ("desk/dashboard/_membership.html", membership_tab),
    INSIGHTS: ("desk/dashboard/_insights.html", insights_tab),
}


def drawn_figures(asked: Asked, *, version: int, actor: Actor) -> Markup:
    """The figures of the tab, which follow what others do, as drawn.

    Of the business's `version`, which was read before: drawn once for all who see the
    same.
    """
    # Who applied a run is named, and a change of name moves no version.
    runs = last_runs(actor) if asked.tab == MEMBERSHIP else ()

    def draw(anybody: Actor) -> Markup | None:
        found = figures(asked, actor=anybody)
        # What is to be done first hangs on who works here, which moves no version.
        return None if found["begins"] else _drawn(found, runs)

    given = (asked, runs)
    found = drawn.once("figures", given=given, version=version, actor=actor, draw=draw)
    return _drawn(figures(asked, actor=actor), runs) if found is None else found


def figures(asked: Asked, *, actor: Actor) -> dict[str, Any]:
    """What the figures of the tab need to be drawn, but for the last runs."""
    template, give = _TABS[asked.tab]
    begins = beginning(asked, actor=actor)
    is_empty = begins is not None and begins.is_empty
    shown = {} if is_empty else give(asked, actor=actor)
    return {"tab_part": template, "begins": begins, **shown}


def _drawn(found: dict[str, Any], runs: Sequence[Happened]) -> Markup:
    return answers.drawn("desk/dashboard/_figures.html", {**found, "runs": runs})


def around(asked: Asked) -> dict[str, Any]:
    """What stands around the figures: the tabs, and what can be chosen."""
    return {
        "tabs": [
            (str(TAB_LABELS[tab]), asked.url(tab), tab == asked.tab) for tab in PATHS
        ],
        "tab": asked.tab,
        "tab_title": str(TAB_LABELS[asked.tab]),
        "path": PATHS[asked.tab],
        "params": {"tab": asked.tab, **asked.params},
        "periods": [
            (days, str(label), asked.url(days=str(days)), days == asked.days)
            for days, label in DAYS.items()
        ],
        "shops": _shops(asked),
    }


def _shops(asked: Asked) -> list[tuple[str, str, bool]]:
    """(value, name, is chosen) of each shop; none where there is no choice."""
    if len(asked.shops) < 2 and asked.shop_id is None:
        return []
    return [(str(s.id), s.name, s.id == asked.shop_id) for s in asked.shops]
