"""What the list is asked for, in words: its filters and what each can be."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.accounts import queries as accounts
from customers.directory.queries.asked import Asked
from customers.directory.wording import status_choices, type_choices
from customers.ground import texts

LABELS = {
    "type": _l("Type"),
    "status": _l("Status"),
    "shop": _l("Preferred shop"),
    "staff": _l("Looked after by"),
    "frequency": _l("Visits"),
    "membership": _l("Membership"),
    "since_from": _l("Customer since, from"),
    "since_to": _l("Customer since, to"),
}
_FREQUENCIES = {
    "one_time": _l("One-time"),
    "occasional": _l("Occasional"),
    "regular": _l("Regular"),
    "frequent": _l("Frequent"),
}
_MEMBERSHIPS = {
    "member": _l("Member"),
    "not_member": _l("Not a member"),
    "held": _l("Held by hand"),
    "near": _l("About to join"),
    "ending": _l("Ending soon"),
}


def said_filters(asked: Asked) -> list[tuple[str, str, str]]:
    """(name, label, text) of each filter that is set, in the order of the filters."""
    return [
        (name, str(LABELS[name]), filter_text(name, value=value))
        for name, value in asked.filters.items()
    ]


def filter_text(name: str, *, value: Any) -> str:
    """What a filter is set to; closed shops and former colleagues keep their names."""
    if name.startswith("since"):
        return texts.day_text(value)
    if name == "shop":
        return accounts.shop_names().get(int(value)) or _("unknown")
    if name == "staff":
        return accounts.staff_names().get(int(value)) or _("unknown")
    return dict(filter_choices(name))[value]


def filter_choices(name: str) -> list[tuple[str, str]]:
    """What a filter can be set to: (value, text)."""
    if name == "type":
        return type_choices()
    if name == "status":
        return status_choices()
    if name == "frequency":
        return [(value, str(label)) for value, label in _FREQUENCIES.items()]
    if name == "membership":
        return [(value, str(label)) for value, label in _MEMBERSHIPS.items()]
    people = name == "staff"
    rows = accounts.staff_choices() if people else accounts.shop_choices()
    return [(str(row_id), text) for row_id, text in rows]
