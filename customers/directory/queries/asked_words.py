"""What the list is asked for, in words: its filters and what each can be."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from customers.accounts import queries as accounts
from customers.directory.queries.asked import Asked
from customers.directory.rules.listing import LONG_UNSEEN
from customers.directory.wording import status_choices, type_choices
from customers.ground import texts

LABELS = {
    "type": _l("Type"),
    "status": _l("Status"),
    "shop": _l("Preferred shop"),
    "staff": _l("Looked after by"),
    "frequency": _l("Visits"),
    "visits_from": _l("Visits, from"),
    "visits_to": _l("Visits, up to"),
    "membership": _l("Membership"),
    "seen": _l("Last seen"),
    "birthday": _l("Birthday"),
    "spend_from": _l("Spend for membership, from"),
    "spend_to": _l("Spend for membership, below"),
    "first_visit_from": _l("First purchase, from"),
    "first_visit_to": _l("First purchase, to"),
    "since_from": _l("Customer since, from"),
    "since_to": _l("Customer since, to"),
}
_FREQUENCIES = {
    "never": _l("Never"),
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
_SEEN = {"long": _l("More than %(days)s days ago", days=LONG_UNSEEN.days)}
_BIRTHDAYS = {"today": _l("Today"), "soon": _l("Today or in the next two weeks")}
_WORDS = {
    "frequency": _FREQUENCIES,
    "membership": _MEMBERSHIPS,
    "seen": _SEEN,
    "birthday": _BIRTHDAYS,
}


def said_filters(asked: Asked, *, currency: str) -> list[tuple[str, str, str]]:
    """(name, label, text) of each filter that is set, in the order of the filters.

    `currency` is that of the business.
    """
    return [
        (name, str(LABELS[name]), filter_text(name, value=value, currency=currency))
        for name, value in asked.filters.items()
    ]


def filter_text(name: str, *, value: Any, currency: str = "") -> str:
    """What a filter is set to; closed shops and former colleagues keep their names.

    Amounts are of the `currency`.
    """
    if name.startswith(("since", "first_visit")):
        return texts.day_text(value)
    if name.startswith("visits"):
        return texts.count_text(value)
    if name.startswith("spend"):
        return texts.amount_text(value, currency=currency)
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
    if name in _WORDS:
        return [(value, str(label)) for value, label in _WORDS[name].items()]
    people = name == "staff"
    rows = accounts.staff_choices() if people else accounts.shop_choices()
    return [(str(row_id), text) for row_id, text in rows]
