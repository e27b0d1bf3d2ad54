"""The note's table."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, String, Text, column
from sqlalchemy.orm import Mapped, mapped_column

from customers.ground.columns import Id
from customers.ground.db import Model, Stamped
from customers.ground.tenancy import (
    Owned,
    SoftDeleted,
    owned_args,
    owned_reference,
)
from customers.notes.rules import KINDS

_KIND_CHECK = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS))


def _live(name: str, *columns: str) -> Index:
    condition = column("deleted_at").is_(None)
    return Index(
        name,
        *("business_id", *columns),
        sqlite_where=condition,
        postgresql_where=condition,
    )


class Note(Stamped, Owned, SoftDeleted, Model):
    """What somebody wrote down about a customer; `created_by` is its author.

    `is_pinned` is 1 or 0, a number since lists are ordered and continued by it.
    `version` rises by one whenever text or kind change; `edited_at` (UTC) is when they
    last did, None until then. Of a deleted note `updated_by` is who deleted it.
    """

    __tablename__ = "note"
    __table_args__ = owned_args(
        CheckConstraint(_KIND_CHECK, name="kind"),
        CheckConstraint("is_pinned IN (0, 1)", name="is_pinned"),
        owned_reference("customer_id", "customer"),
        _live("ix_note_listed", "customer_id", "is_pinned", "id"),
        _live("ix_note_listed_by_kind", "customer_id", "kind", "is_pinned", "id"),
    )

    customer_id: Mapped[int] = mapped_column(Id)
    kind: Mapped[str] = mapped_column(String(10))
    text: Mapped[str] = mapped_column(Text)
    is_pinned: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)
    edited_at: Mapped[datetime | None]
