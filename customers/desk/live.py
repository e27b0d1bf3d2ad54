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
from customers.ground.doors import actor, check_business

_SEEN = re.compile(r"([0-9]{1,19})\.([0-9]{1,18})\.([0-9-]{10})")


def seen_now(customer_id: int | None = None) -> str:
    """What a page that is drawn now has seen: the business, its version, the local day.

    The day, since at midnight memberships end and "this month" is another.
    """
    return _said(_version(customer_id))


def seen_at(version: int) -> str:
    """The same, of a version that was read before anything that is shown."""
    return _said(version)


def live_part(
    template: str,
    draw: Callable[[int, int], dict[str, Any]],
    *,
    page_url: str,
    customer_id: int | None = None,
) -> Answer:
    """The parts of a page as they are now; 204 where the page has seen all of it.

    `draw` gets the version that the page has seen, 0 where all may have changed, and
    the one of now; it gives what the template needs. Whoever asks for no part is led to
    `page_url`. Raises: Conflict for a page of another business than the actor's.
    """
    if not answers.wants_part():
        return answers.seen_other(page_url)
    version = _version(customer_id)
    asked = request.args.get("seen", "")
    # The day comes after the version: of the two one is always the older.
    now = _said(version)
    if asked == now:
        return answers.unchanged()
    found = _SEEN.fullmatch(asked)
    if found:
        check_business(found[1])
    shown = draw(_since(found), version)
    return answers.page("_live.html", parts=template, seen=now, **shown)


def _version(customer_id: int | None) -> int:
    if customer_id is None:
        return versions.of_business()
    return versions.of_customer(customer_id)


def _said(version: int) -> str:
    return f"{actor().business_id}.{version}.{_today()}"


def _today() -> date:
    return clock.today(actor().timezone)


def _since(found: re.Match[str] | None) -> int:
    """The version that a page says it has seen, 0 for one of another day."""
    return int(found[2]) if found and found[3] == str(_today()) else 0
