"""Reads about businesses, shops and people: plain tuples, one query each.

Staff and people belong to no business by themselves: every query here that lists them
names the entered business.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, or_, select
from sqlalchemy.orm import aliased

from customers.accounts.actors import Actor
from customers.accounts.models import Business, Invitation, Shop, StaffMember, User
from customers.ground import clock, tenancy
from customers.ground.db import db
from customers.ground.errors import NotFound

Choices = list[tuple[int, str]]


class StaffRow(NamedTuple):
    """A person who works here, and whether for another business too."""

    id: int
    user_id: int
    name: str
    email: str
    role: str
    works_elsewhere: bool


class InvitationRow(NamedTuple):
    """A link to join that was not used yet and still works."""

    id: int
    email: str
    role: str
    expires_at: datetime


class ShopRow(NamedTuple):
    """A shop, open or closed."""

    id: int
    name: str
    closed_at: datetime | None


def shop_choices(also: int | None = None) -> Choices:
    """(id, name) of the open shops and of `also`, however that is, by name."""
    offered = or_(Shop.closed_at.is_(None), Shop.id == also)
    statement = select(Shop.id, Shop.name).where(offered).order_by(Shop.name)
    return [(row.id, row.name) for row in db.session.execute(statement)]


def staff_choices(also: int | None = None) -> Choices:
    """(staff member's id, name) of who works here and of `also`, by name."""
    offered = or_(StaffMember.removed_at.is_(None), StaffMember.id == also)
    statement = (
        select(StaffMember.id, User.name)
        .join(User, User.id == StaffMember.user_id)
        .where(StaffMember.business_id == _entered(), offered)
        .order_by(User.name, StaffMember.id)
    )
    return [(row.id, row.name) for row in db.session.execute(statement)]


def shop_names() -> dict[int, str]:
    """The names of all shops, closed ones too."""
    rows = db.session.execute(select(Shop.id, Shop.name))
    return {row.id: row.name for row in rows}


def staff_names() -> dict[int, str]:
    """The names of all staff members by their staff member's id, former ones too."""
    statement = (
        select(StaffMember.id, User.name)
        .join(User, User.id == StaffMember.user_id)
        .where(StaffMember.business_id == _entered())
    )
    return {row.id: row.name for row in db.session.execute(statement)}


def shops_of_business() -> list[ShopRow]:
    """All shops, the open ones first, by name."""
    statement = select(Shop.id, Shop.name, Shop.closed_at)
    order = (Shop.closed_at.is_not(None), Shop.name)
    return [ShopRow(*row) for row in db.session.execute(statement.order_by(*order))]


def shop(shop_id: int) -> ShopRow | None:
    """One shop."""
    statement = select(Shop.id, Shop.name, Shop.closed_at).where(Shop.id == shop_id)
    row = db.session.execute(statement).one_or_none()
    return row and ShopRow(*row)


def staff_of_business() -> list[StaffRow]:
    """Who works here, by name."""
    statement = _staff().order_by(User.name, StaffMember.id)
    return [StaffRow(*row) for row in db.session.execute(statement)]


def staff_row(staff_member_id: int) -> StaffRow | None:
    """One person who works here; None for whoever does not, or no more."""
    statement = _staff().where(StaffMember.id == staff_member_id)
    row = db.session.execute(statement).one_or_none()
    return StaffRow(*row) if row else None


def _staff() -> Select[*tuple[Any, ...]]:
    other = aliased(StaffMember)
    elsewhere = (
        select(other.id)
        .where(other.user_id == StaffMember.user_id)
        .where(other.business_id != StaffMember.business_id)
        .where(other.removed_at.is_(None))
        .exists()
    )
    return (
        select(
            StaffMember.id,
            User.id.label("user_id"),
            User.name,
            User.email,
            StaffMember.role,
            elsewhere.label("works_elsewhere"),
        )
        .join(User, User.id == StaffMember.user_id)
        .where(StaffMember.business_id == _entered())
        .where(StaffMember.removed_at.is_(None))
    )


def open_invitations() -> list[InvitationRow]:
    """The links to join that wait for their use, the newest first."""
    statement = (
        select(Invitation.id, Invitation.email, Invitation.role, Invitation.expires_at)
        .where(Invitation.business_id == _entered(), Invitation.kind == "join")
        .where(Invitation.used_at.is_(None), Invitation.expires_at > clock.now())
        .order_by(Invitation.id.desc())
    )
    return [
        InvitationRow(row.id, row.email, row.role or "", row.expires_at)
        for row in db.session.execute(statement)
    ]


def people_names(user_ids: Collection[int | None]) -> dict[int, str]:
    """The names of these people, for "changed by"; None stands for a command."""
    wanted = {user_id for user_id in user_ids if user_id is not None}
    if not wanted:
        return {}
    statement = select(User.id, User.name).where(User.id.in_(wanted))
    return {row.id: row.name for row in db.session.execute(statement)}


def business_settings() -> Business:
    """The entered business."""
    return db.session.get_one(Business, _entered())


def counted_window_months() -> int:
    """Of which window customers' spend is kept: 0 a lifetime, -1 of several."""
    query = select(Business.counted_window_months).where(Business.id == _entered())
    return db.session.scalars(query).one()


def slugs() -> list[str]:
    """What commands call the businesses, the first 20 by name."""
    query = select(Business.slug).order_by(Business.slug).limit(20)
    return list(db.session.scalars(query))


def business_by_slug(slug: str) -> Business | None:
    """The business that commands call so."""
    return db.session.scalars(select(Business).where(Business.slug == slug)).first()


def command_for(slug: str) -> Actor:
    """A command's actor, at work in the business from now on.

    Whoever runs commands on this machine acts as an owner. Raises: NotFound, naming
    the businesses there are.
    """
    business = business_by_slug(slug)
    if business is None:
        raise NotFound(
            _(
                "There is no business with the slug '%(slug)s'; there are: %(slugs)s.",
                slug=slug,
                slugs=", ".join(slugs()) or _("none yet"),
            )
        )
    tenancy.enter(db.session(), business.id)
    return Actor.of_command(business)


def _entered() -> int:
    return tenancy.entered(db.session())
