"""The fields of a profile: what follows from them, and how their changes are told."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from customers.directory import rules
from customers.directory.events import CustomerCreated, CustomerUpdated

FIELDS = (
    "code",
    "name",
    "first_name",
    "last_name",
    "phone",
    "email",
    "customer_type",
    "status",
    "birthday",
    "street",
    "postcode",
    "town",
    "region",
    "country",
    "since",
    "preferred_shop_id",
    "assigned_staff_member_id",
)
# A customer always has these: to empty one is to leave it as it is.
ALWAYS_FILLED = frozenset({"code", "customer_type", "status", "since"})
_TELL_NOBODY = frozenset(
    {
        "customer_type",
        "status",
        "since",
        "preferred_shop_id",
        "assigned_staff_member_id",
    }
)
_NOTHING: tuple[Any, ...] = (None, "", [])
Changes = Mapping[str, tuple[Any, Any]]


def derived(
    values: Mapping[str, Any], *, changed: Collection[str], region: str
) -> dict[str, Any]:
    """The columns that follow from the changed fields of a profile.

    `region` (the business's country) is where a phone without a country code belongs,
    after the customer's own country.
    """
    columns: dict[str, Any] = {}
    if "code" in changed:
        columns["code_number"] = rules.code_number(values["code"] or "")
    if "name" in changed:
        columns["sort_name"] = rules.sort_name(values["name"])
    if "email" in changed:
        email = values["email"]
        columns["sort_email"] = (email and rules.folded_email(email)) or ""
    if "birthday" in changed:
        columns["birth_month_day"] = rules.month_day(values["birthday"])
    if "phone" in changed or ("country" in changed and values["phone"]):
        columns["phone_e164"] = _e164(values, region)
    return columns


def _e164(values: Mapping[str, Any], region: str) -> str | None:
    if not values["phone"]:
        return None
    regions = filter(None, (values["country"], region))
    return rules.parse_phone(values["phone"], *regions).e164


def plain(value: Any) -> Any:
    """The value as an event keeps it."""
    return value.isoformat() if isinstance(value, date) else value


def created_fact(
    customer_id: int,
    *,
    values: Mapping[str, Any],
    wants_membership: bool = False,
    reason: str | None = None,
    hold_until: date | None = None,
) -> CustomerCreated:
    """The fact of a new customer; `values` may name external ids as well.

    `wants_membership`, its `reason` and its `hold_until` are for the room that
    switches it.
    """
    filled = {f: (None, v) for f, v in values.items() if v not in _NOTHING}
    data, personal = _told(filled, version=1)
    if wants_membership:
        data["wants_membership"] = True
        data |= {"hold_until": plain(hold_until)} if hold_until else {}
        personal |= {"membership_reason": [None, reason]} if reason else {}
    return CustomerCreated(customer_id, data=data, personal=personal)


def updated_fact(
    customer_id: int, *, changes: Changes, version: int
) -> CustomerUpdated:
    """The fact of changed fields, which led to profile version `version`."""
    data, personal = _told(changes, version=version)
    return CustomerUpdated(customer_id, data=data, personal=personal)


def _told(changes: Changes, *, version: int) -> tuple[dict[str, Any], dict[str, Any]]:
    told: dict[str, Any] = {}
    personal: dict[str, Any] = {}
    for field, (before, after) in changes.items():
        place = told if field in _TELL_NOBODY else personal
        place[field] = [plain(before), plain(after)]
    return {"version": version, "changes": told}, personal
