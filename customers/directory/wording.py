"""How a customer's fields and values are said to people."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import Any

from flask_babel import lazy_gettext as _l

from customers.accounts import queries as accounts
from customers.ground import places
from customers.ground.initials import initials_of
from customers.ground.texts import day_text

LABELS = {
    "code": _l("Code"),
    "name": _l("Name"),
    "first_name": _l("First name"),
    "last_name": _l("Last name"),
    "phone": _l("Phone"),
    "email": _l("Email"),
    "customer_type": _l("Type"),
    "status": _l("Status"),
    "birthday": _l("Birthday"),
    "street": _l("Street"),
    "postcode": _l("Postcode"),
    "town": _l("Town"),
    "region": _l("Region"),
    "country": _l("Country"),
    "preferred_shop_id": _l("Preferred shop"),
    "assigned_staff_member_id": _l("Looked after by"),
    "since": _l("Customer since"),
    "external_id": _l("External id"),
    "external_ids": _l("External ids"),
    "fingerprint": _l("Fingerprint"),
}
TYPES = {
    "walk_in": _l("Walk-in"),
    "regular": _l("Regular"),
    "vip": _l("VIP"),
    "wholesale": _l("Wholesale"),
}
STATUSES = {"active": _l("Active"), "inactive": _l("Inactive")}


@lru_cache(maxsize=8_192)
def initials(name: str) -> str:
    """One or two letters for the round picture; a # where there is no name."""
    return initials_of(name) or "#"


def type_choices() -> list[tuple[str, str]]:
    """The customer types as (name, label)."""
    return [(name, str(label)) for name, label in TYPES.items()]


def status_choices() -> list[tuple[str, str]]:
    """The statuses as (name, label)."""
    return [(name, str(label)) for name, label in STATUSES.items()]


def value_text(field: str, *, value: Any) -> str:
    """A field's value as a person reads it, "" for none."""
    if value in (None, "", []):
        return ""
    if field == "external_ids":
        return ", ".join(f"{source}: {name}" for source, name in value)
    if field in ("birthday", "since"):
        return day_text(date.fromisoformat(value) if isinstance(value, str) else value)
    known: dict[str, dict[Any, Any]] = {"customer_type": TYPES, "status": STATUSES}
    if field in known:
        return str(known[field].get(value, value))
    if field == "preferred_shop_id":
        return dict(accounts.shop_choices(value)).get(value, "")
    if field == "assigned_staff_member_id":
        return dict(accounts.staff_choices(value)).get(value, "")
    return places.country_name(value) if field == "country" else str(value)
