"""Who may do what: the one table of permissions, asked by doors and verbs alike."""

from __future__ import annotations

from customers.ground import jobs

OWNER, ADMIN, STAFF, VIEWER = "owner", "admin", "staff", "viewer"
ROLES = (OWNER, ADMIN, STAFF, VIEWER)

SEE_CUSTOMERS = "see_customers"
EDIT_CUSTOMERS = "edit_customers"
DELETE_CUSTOMERS = "delete_customers"
CHANGE_SETTINGS = "change_settings"
RECORD_PURCHASES = "record_purchases"
# Undo what somebody else recorded; one's own may be undone by whoever recorded it.
UNDO_OTHERS = "undo_others"
# Make one customer a member or none by hand; a setting keeps it for owners and admins.
SWITCH_MEMBERSHIP = "switch_membership"
# Rules of membership, their runs, and switching many at once.
MANAGE_MEMBERSHIP = "manage_membership"
IMPORT_CUSTOMERS = "import_customers"
EXPORT_CUSTOMERS = "export_customers"
MANAGE_STAFF = "manage_staff"
CHANGE_BUSINESS = "change_business"
# See and stop the long work that others asked for.
OVERSEE_JOBS = jobs.OVERSEE_JOBS

_EVERYBODY = frozenset(ROLES)
_ADMINS = frozenset({OWNER, ADMIN})

MAY: dict[str, frozenset[str]] = {
    SEE_CUSTOMERS: _EVERYBODY,
    EDIT_CUSTOMERS: frozenset({OWNER, ADMIN, STAFF}),
    DELETE_CUSTOMERS: _ADMINS,
    RECORD_PURCHASES: frozenset({OWNER, ADMIN, STAFF}),
    UNDO_OTHERS: _ADMINS,
    SWITCH_MEMBERSHIP: frozenset({OWNER, ADMIN, STAFF}),
    MANAGE_MEMBERSHIP: _ADMINS,
    CHANGE_SETTINGS: _ADMINS,
    IMPORT_CUSTOMERS: _ADMINS,
    EXPORT_CUSTOMERS: _ADMINS,
    OVERSEE_JOBS: _ADMINS,
    MANAGE_STAFF: frozenset({OWNER}),
    CHANGE_BUSINESS: frozenset({OWNER}),
}


def may(role: str, permission: str, *, is_switch_for_admins: bool = False) -> bool:
    """Whether the role has the permission; raises KeyError for one there is not.

    `is_switch_for_admins` is the setting of the business: then the table's staff do
    not switch membership. Doors, templates and verbs all ask here, by `Actor.may`.
    """
    if permission == SWITCH_MEMBERSHIP and is_switch_for_admins:
        return role in _ADMINS
    return role in MAY[permission]
