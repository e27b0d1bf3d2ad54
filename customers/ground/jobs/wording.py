"""How long work is said to people: its state, how far it is, whether it is late."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext

from customers.ground import clock, texts
from customers.ground.jobs.models import (
    DONE,
    FAILED,
    OPEN_STATES,
    RUNNING,
    STOPPED,
    WAITING,
)

# Longer than a worker takes to look round when nothing is wrong.
_SOON = timedelta(seconds=30)

TONES = {DONE: "accent", FAILED: "danger", STOPPED: "warn"}


def state_text(state: str) -> str:
    """The state in a word."""
    return {
        WAITING: _("Waiting"),
        RUNNING: _("Running"),
        DONE: _("Done"),
        FAILED: _("Failed"),
        STOPPED: _("Stopped"),
    }[state]


def progress_text(done: int, of: int | None) -> str:
    """How far it is, such as "3,000 of 12,000"; "" before anything is known."""
    if of is not None:
        return _(
            "%(done)s of %(of)s", done=texts.count_text(done), of=texts.count_text(of)
        )
    if not done:
        return ""
    count = texts.count_text(done)
    return ngettext("%(count)s done", "%(count)s done", done, count=count)


def is_late(job: Any) -> bool:
    """Whether nobody works on it although they should; `job` has a job's columns."""
    is_open = job.state in OPEN_STATES
    return bool(is_open and job.claimed_until < clock.now() - _SOON)


def seen(job: Any) -> str:
    """All that may change while one looks at it, as one word for an address."""
    late = "-late" * is_late(job)
    return f"{job.state}-{job.done}-{job.of}{late}"
