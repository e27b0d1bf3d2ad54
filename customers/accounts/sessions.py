"""Reads about sign-ins: who a token belongs to, and which sign-ins a person has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Select, and_, bindparam, select

from customers.accounts.models import Business, Session, StaffMember, User
from customers.ground import clock
from customers.ground.db import db

# A sign-in nobody used for so long is over; whoever finds its cookie finds nothing.
KEPT_UNUSED = timedelta(days=30)

# The columns of a business that `actors.settings_for` reads.
SETTINGS = (
    *("country", "currency", "timezone", "is_email_unique"),
    *("occasional_from", "regular_from", "frequent_from", "payment_methods"),
    *("membership_threshold_minor", "near_percent", "is_switch_for_admins"),
)


@dataclass(frozen=True)
class SignIn:
    """One sign-in as its owner sees it."""

    id: int
    device: str
    address: str
    created_at: datetime
    last_used_at: datetime
    is_this: bool
    is_phone: bool


def identify(token_hash: str) -> Sequence[Any]:
    """Whose sign-in it is: a row for each business the person works for, by name.

    One row without a business where they work for none; no row where there is no such
    sign-in or it is over. One query, since every request asks it.
    """
    given = {"token_hash": token_hash, "since": clock.now() - KEPT_UNUSED}
    return db.session.execute(_identified(), given).all()


@cache
def _identified() -> Select[Any]:
    """Put together once: of plain columns, since to build it costs more than to ask."""
    session, user, member, business = (
        model.__table__.c for model in (Session, User, StaffMember, Business)
    )
    at_work = and_(member.user_id == user.id, member.removed_at.is_(None))
    sources = (
        Session.__table__.join(User.__table__, user.id == session.user_id)
        .outerjoin(StaffMember.__table__, at_work)
        .outerjoin(Business.__table__, business.id == member.business_id)
    )
    return (
        select(
            session.id.label("session_id"),
            session.business_id.label("working_in"),
            session.last_used_at,
            user.id.label("user_id"),
            user.name,
            user.email,
            member.id.label("staff_member_id"),
            member.role,
            business.id.label("business_id"),
            business.name.label("business_name"),
            *(business[name] for name in SETTINGS),
        )
        .select_from(sources)
        .where(
            session.token_hash == bindparam("token_hash"),
            session.last_used_at > bindparam("since"),
        )
        .order_by(business.name, business.id)
    )


def sign_ins_of(user_id: int, *, this_one: int) -> list[SignIn]:
    """The person's own sign-ins, the last used first; `this_one` is marked."""
    statement = (
        select(Session)
        .where(Session.user_id == user_id)
        .where(Session.last_used_at > clock.now() - KEPT_UNUSED)
        .order_by(Session.last_used_at.desc(), Session.id.desc())
    )
    return [
        SignIn(
            id=row.id,
            device=device_of(row.browser),
            address=row.address,
            created_at=row.created_at,
            last_used_at=row.last_used_at,
            is_this=row.id == this_one,
            is_phone="Mobi" in row.browser,
        )
        for row in db.session.scalars(statement)
    ]


def businesses_of(user_id: int) -> list[int]:
    """The ids of the businesses the person works for, by the businesses' names."""
    statement = (
        select(Business.id)
        .join(StaffMember, StaffMember.business_id == Business.id)
        .where(StaffMember.user_id == user_id, StaffMember.removed_at.is_(None))
        .order_by(Business.name, Business.id)
    )
    return list(db.session.scalars(statement))


_BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
_SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Macintosh": "Mac",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


def device_of(browser: str) -> str:
    """A User-Agent as people say it, such as "Firefox, Linux"; else its beginning."""
    found = [
        next((name for mark, name in known.items() if mark in browser), "")
        for known in (_BROWSERS, _SYSTEMS)
    ]
    return ", ".join(filter(None, found)) or browser[:60]
