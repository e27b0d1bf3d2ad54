"""The verbs on membership: the only place that changes who is a member."""

from customers.membership.service.importing import imported
from customers.membership.service.refreshing import refresh_stale
from customers.membership.service.saving import rule_for, save_rule
from customers.membership.service.switching import (
    Switched,
    release,
    switch,
    undo_switch,
)

__all__ = [
    "Switched",
    "imported",
    "refresh_stale",
    "release",
    "rule_for",
    "save_rule",
    "switch",
    "undo_switch",
]
