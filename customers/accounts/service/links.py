"""One-time links: made, found, used once, ended. Only the hash of a token is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, select, update

from customers.accounts import tokens
from customers.accounts.actors import Actor
from customers.accounts.models import Business, Invitation, StaffMember
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import NotFound

PURPOSE = "invitation"
JOIN, RESET = "join", "reset"


@dataclass(frozen=True)
class Link:
    """A link that still works: one to join has a `role`, a reset a staff member."""

    id: int
    business_id: int
    business_name: str
    email: str
    role: str | None
    staff_member_id: int | None


@dataclass(frozen=True)
class Made:
    """A link that was just made: its row and the token to show, this once."""

    id: int
    token: str


def make(kind: str, *, lasts: timedelta, actor: Actor, **values: Any) -> Made:
    """A new link of the actor's business, with its token, which is kept nowhere."""
    token = tokens.new_token()
    row = Invitation(
        business_id=actor.business_id,
        kind=kind,
        token_hash=tokens.hash_of(token),
        expires_at=clock.now() + lasts,
        created_by=actor.user_id,
        updated_by=actor.user_id,
        **values,
    )
    db.session.add(row)
    db.session.flush()
    return Made(row.id, token)


def find(token: str, *, kind: str) -> Link:
    """The link with this token, whichever business it is of.

    Raises: NotFound for one that never was, is used, ended or too old.
    """
    statement = (
        select(
            Invitation.id,
            Invitation.business_id,
            Business.name,
            Invitation.email,
            Invitation.role,
            Invitation.staff_member_id,
        )
        .join(Business, Business.id == Invitation.business_id)
        .where(Invitation.token_hash == tokens.hash_of(token))
        .where(Invitation.kind == kind, *_works())
    )
    row = db.session.execute(statement).one_or_none()
    if row is None:
        raise gone()
    return Link(*row)


def use(link: Link, *, user_id: int) -> None:
    """Use the link up. Of two who use it at once one is refused: NotFound."""
    if _end(Invitation.id == link.id, used_at=clock.now(), updated_by=user_id) != 1:
        raise gone()


def end(*conditions: ColumnElement[bool], actor: Actor) -> int:
    """End links of the actor's business before their use; how many there were."""
    own = Invitation.business_id == actor.business_id
    by = actor.user_id
    return _end(own, *conditions, expires_at=clock.now(), updated_by=by)


def end_resets_of(user_id: int) -> int:
    """End the links to a new password of a person who has got one otherwise."""
    rows = select(StaffMember.id).where(StaffMember.user_id == user_id)
    of_theirs = Invitation.staff_member_id.in_(rows)
    return _end(Invitation.kind == RESET, of_theirs, expires_at=clock.now())


def gone() -> NotFound:
    """The refusal of every link that does not work, whatever the reason."""
    return NotFound(
        _(
            "This link does not work any more: it was used, replaced, withdrawn or is "
            "too old. Ask an owner of the business for a new one."
        )
    )


def _end(*conditions: ColumnElement[bool], **values: Any) -> int:
    statement = (
        update(Invitation)
        .where(*conditions, *_works())
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    count: int = db.session.execute(statement).rowcount  # type: ignore[attr-defined]
    return count


def _works() -> tuple[ColumnElement[bool], ...]:
    return Invitation.used_at.is_(None), Invitation.expires_at > clock.now()
