"""Businesses: creating one with its owner and first shop, and changing its settings."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor, Doer
from customers.accounts.events import (
    BusinessChanged,
    BusinessCreated,
    ShopAdded,
    StaffJoined,
)
from customers.accounts.models import Business, Shop, StaffMember, User
from customers.accounts.schemas.businesses import BusinessSettings, NewBusiness
from customers.events import Fact
from customers.ground import tenancy
from customers.ground.db import db
from customers.ground.errors import Conflict, Invalid
from customers.ground.forms import checked
from customers.ground.locks import lock_name

_SETTINGS = ("name", "country", "currency", "timezone", "is_email_unique")

# The settings that are to change: what they are, and what they shall be.
Changes = dict[str, list[Any]]

# Shared by whoever is about to keep an amount; had alone by who changes the currency.
AMOUNTS = "amounts of the business"

_reasons_for_the_currency: list[Callable[[], bool]] = []


class ChangedMeanwhile(Conflict):
    """The settings are not those that were looked at; `version` is that of now's."""

    def __init__(self, version: str) -> None:
        super().__init__(
            _(
                "Somebody changed the settings meanwhile. Nothing was saved: save "
                "again to keep what you typed, or open the page again to see theirs."
            )
        )
        self.version = version


def create_business(
    *,
    name: str,
    slug: str,
    country: str,
    currency: str,
    timezone: str,
    owner_name: str,
    owner_email: str,
    password_hash: str | None,
    is_by_owner: bool = False,
) -> Business:
    """Create a business with its owner and a first shop of its name, and enter it.

    An address that has a login becomes the owner with the password it has; any other
    needs `password_hash`. It is done by a command unless `is_by_owner`. Raises:
    Invalid, Conflict for a slug that is taken. Records: BusinessCreated, StaffJoined,
    ShopAdded.
    """
    values: NewBusiness = checked(
        {
            "name": name,
            "slug": slug,
            "country": country,
            "currency": currency,
            "timezone": timezone,
            "owner_name": owner_name,
            "owner_email": owner_email,
        },
        schema=NewBusiness,
    )
    owner = _owner(values, password_hash)
    by = owner.id if is_by_owner else None
    stamps = {"created_by": by, "updated_by": by}
    business = _business(values, stamps)
    session = db.session()
    tenancy.enter(session, business.id)
    member = StaffMember(
        business_id=business.id, user_id=owner.id, role=permissions.OWNER, **stamps
    )
    shop = Shop(name=business.name, **stamps)
    session.add_all([member, shop])
    session.flush()
    events.record(_creation(business, member, shop), actor=Doer(by))
    return business


def change_business(values: BusinessSettings, *, actor: Actor) -> bool:
    """Change the settings of the actor's business; whether there was anything to do.

    Raises: Forbidden, ChangedMeanwhile where `version` is not that of the settings,
    Conflict for another currency while amounts are kept in this one. Records:
    BusinessChanged.
    """
    actor.need(permissions.CHANGE_BUSINESS)
    business = locked(actor)
    wanted = values.model_dump(exclude={"version"}, exclude_none=True)
    changes = differing(business, wanted=wanted)
    if not changes:
        return False
    if values.version is not None and values.version != version_of(business):
        raise ChangedMeanwhile(version_of(business))
    if "currency" in changes:
        _check_currency_free()
    save(business, changes=changes, actor=actor)
    return True


def _check_currency_free() -> None:
    # A first amount may be on its way; whoever keeps one waits for no settings.
    lock_name(db.session(), AMOUNTS, is_alone=True)
    if is_currency_fixed():
        sentence = _("The currency stays as it is since amounts are kept in it.")
        raise Conflict(sentence, details={"currency": sentence})


