"""The customer's tables: customer, external id, counter."""

from __future__ import annotations

from datetime import date

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    Index,
    String,
    Text,
    UniqueConstraint,
    column,
)
from sqlalchemy.orm import Mapped, mapped_column

from customers.directory.rules import CUSTOMER_TYPES, STATUSES
from customers.ground.columns import Id
from customers.ground.db import Model, Stamped
from customers.ground.tenancy import (
    Owned,
    SoftDeleted,
    owned_args,
    owned_reference,
)

# Sorted and searched by bytes, so that both databases agree and prefixes use an index.
Folded = Text().with_variant(Text(collation="C"), "postgresql")


def _one_of(name: str, values: tuple[str, ...]) -> CheckConstraint:
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{name} IN ({listed})", name=name)


def _index_where(name: str, condition: ColumnElement[bool]) -> Index:
    """The list's order, newest first, without the rows that it does not show."""
    return Index(
        name,
        "business_id",
        "id",
        sqlite_where=condition,
        postgresql_where=condition,
    )


class Customer(Stamped, Owned, SoftDeleted, Model):
    """A person or firm the business sells to; `code` is its public number.

    `name` is the truth, in any script, and empty where only a code, phone or email is
    known. `phone` is what was typed, `phone_e164` what it means (None: no number).
    `profile_version` rises by one whenever profile fields change. `code_number` is the
    number of a code of the generated shape, None for any other code.
    """

    __tablename__ = "customer"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "code"),
        _one_of("customer_type", CUSTOMER_TYPES),
        _one_of("status", STATUSES),
        owned_reference("preferred_shop_id", "shop"),
        owned_reference("assigned_staff_member_id", "staff_member"),
        Index("ix_customer_code_number", "business_id", "code_number"),
        Index("ix_customer_email_folded", "business_id", "email_folded"),
        _index_where("ix_customer_live", column("deleted_at").is_(None)),
        _index_where("ix_customer_deleted", column("deleted_at").is_not(None)),
    )

    code: Mapped[str] = mapped_column(String(32))
    code_number: Mapped[int | None] = mapped_column(Id)
    name: Mapped[str] = mapped_column(Text)
    first_name: Mapped[str | None] = mapped_column(Text)
    last_name: Mapped[str | None] = mapped_column(Text)
    sort_name: Mapped[str] = mapped_column(Folded)
    phone: Mapped[str | None] = mapped_column(Text)
    phone_e164: Mapped[str | None] = mapped_column(String(16))
    email: Mapped[str | None] = mapped_column(Text)
    email_folded: Mapped[str | None] = mapped_column(Folded)
    customer_type: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    birthday: Mapped[date | None]
    street: Mapped[str | None] = mapped_column(Text)
    postcode: Mapped[str | None] = mapped_column(Text)
    town: Mapped[str | None] = mapped_column(Text)
    region: Mapped[str | None] = mapped_column(Text)
    country: Mapped[str | None] = mapped_column(String(2))
    preferred_shop_id: Mapped[int | None] = mapped_column(Id)
    assigned_staff_member_id: Mapped[int | None] = mapped_column(Id)
    since: Mapped[date]
    profile_version: Mapped[int] = mapped_column(default=1)


class ExternalId(Owned, Model):
    """A name another program has for a customer: `value`, unique in its `source`.

    A `fingerprint` is no id but the digest of an imported row that had none; it knows
    the row again and is shown to nobody.
    """

    __tablename__ = "external_id"
    __table_args__ = owned_args(
        UniqueConstraint("business_id", "source", "value"),
        _one_of("kind", ("external", "fingerprint")),
        owned_reference("customer_id", "customer"),
        Index("ix_external_id_customer_id", "business_id", "customer_id"),
    )

    customer_id: Mapped[int] = mapped_column(Id)
    source: Mapped[str] = mapped_column(String(40))
    value: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(12), default="external")


class Counter(Owned, Model):
    """The last number given out under a name; whoever wants the next locks the row.

    It is the last lock that a unit of work takes.
    """

    __tablename__ = "counter"
    __table_args__ = owned_args(UniqueConstraint("business_id", "name"))

    name: Mapped[str] = mapped_column(String(40))
    value: Mapped[int] = mapped_column(Id, default=0)
