"""Request keys: the same request sent twice has one effect.

Forms that create a row carry a key in a hidden field. Claiming the key is the unit of
work's first statement: a second request with it waits for the first, then is led where
that one led, or proceeds if that was refused, since a refusal rolls the claim back.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from customers.ground import clock
from customers.ground.columns import Id
from customers.ground.db import Model
from customers.ground.errors import Conflict
from customers.ground.tenancy import (
    Owned,
    insert_or_nothing,
    owned_args,
    write_many,
)

KEY_LENGTH = 64
# The longest address that an answer may lead to.
MAX_LOCATION = 500
KEPT = timedelta(days=7)


class RequestKey(Owned, Model):
    """A key that a person's request carried, and where its answer led.

    `fingerprint` is the SHA-256 of what was sent; `row_id` the row that was made.
    """

    __tablename__ = "request_key"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "user_id", "key"),
        Index("ix_request_key_business_id_created_at", "business_id", "created_at"),
    )

    user_id: Mapped[int] = mapped_column(Id, ForeignKey("user.id"))
    key: Mapped[str] = mapped_column(String(KEY_LENGTH))
    fingerprint: Mapped[str] = mapped_column(String(64))
    location: Mapped[str | None] = mapped_column(String(MAX_LOCATION))
    row_id: Mapped[int | None] = mapped_column(Id)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)


@dataclass(frozen=True)
class Entry:
    """A claimed key: new while `location` is None, else answered already."""

    id: int
    location: str | None = None
    row_id: int | None = None


def new_key() -> str:
    """A key for a form that is being drawn."""
    return secrets.token_urlsafe(24)


def claim(session: Session, *, key: str, user_id: int, fingerprint: str) -> Entry:
    """Claim the key for this unit of work, or give the answer it already got.

    Raises: Conflict where the key was sent with other content before.
    """
    new = {"user_id": user_id, "key": key, "fingerprint": fingerprint}
    unique = ("user_id", "key")
    new_id = insert_or_nothing(session, RequestKey, new, unique=unique)
    if new_id is not None:
        return Entry(new_id)
    known = session.scalars(
        select(RequestKey).where(RequestKey.user_id == user_id, RequestKey.key == key)
    ).one()
    if known.fingerprint != fingerprint:
        raise Conflict(
            _("This form was sent before with other content. Load the page again.")
        )
    return Entry(known.id, location=known.location, row_id=known.row_id)


def remember(
    session: Session, entry: Entry, *, location: str, row_id: int | None
) -> None:
    """Keep the answer for whoever sends the same again; forget what is a week old."""
    answered = {"id": entry.id, "location": location, "row_id": row_id}
    write_many(session, RequestKey, [answered], by=["id"])
    _forget_old(session)


def _forget_old(session: Session) -> None:
    session.execute(
        delete(RequestKey)
        .where(RequestKey.created_at < clock.now() - KEPT)
        .execution_options(synchronize_session=False)
    )