def change_settings(
    wanted: dict[str, Any], *, version: str | None, names: Sequence[str], actor: Actor
) -> bool:
    """Change settings of these names; whether there was anything to do.

    `version` is the mark of what was looked at, None for nothing. Raises: Forbidden,
    ChangedMeanwhile where they have another mark by now. Records: BusinessChanged.
    """
    actor.need(permissions.CHANGE_SETTINGS)
    business = locked(actor)
    changes = differing(business, wanted=wanted)
    if not changes:
        return False
    if version not in (None, now := mark_of(business, names=names)):
        raise ChangedMeanwhile(now)
    save(business, changes=changes, actor=actor)
    return True


def locked(actor: Actor) -> Business:
    """The actor's business as it is now, which nobody else changes meanwhile."""
    return db.session.get_one(
        Business,
        actor.business_id,
        with_for_update={"key_share": True},
        populate_existing=True,
    )


def differing(business: Business, *, wanted: dict[str, Any]) -> Changes:
    """What of the wanted settings is another than now."""
    return {
        field: [getattr(business, field), value]
        for field, value in wanted.items()
        if getattr(business, field) != value
    }


def save(business: Business, *, changes: Changes, actor: Actor) -> None:
    """Change these settings. Records: BusinessChanged."""
    for field, (_before, after) in changes.items():
        setattr(business, field, after)
    business.updated_by = actor.user_id
    events.record(BusinessChanged(business.id, data={"changes": changes}), actor=actor)


def version_of(business: Business) -> str:
    """A mark of the settings as they are: another one once any of them is another."""
    return mark_of(business, names=_SETTINGS)


def mark_of(business: Business, *, names: Sequence[str]) -> str:
    """A mark of the settings of these names, for forms to carry."""
    settings = [getattr(business, name) for name in names]
    return hashlib.sha256(repr(settings).encode()).hexdigest()


def is_currency_fixed() -> bool:
    """Whether amounts are kept in the currency of the entered business."""
    return any(keeps() for keeps in _reasons_for_the_currency)


def fix_currency_where(keeps_amounts: Callable[[], bool]) -> None:
    """Let a room above say whether it keeps amounts of the entered business.

    Said twice is once. Whoever is about to keep one calls `hold_currency` before.
    """
    if keeps_amounts not in _reasons_for_the_currency:
        _reasons_for_the_currency.append(keeps_amounts)


def hold_currency(actor: Actor) -> None:
    """Let the currency stay as it is until the unit of work ends.

    Called before any row is locked, by whoever is about to keep an amount that was
    read in the actor's currency. Raises: Conflict where it is another by now.
    """
    lock_name(db.session(), AMOUNTS, is_alone=False)
    wanted = select(Business.currency).where(Business.id == actor.business_id)
    if db.session.scalar(wanted) != actor.currency:
        raise Conflict(
            _("The currency was changed meanwhile. Nothing was saved: look again.")
        )


def _owner(values: NewBusiness, password_hash: str | None) -> User:
    query = select(User).where(User.email == values.owner_email)
    known = db.session.scalars(query).one_or_none()
    if known is not None:
        return known
    if password_hash is None:
        sentence = _("A new login needs a password.")
        raise Invalid(sentence, details={"owner_password": sentence})
    owner = User(
        email=values.owner_email,
        name=values.owner_name or values.owner_email.partition("@")[0],
        password_hash=password_hash,
    )
    db.session.add(owner)
    db.session.flush()
    return owner


def _business(values: NewBusiness, stamps: dict[str, int | None]) -> Business:
    if db.session.scalar(select(Business.id).where(Business.slug == values.slug)):
        sentence = _("This slug is taken. Choose another one.")
        raise Conflict(sentence, details={"slug": sentence})
    business = Business(
        slug=values.slug,
        name=values.name,
        country=values.country,
        currency=values.currency,
        timezone=values.timezone,
        **stamps,
    )
    db.session.add(business)
    db.session.flush()
    return business


def _creation(business: Business, member: StaffMember, shop: Shop) -> list[Fact]:
    names = ("name", "slug", "country", "currency", "timezone")
    told = {name: getattr(business, name) for name in names}
    return [
        BusinessCreated(business.id, data=told),
        StaffJoined(member.id, data={"role": member.role}),
        ShopAdded(shop.id, data={"name": shop.name}),
    ]
