"""Actors: whoever does something, as verbs see them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from flask_babel import gettext as _

from customers.accounts import permissions
from customers.accounts.models import (
    FREQUENCY_BOUNDS,
    NEAR_PERCENT,
    PAYMENT_METHODS,
    Business,
)
from customers.ground.errors import Forbidden
from customers.ground.initials import initials_of


def settings_for(business: Any) -> dict[str, Any]:
    """What an actor knows of the settings of a business, or of a row with its columns.

    As `Actor` takes them, by name.
    """
    return {
        "country": business.country,
        "currency": business.currency,
        "timezone": business.timezone,
        "is_email_unique": business.is_email_unique,
        "frequency_bounds": (
            business.occasional_from,
            business.regular_from,
            business.frequent_from,
        ),
        "payment_methods": tuple(business.payment_methods),
        "membership_threshold_minor": business.membership_threshold_minor,
        "near_percent": business.near_percent,
        "is_switch_for_admins": business.is_switch_for_admins,
    }


@dataclass(frozen=True)
class Actor:
    """A person at work in one business, or a command that acts for its owner.

    For a command `user_id`, `staff_member_id` and `session_id` are None. `businesses`
    are those the person works for, as (id, name), by name. `frequency_bounds` are the
    first visits that make a customer occasional, regular and frequent. The threshold of
    membership is in minor units, None where there is none; whoever lacks at most
    `near_percent` of it is about to join.
    """

    business_id: int
    business_name: str
    role: str
    user_id: int | None = None
    staff_member_id: int | None = None
    session_id: int | None = None
    name: str = ""
    email: str = ""
    country: str = ""
    currency: str = ""
    timezone: str = "UTC"
    is_email_unique: bool = False
    frequency_bounds: tuple[int, int, int] = FREQUENCY_BOUNDS
    payment_methods: tuple[str, ...] = PAYMENT_METHODS
    membership_threshold_minor: int | None = None
    near_percent: int = NEAR_PERCENT
    is_switch_for_admins: bool = False
    businesses: tuple[tuple[int, str], ...] = ()

    @classmethod
    def of_command(cls, business: Business) -> Actor:
        """A command at work in the business, as its owner."""
        return cls(
            business_id=business.id,
            business_name=business.name,
            role=permissions.OWNER,
            **settings_for(business),
        )

    @property
    def initials(self) -> str:
        """One or two letters for the round picture."""
        return initials_of(self.name)

    def may(self, permission: str) -> bool:
        """Whether the actor's role has the permission, as the business has it set."""
        return permissions.may(
            self.role, permission, is_switch_for_admins=self.is_switch_for_admins
        )

    def need(self, permission: str) -> None:
        """Refuse what the actor may not do.

        Raises: Forbidden.
        """
        if not self.may(permission):
            raise Forbidden(_("Your role does not allow this. Ask an owner or admin."))


@dataclass(frozen=True)
class Person:
    """Whoever is signed in, whatever business they work in, and in none.

    `businesses` are those the person works for, as (id, name), by name.
    """

    user_id: int
    session_id: int
    name: str
    email: str
    businesses: tuple[tuple[int, str], ...] = ()

    business_id: ClassVar[None] = None
    business_name: ClassVar[str] = ""
    role: ClassVar[str] = ""

    @property
    def initials(self) -> str:
        """One or two letters for the round picture."""
        return initials_of(self.name)

    def may(self, _permission: str) -> bool:
        """Nobody may do anything outside a business."""
        return False


@dataclass(frozen=True)
class Doer:
    """Who did something, where no more is known; None is a command, or nobody."""

    user_id: int | None = None
