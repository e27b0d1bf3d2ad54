"""Runs: many memberships changed at once, previewed first and undone as a whole.

`gathering` finds whom a threshold would change and `switching_many` whom a switch by
hand would; `applying` changes those who still fit and `undoing` takes it back. Each
works in chunks, which `jobs` lets a worker do; few customers are done at once.
"""

from __future__ import annotations

from customers.membership.service.runs import jobs as _jobs  # noqa: F401 (its kinds)
from customers.membership.service.runs.applying import apply_run
from customers.membership.service.runs.dropping import drop_run
from customers.membership.service.runs.gathering import preview_run
from customers.membership.service.runs.switching_many import preview_switch
from customers.membership.service.runs.undoing import undo_run

__all__ = ["apply_run", "drop_run", "preview_run", "preview_switch", "undo_run"]
