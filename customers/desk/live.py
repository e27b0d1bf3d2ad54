"""Pages that follow within two seconds what others do; unchanged costs next to nothing.

A page becomes alive so: its view reads `seen_now()` before anything else (so that
nothing is missed) and hands it over as `seen`; the page says once, in its `main`,
`{{ live("/dashboard/live", seen, {"tab": tab}) }}` of macros/live.html: a hidden form
that app.js lets ask every 1.8 s, with those fields and whatever control on the page
names it by `form="live"`. The door is `room.get(..., access=..., polled=True)` and
gives `live_part(template, draw, page_url=...)`: 204 where nothing changed since the
`seen` that it is asked with; else the template, drawn with what `draw(since)` gives: a
`{% call fresh("stats") %}{% include "desk/_stats.html" %}{% endcall %}` for each part,
whose root has that id. Parts are morphed: what has the same id or place stays the same
element, so that focus, caret and ticked boxes stay; a form that somebody stands or
typed in is left alone, as is what says `hx-morph-skip`; whether <details> is open is
the reader's. With `customer_id` the version of that customer counts.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from flask import request

from customers.events import versions
from customers.ground import answers, clock
from customers.ground.answers import Answer
from customers.ground.doors import actor

_SEEN = re.compile(r"(\d{1,18})\.([\d-]{10})")


def seen_now(customer_id: int | None = None) -> str:
    """What a page that is drawn now has seen: the version and the local day.

    The day, since at midnight memberships end and "this month" is another.
    """
    return _said(_version(customer_id))


def live_part(
    template: str,
    draw: Callable[[int], dict[str, Any]],
    *,
    page_url: str,
    customer_id: int | None = None,
) -> Answer:
    """The parts of a page as they are now; 204 where the page has seen all of it.

    `draw` gets the version that the page has seen, 0 where all may have changed, and
    gives what the template needs. Whoever asks for no part is led to `page_url`.
    """
    if not answers.wants_part():
        return answers.seen_other(page_url)
    version = _version(customer_id)
    asked = request.args.get("seen", "")
    # The day comes after the version: of the two one is always the older.
    now = _said(version)
    if asked == now:
        return answers.unchanged()
    return answers.page("_live.html", parts=template, seen=now, **draw(_since(asked)))


def _version(customer_id: int | None) -> int:
    if customer_id is None:
        return versions.of_business()
    return versions.of_customer(customer_id)


def _said(version: int) -> str:
    return f"{version}.{_today()}"


def _today() -> date:
    return clock.today(actor().timezone)


def _since(asked: str) -> int:
    """The version that a page says it has seen, 0 for one of another day."""
    found = _SEEN.fullmatch(asked)
    return int(found[1]) if found and found[2] == str(_today()) else 0
