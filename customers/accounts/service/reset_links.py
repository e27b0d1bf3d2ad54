"""Reset links: an owner lets somebody set a new password, once, within a day.

Only for people whose login opens nothing else: whoever is an owner or works for another
business too would hand that over with it. Theirs is set on the server.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.accounts.events import ResetLinkMade
from customers.accounts.models import Invitation, StaffMember, User
from customers.accounts.permissions import OWNER
from customers.accounts.service import links
from customers.accounts.service.links import Link
from customers.accounts.service.password import set_password
from customers.accounts.service.staff import hold_roles_still, staff_member
from customers.ground.db import db
from customers.ground.errors import Conflict

LASTS = timedelta(hours=24)


def make_reset_link(staff_member_id: int, *, actor: Actor) -> str:
    """Make a link to a new password and give its token; an earlier one ends.

    Raises: Forbidden, NotFound, Conflict for an owner and for who works elsewhere too.
    Records: ResetLinkMade.
    """
    actor.need(permissions.MANAGE_STAFF)
    hold_roles_still(actor)
    member = staff_member(staff_member_id, actor=actor)
    user = db.session.get_one(User, member.user_id)
    if not _opens_nothing_else(member):
        raise Conflict(
            _(
                "An owner, or someone who works for another business too, gets no "
                "link. Whoever runs the server can use: flask set-password %(email)s",
                email=user.email,
            )
        )
    links.end(
        Invitation.kind == links.RESET,
        Invitation.staff_member_id == member.id,
        actor=actor,
    )
    made = links.make(
        links.RESET,
        lasts=LASTS,
        actor=actor,
        email=user.email,
        staff_member_id=member.id,
    )
    events.record(ResetLinkMade(member.id), actor=actor)
    return made.token


def find_reset_link(token: str) -> tuple[Link, User]:
    """The link with this token and the person it is for.

    Raises: NotFound, also where the person has become an owner, works elsewhere too or
    works here no more since the link was made.
    """
    link = links.find(token, kind=links.RESET)
    query = select(StaffMember).where(
        StaffMember.id == link.staff_member_id,
        StaffMember.business_id == link.business_id,
        StaffMember.removed_at.is_(None),
    )
    fresh = query.execution_options(populate_existing=True)
    member = db.session.scalars(fresh).one_or_none()
    if member is None or not _opens_nothing_else(member):
        raise links.gone()
    return link, db.session.get_one(User, member.user_id)


def reset_password(token: str, *, password_hash: str) -> str:
    """Set the password by a link, end all the person's sign-ins, give their address.

    Raises: NotFound. Records: PasswordChanged.
    """
    link, user = find_reset_link(token)
    links.use(link, user_id=user.id)
    set_password(user.email, password_hash=password_hash)
    return user.email


def _opens_nothing_else(member: StaffMember) -> bool:
    elsewhere = select(StaffMember.id).where(
        StaffMember.user_id == member.user_id,
        StaffMember.business_id != member.business_id,
        StaffMember.removed_at.is_(None),
    )
    return member.role != OWNER and db.session.scalar(elsewhere.limit(1)) is None
