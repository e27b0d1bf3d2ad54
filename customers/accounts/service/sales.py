"""The settings of sales: the bounds of frequencies, and the payment methods."""

from __future__ import annotations

from customers.accounts.actors import Actor
from customers.accounts.models import Business
from customers.accounts.schemas.sales import SalesSettings
from customers.accounts.service import businesses

_SETTINGS = ("occasional_from", "regular_from", "frequent_from", "payment_methods")


def change_sales(values: SalesSettings, *, actor: Actor) -> bool:
    """Change the settings of sales; whether there was anything to do.

    What was recorded keeps the payment method that it has. Raises: Forbidden,
    ChangedMeanwhile where `version` is not that of the settings. Records:
    BusinessChanged.
    """
    wanted = values.model_dump(mode="json", exclude={"version"})
    return businesses.change_settings(
        wanted, version=values.version, names=_SETTINGS, actor=actor
    )


def sales_version_of(business: Business) -> str:
    """A mark of these settings: another one once any of them is another."""
    return businesses.mark_of(business, names=_SETTINGS)
