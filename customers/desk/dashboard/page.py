"""What every tab of the dashboard has around it, and which tab gives what."""

from __future__ import annotations

from typing import Any

from customers.accounts.actors import Actor
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
from customers.desk.dashboard.membership_tab import membership_tab

# The template of each tab, and what gives that its values.
_TABS = {
    CUSTOMERS: ("desk/dashboard/_customers.html", customers_tab),
    MEMBERSHIP: ("desk/dashboard/_membership.html", membership_tab),
    INSIGHTS: ("desk/dashboard/_insights.html", insights_tab),
}


def figures(asked: Asked, *, actor: Actor) -> dict[str, Any]:
    """What the figures of the tab need, which follow what others do."""
    template, give = _TABS[asked.tab]
    begins = beginning(asked, actor=actor)
    is_empty = begins is not None and begins.is_empty
    shown = {} if is_empty else give(asked, actor=actor)
    return {"tab_part": template, "begins": begins, **shown}


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
