"""The settings of membership, and the copy of the threshold that actors carry."""

from __future__ import annotations

from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.accounts.models import Business
from customers.accounts.schemas.membership import MembershipSettings
from customers.accounts.service import businesses

_SETTINGS = ("near_percent", "is_switch_for_admins")


def change_membership(values: MembershipSettings, *, actor: Actor) -> bool:
    """Change the settings of membership; whether there was anything to do.

    Raises: Forbidden, ChangedMeanwhile where `version` is not that of the settings.
    Records: BusinessChanged.
    """
    wanted = values.model_dump(exclude={"version"})
    return businesses.change_settings(
        wanted, version=values.version, names=_SETTINGS, actor=actor
    )


def membership_version_of(business: Business) -> str:
    """A mark of these settings: another one once any of them is another."""
    return businesses.mark_of(business, names=_SETTINGS)


def note_counted_window(months: int, *, actor: Actor) -> None:
    """Keep of which window customers' spend is counted: 0 a lifetime, -1 of several.

    It locks the business's row, after customers. Raises: Forbidden.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    businesses.locked(actor).counted_window_months = months


def note_threshold(threshold_minor: int | None, *, actor: Actor) -> None:
    """Keep a copy of the threshold in force, in minor units; None is none any more.

    Actors of requests that begin later carry it. It locks the business's row, so it
    is called after customers were locked. Whoever changes the threshold records the
    fact, there is none here. Raises: Forbidden.
    """
    actor.need(permissions.MANAGE_MEMBERSHIP)
    business = businesses.locked(actor)
    if business.membership_threshold_minor == threshold_minor:
        return
    business.membership_threshold_minor = threshold_minor
    business.updated_by = actor.user_id
