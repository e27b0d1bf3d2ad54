"""How the spend is spread that a run went by, where it is not the one that is kept."""

from __future__ import annotations

import json
from collections import Counter

from flask_babel import gettext as _

from customers.accounts.actors import Actor
from customers.ground import texts
from customers.membership.models import MembershipRule, MembershipRun
from customers.membership.queries.histogram import Histogram, histogram
from customers.membership.wording import window_text
from customers.membership.words import PREVIEWING


def drawing(
    run: MembershipRun, *, rule: MembershipRule | None, actor: Actor
) -> Histogram | None:
    """The drawing of what the run's preview counted.

    None while it is being counted, where nobody spent anything, and where the run went
    by the window that is kept: that one is drawn beside the threshold.
    """
    if rule is None or run.state == PREVIEWING:
        return None
    total: Counter[int] = Counter()
    for steps in json.loads(run.bars or "{}").values():
        for step, count in steps.items():
            total[int(step)] += count
    spread = sorted((step, count) for step, count in total.items() if step > 0)
    if not spread:
        return None
    said = _(
        "Bars of how many customers spent how much, counted for the preview: "
        "%(window)s. The line stands at %(amount)s. The table has the same numbers.",
        window=window_text(rule.window_months),
        amount=texts.money_text(rule.threshold_minor, currency=actor.currency),
    )
    return histogram(
        spread,
        threshold_minor=rule.threshold_minor,
        currency=actor.currency,
        said=said,
    )
