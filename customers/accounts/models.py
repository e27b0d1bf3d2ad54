"""People and where they work: user, session, business, staff member, shop."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import (
    JSON,
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from customers.accounts.permissions import ROLES
from customers.ground import clock
from customers.ground.columns import Amount, Id
from customers.ground.db import Model, Stamped
from customers.ground.tenancy import Owned, owned_args

# The first visits that make a customer occasional, regular, frequent.
FREQUENCY_BOUNDS = (2, 5, 10)
PAYMENT_METHODS = ("Cash", "Card", "Bank transfer", "Voucher", "Other")
# Within so many per cent of the threshold a customer is about to become a member.
NEAR_PERCENT = 20

_ROLE_CHECK = "role IN ({})".format(", ".join(f"'{role}'" for role in ROLES))


class User(Stamped, Model):
    """One person, one login, whichever businesses they work for.

    `email` is kept folded (lower case), since it is what a person signs in with.
    """

    __tablename__ = "user"

    email: Mapped[str] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(200))


class Business(Stamped, Model):
    """One tenant. `currency` (ISO 4217) is fixed after the first purchase.

    `country` is ISO 3166 alpha-2, the default region of phones; `timezone` an IANA
    name; `slug` names the business in commands. From which number of visits a customer
    is of a frequency is kept here, the frequency of nobody; `payment_methods` are the
    names that a purchase's is chosen from, in their order.

    `membership_threshold_minor` is a copy of the one in force, which membership keeps
    here; None where there is none. Who lacks at most `near_percent` (1 to 99) of it is
    about to join. `is_switch_for_admins` keeps staff from switching membership.
    `counted_window_months` is the window of which customers' spend is kept: 0 is a
    lifetime, -1 that it is being counted anew; membership keeps that here too.
    """

    __tablename__ = "business"

    slug: Mapped[str] = mapped_column(String(60), unique=True)
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(2))
    currency: Mapped[str] = mapped_column(String(3))
    timezone: Mapped[str] = mapped_column(String(64))
    is_email_unique: Mapped[bool] = mapped_column(default=False)
    occasional_from: Mapped[int] = mapped_column(default=FREQUENCY_BOUNDS[0])
    regular_from: Mapped[int] = mapped_column(default=FREQUENCY_BOUNDS[1])
    frequent_from: Mapped[int] = mapped_column(default=FREQUENCY_BOUNDS[2])
    payment_methods: Mapped[list[str]] = mapped_column(
        JSON, default=lambda: list(PAYMENT_METHODS)
    )
    membership_threshold_minor: Mapped[int | None] = mapped_column(Amount)
    near_percent: Mapped[int] = mapped_column(default=NEAR_PERCENT)
    is_switch_for_admins: Mapped[bool] = mapped_column(default=False)
    counted_window_months: Mapped[int] = mapped_column(default=0)


class StaffMember(Stamped, Model):
    """A person's role in one business; kept, with `removed_at`, when they leave."""

    __tablename__ = "staff_member"
    __table_args__ = (
        UniqueConstraint("business_id", "id"),
        UniqueConstraint("business_id", "user_id"),
        CheckConstraint(_ROLE_CHECK, name="role"),
        Index("ix_staff_member_user_id", "user_id"),
        {"sqlite_autoincrement": True},
    )

    business_id: Mapped[int] = mapped_column(Id, ForeignKey("business.id"))
    user_id: Mapped[int] = mapped_column(Id, ForeignKey("user.id"))
    role: Mapped[str] = mapped_column(String(10))
    removed_at: Mapped[datetime | None]


class Session(Model):
    """One sign-in on one browser; ending it is deleting the row.

    `token_hash` is the SHA-256 of the cookie's token; `business_id` the business the
    person works in now.
    """

    __tablename__ = "session"
    __table_args__ = (
        Index("ix_session_user_id", "user_id"),
        {"sqlite_autoincrement": True},
    )

    user_id: Mapped[int] = mapped_column(Id, ForeignKey("user.id"))
    business_id: Mapped[int | None] = mapped_column(Id, ForeignKey("business.id"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    address: Mapped[str] = mapped_column(String(45))
    browser: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    last_used_at: Mapped[datetime] = mapped_column(default=clock.now)


class Invitation(Stamped, Model):
    """A one-time link: to join a business (`join`) or to set a password (`reset`).

    `token_hash` is the SHA-256 of the link's token, which is shown once. A reset names
    its `staff_member_id`; a join the `email` and `role`.
    """

    __tablename__ = "invitation"
    __table_args__ = (
        CheckConstraint("kind IN ('join', 'reset')", name="kind"),
        CheckConstraint(_ROLE_CHECK, name="role"),
        ForeignKeyConstraint(
            ["business_id", "staff_member_id"],
            ["staff_member.business_id", "staff_member.id"],
        ),
        Index("ix_invitation_business_id", "business_id", "id"),
        {"sqlite_autoincrement": True},
    )

    business_id: Mapped[int] = mapped_column(Id, ForeignKey("business.id"))
    kind: Mapped[str] = mapped_column(String(10))
    email: Mapped[str] = mapped_column(String(254))
    role: Mapped[str | None] = mapped_column(String(10))
    staff_member_id: Mapped[int | None] = mapped_column(Id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class Attempt(Model):
    """How often something guarded was tried by one key, for lockout with back-off.

    `key` is `<purpose>:<account or address>`, the account as a hash.
    """

    __tablename__ = "attempt"
    __table_args__ = (
        Index("ix_attempt_last_at", "last_at"),
        {"sqlite_autoincrement": True},
    )

    key: Mapped[str] = mapped_column(String(120), unique=True)
    count: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    blocked_until: Mapped[datetime | None]


class Shop(Stamped, Owned, Model):
    """A place of a business. A closed shop is kept, and offered no more."""

    __tablename__ = "shop"
    __table_args__ = owned_args(UniqueConstraint("business_id", "name"))

    name: Mapped[str] = mapped_column(String(120))
    closed_at: Mapped[datetime | None]
