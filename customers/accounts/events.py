"""The facts that this room announces: sign-ins, passwords, sessions, refusals.

Names, addresses and browsers stand in `personal` alone, which erasure empties.
"""

from __future__ import annotations

from customers.events import Fact


class SignedIn(Fact, subject="user", meaning="A staff member signed in.", unseen=True):
    """Data: `session_id`. Personal: `address`, `browser`."""


class SignInRefused(
    Fact,
    subject="user",
    meaning="A sign-in with a staff member's email was refused.",
    unseen=True,
):
    """Data: `reason`. Personal: `address`. The user is the one whose email it was."""


class SignedOut(
    Fact, subject="user", meaning="A staff member signed out.", unseen=True
):
    """Data: `session_id`."""


class PasswordChangeRefused(
    Fact,
    subject="user",
    meaning="A new password was refused for a wrong old one.",
    unseen=True,
):
    """Personal: `address`."""


class SessionsEnded(
    Fact,
    subject="user",
    meaning="Sign-ins of a staff member were ended elsewhere.",
    unseen=True,
):
    """Data: `session_ids`."""


class PasswordChanged(
    Fact, subject="user", meaning="A staff member's password was changed.", unseen=True
):
    """Data: `ended_sessions`, the number of sign-ins that ended with it."""


class AccessRefused(
    Fact,
    subject="user",
    meaning="A staff member asked for what their role may not do.",
    unseen=True,
):
    """Data: `permission`, `method`, `endpoint`."""


class BusinessCreated(Fact, subject="business", meaning="A business was created."):
    """Data: `name`, `slug`, `country`, `currency`, `timezone`."""


class BusinessChanged(
    Fact,
    subject="business",
    meaning="The settings of the business were changed.",
    everybody=True,
):
    """Data: `changes`, as `{field: [before, after]}`."""


class BusinessSwitched(
    Fact,
    subject="user",
    meaning="A staff member went on working in this business.",
    unseen=True,
):
    """Data: `session_id`."""


class ShopAdded(Fact, subject="shop", meaning="A shop was added."):
    """Data: `name`."""


class ShopChanged(Fact, subject="shop", meaning="A shop was renamed.", everybody=True):
    """Data: `changes`, as `{field: [before, after]}`."""


class ShopClosed(Fact, subject="shop", meaning="A shop was closed: kept, not offered."):
    """No data."""


class ShopReopened(Fact, subject="shop", meaning="A closed shop was opened again."):
    """No data."""


class StaffInvited(
    Fact, subject="invitation", meaning="A one-time link to join was made.", unseen=True
):
    """Data: `role`. Personal: `email`."""


class InvitationWithdrawn(
    Fact,
    subject="invitation",
    meaning="A link to join was ended before its use.",
    unseen=True,
):
    """Personal: `email`."""


class StaffJoined(
    Fact,
    subject="staff_member",
    meaning="An invited person began to work here.",
    unseen=True,
):
    """Data: `role`, `is_return` (they had worked here before)."""


class RoleChanged(
    Fact, subject="staff_member", meaning="A staff member's role changed.", unseen=True
):
    """Data: `role`, as `[before, after]`."""


class StaffRemoved(
    Fact,
    subject="staff_member",
    meaning="A staff member works here no more.",
    unseen=True,
):
    """Data: `role`, `ended_sessions`, the number of sign-ins that ended with it."""


class ResetLinkMade(
    Fact,
    subject="staff_member",
    meaning="A one-time link to a new password was made.",
    unseen=True,
):
    """No data."""
