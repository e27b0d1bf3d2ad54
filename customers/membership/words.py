"""The states and kinds of runs, and why somebody is left out of one, as words."""

from __future__ import annotations

THRESHOLD, SWITCH = RUN_KINDS = ("threshold", "switch")
PREVIEWING, PREVIEWED, RUNNING, DONE, UNDOING, UNDONE, DROPPED = RUN_STATES = (
    *("previewing", "previewed", "running", "done"),
    *("undoing", "undone", "dropped"),
)
# What a run was previewed to do with a customer.
JOIN, LEAVE, HELD = ACTIONS = ("join", "leave", "held")
# Why a run, or its undoing, left somebody as they were.
IS_HELD, IS_SO, NOT_MET, IS_MET, IS_DELETED, CHANGED = (
    *("held", "so_already", "not_met"),
    *("met", "deleted", "changed"),
)
