"""The roster: which businesses there are, and who a worker acts for in them."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import select

from customers.accounts.actors import Actor, settings_for
from customers.accounts.models import Business, StaffMember, User
from customers.accounts.queries import business_settings
from customers.ground.db import db
from customers.ground.errors import Forbidden


class StaffRoster:
    """Tells workers where to look for work and in whose name they do it."""

    def businesses(self) -> list[tuple[int, str]]:
        """Every business: its id, and the IANA name of its time zone."""
        statement = select(Business.id, Business.timezone).order_by(Business.id)
        return [(row.id, row.timezone) for row in db.session.execute(statement)]

    def actor_of(self, user_id: int | None) -> Actor:
        """The person in the entered business, as they are now; None is a command.

        Raises: Forbidden for whoever works here no more.
        """
        business = business_settings()
        if user_id is None:
            return Actor.of_command(business)
        statement = (
            select(StaffMember.id, StaffMember.role, User.name, User.email)
            .join(User, User.id == StaffMember.user_id)
            .where(StaffMember.business_id == business.id)
            .where(StaffMember.user_id == user_id, StaffMember.removed_at.is_(None))
        )
        row = db.session.execute(statement).one_or_none()
        if row is None:
            raise Forbidden(_("Whoever asked for this works here no more."))
        return Actor(
            business_id=business.id,
            business_name=business.name,
            role=row.role,
            user_id=user_id,
            staff_member_id=row.id,
            name=row.name,
            email=row.email,
            **settings_for(business),
        )
