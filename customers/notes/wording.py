"""How kinds of notes are said to people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from customers.notes.rules import KINDS

KIND_LABELS = {
    "personal": _l("Personal"),
    "preference": _l("Preference"),
    "issue": _l("Issue"),
    "feedback": _l("Feedback"),
    "general": _l("General"),
}


def kind_choices() -> list[tuple[str, str]]:
    """The kinds as (name, label)."""
    return [(kind, str(KIND_LABELS[kind])) for kind in KINDS]
