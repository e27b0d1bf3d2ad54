"""Invitations: owners ask people to work here by a one-time link.

An address that has a login joins by that login; its password is never touched. Any
other sets its own name and password.
"""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor, Doer, Person
from customers.accounts.events import InvitationWithdrawn, StaffInvited, StaffJoined
from customers.accounts.models import Invitation, Session, StaffMember, User
from customers.accounts.schemas.people import StaffInvitation
from customers.accounts.service import links
from customers.accounts.service.links import Link
from customers.accounts.service.sign_in import Proof
from customers.accounts.service.staff import hold_roles_still
from customers.ground import tenancy
from customers.ground.db import db
from customers.ground.errors import Conflict, NotFound

LASTS = timedelta(days=7)


def invite(values: StaffInvitation, *, actor: Actor) -> str:
    """Make a link to join as `role` and give its token; earlier ones of `email` end.

    Raises: Forbidden, Conflict where the person works here already.
    Records: StaffInvited.
    """
    actor.need(permissions.MANAGE_STAFF)
    hold_roles_still(actor)
    if _works_here(values.email, actor):
        sentence = _("This person works here already. Change their role instead.")
        raise Conflict(sentence, details={"email": sentence})
    links.end(
        Invitation.kind == links.JOIN, Invitation.email == values.email, actor=actor
    )
    made = links.make(
        links.JOIN, lasts=LASTS, actor=actor, email=values.email, role=values.role
    )
    fact = StaffInvited(
        made.id, data={"role": values.role}, personal={"email": values.email}
    )
    events.record(fact, actor=actor)
    return made.token


def withdraw(invitation_id: int, *, actor: Actor) -> str:
    """End a link to join before its use and give its address; an ended one stays so.

    Raises: Forbidden, NotFound. Records: InvitationWithdrawn.
    """
    actor.need(permissions.MANAGE_STAFF)
    query = select(Invitation).where(
        Invitation.id == invitation_id,
        Invitation.business_id == actor.business_id,
        Invitation.kind == links.JOIN,
    )
    row = db.session.scalars(query).one_or_none()
    if row is None:
        raise NotFound(_("There is no such invitation."))
    if row.used_at is not None:
        raise Conflict(_("This invitation was used already."))
    if links.end(Invitation.id == row.id, actor=actor):
        fact = InvitationWithdrawn(row.id, personal={"email": row.email})
        events.record(fact, actor=actor)
        return row.email
    db.session.refresh(row)
    if row.used_at is not None:
        raise Conflict(_("This invitation was used already."))
    return row.email


def find_invitation(token: str) -> Link:
    """The link to join that has this token. Raises: NotFound."""
    return links.find(token, kind=links.JOIN)


def has_login(email: str) -> bool:
    """Whether somebody signs in with this address, kept as `emails.fold` has it."""
    return db.session.scalar(select(User.id).where(User.email == email)) is not None


def join(token: str, *, person: Person) -> Link:
    """Let the signed-in person work where they are invited to, and go on there.

    Raises: NotFound, Conflict for another's invitation. Records: StaffJoined.
    """
    link = find_invitation(token)
    if link.email != person.email:
        raise Conflict(
            _(
                "You are signed in as %(own)s, but this invitation is for %(invited)s. "
                "Sign out, then open the link again.",
                own=person.email,
                invited=link.email,
            )
        )
    _hire(link, person.user_id)
    row = db.session.get(Session, person.session_id, populate_existing=True)
    if row is not None:
        row.business_id = link.business_id
    return link


def join_as_new(token: str, *, name: str, password_hash: str) -> tuple[Link, Proof]:
    """Give the invited address a login and let it work here.

    Gives the link, and what `sign_in` needs. Raises: NotFound, Conflict where the
    address has got a login meanwhile. Records: StaffJoined.
    """
    link = find_invitation(token)
    if has_login(link.email):
        raise Conflict(
            _("This address has a login by now. Sign in with it, then join.")
        )
    user = User(email=link.email, name=name, password_hash=password_hash)
    db.session.add(user)
    db.session.flush()
    user.created_by = user.updated_by = user.id
    _hire(link, user.id)
    return link, Proof(user.id, user.email, password_hash)


def _works_here(email: str, actor: Actor) -> bool:
    query = (
        select(StaffMember.id)
        .join(User, User.id == StaffMember.user_id)
        .where(User.email == email, StaffMember.business_id == actor.business_id)
        .where(StaffMember.removed_at.is_(None))
    )
    return db.session.scalar(query) is not None


def _hire(link: Link, user_id: int) -> None:
    """Use the link; who has worked here before gets their row back."""
    links.use(link, user_id=user_id)
    tenancy.enter(db.session(), link.business_id)
    query = select(StaffMember).where(
        StaffMember.business_id == link.business_id, StaffMember.user_id == user_id
    )
    member = db.session.scalars(query.with_for_update(key_share=True)).one_or_none()
    is_return = member is not None
    if member is None:
        member = StaffMember(business_id=link.business_id, user_id=user_id)
        member.created_by = user_id
        db.session.add(member)
    elif member.removed_at is None:
        raise Conflict(_("You work for this business already."))
    member.removed_at = None
    member.role = link.role or permissions.VIEWER
    member.updated_by = user_id
    db.session.flush()
    told = {"role": member.role, "is_return": is_return}
    events.record(StaffJoined(member.id, data=told), actor=Doer(user_id))
