"""Staff members: their roles, and their leaving. A business always keeps an owner."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.accounts.events import RoleChanged, StaffRemoved
from customers.accounts.models import Business, Invitation, StaffMember
from customers.accounts.permissions import OWNER
from customers.accounts.schemas.people import WantedRole
from customers.accounts.service import links
from customers.accounts.service.sign_in import end_all
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Conflict, Forbidden, NotFound


def change_role(staff_member_id: int, *, values: WantedRole, actor: Actor) -> str:
    """Give a staff member another role, and give the role before.

    Raises: Forbidden, NotFound, Conflict for the last owner. Records: RoleChanged.
    """
    actor.need(permissions.MANAGE_STAFF)
    hold_roles_still(actor)
    member = staff_member(staff_member_id, actor=actor)
    before = member.role
    if before == values.role:
        return before
    if before == OWNER:
        _keep_an_owner(member)
        _end_links(member, actor)
    member.role = values.role
    member.updated_by = actor.user_id
    fact = RoleChanged(member.id, data={"role": [before, member.role]})
    events.record(fact, actor=actor)
    return before


def remove_staff_member(staff_member_id: int, *, actor: Actor) -> None:
    """Let a person work here no more; all their sign-ins and links end at once.

    Removing them again changes nothing. Raises: Forbidden, NotFound, Conflict for the
    last owner. Records: StaffRemoved.
    """
    actor.need(permissions.MANAGE_STAFF)
    hold_roles_still(actor)
    member = staff_member(staff_member_id, actor=actor, also_removed=True)
    if member.removed_at is not None:
        return
    if member.role == OWNER:
        _keep_an_owner(member)
    member.removed_at = clock.now()
    member.updated_by = actor.user_id
    _end_links(member, actor)
    told = {"role": member.role, "ended_sessions": len(end_all(member.user_id))}
    events.record(StaffRemoved(member.id, data=told), actor=actor)


def staff_member(
    staff_member_id: int, *, actor: Actor, also_removed: bool = False
) -> StaffMember:
    """Who works in the actor's business, or did. Raises: NotFound."""
    query = select(StaffMember).where(
        StaffMember.id == staff_member_id, StaffMember.business_id == actor.business_id
    )
    fresh = query.execution_options(populate_existing=True)
    member = db.session.scalars(fresh).one_or_none()
    if member is None or (member.removed_at is not None and not also_removed):
        raise NotFound(_("There is no such staff member."))
    return member


def hold_roles_still(actor: Actor) -> None:
    """Let nobody else change staff of the business until this unit of work ends.

    The door looked at the actor's role before; what counts is the role under the lock.
    Raises: Forbidden.
    """
    db.session.execute(
        select(Business.id)
        .where(Business.id == actor.business_id)
        .with_for_update(key_share=True)
    )
    if actor.staff_member_id is None:
        return
    query = select(StaffMember.role).where(
        StaffMember.id == actor.staff_member_id, StaffMember.removed_at.is_(None)
    )
    role = db.session.scalar(query)
    if role is None or not permissions.may(role, permissions.MANAGE_STAFF):
        raise Forbidden(_("Your role was changed just now. Ask an owner or admin."))


def _keep_an_owner(member: StaffMember) -> None:
    others = select(func.count()).where(
        StaffMember.business_id == member.business_id,
        StaffMember.role == OWNER,
        StaffMember.removed_at.is_(None),
        StaffMember.id != member.id,
    )
    if not db.session.scalar(others):
        raise Conflict(
            _("A business needs an owner. Make somebody else an owner first.")
        )


def _end_links(member: StaffMember, actor: Actor) -> None:
    """No link that the person made, or was given, outlives their being an owner."""
    links.end(
        or_(
            Invitation.created_by == member.user_id,
            Invitation.staff_member_id == member.id,
        ),
        actor=actor,
    )
