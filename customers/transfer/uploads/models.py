"""The tables of uploads: a file that was sent, and its bytes in pieces."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    JSON,
    CheckConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from customers.ground.columns import Id
from customers.ground.db import Model, Stamped
from customers.ground.tenancy import Owned, owned_args, owned_reference

CUSTOMERS, PURCHASES = KINDS = ("customers", "purchases")
MAX_PART_BYTES = 1_000_000

_KIND_CHECK = "kind IN ({})".format(", ".join(f"'{kind}'" for kind in KINDS))


class Upload(Stamped, Owned, Model):
    """A file that somebody sent to be imported; forgotten after a week.

    `kind` is what is in it and `name` what the sender's machine called it: shown,
    never used as a path. `source` names whose rows they are. `adds_customers` lets
    purchases bring customers who are not known. `size` counts the bytes as sent,
    `rows` those below the header. `columns` are pairs: the header, cut to 200
    characters, and the label of the field it fills, "" for none; `notes` are sentences
    on columns that give way to others. `trial_id` and `import_id` are the last jobs
    that tried it and imported it; they may be forgotten by now.
    """

    __tablename__ = "upload"
    __table_args__ = owned_args(
        CheckConstraint(_KIND_CHECK, name="kind"),
        Index("ix_upload_created_at", "business_id", "created_at"),
    )

    kind: Mapped[str] = mapped_column(String(10))
    name: Mapped[str] = mapped_column(Text)
    source: Mapped[str] = mapped_column(String(40))
    adds_customers: Mapped[bool] = mapped_column(default=False)
    size: Mapped[int]
    rows: Mapped[int]
    encoding: Mapped[str] = mapped_column(String(20))
    delimiter: Mapped[str] = mapped_column(String(1))
    columns: Mapped[Any] = mapped_column(JSON)
    notes: Mapped[Any] = mapped_column(JSON)
    trial_id: Mapped[int | None] = mapped_column(Id)
    import_id: Mapped[int | None] = mapped_column(Id)


class UploadPart(Owned, Model):
    """A piece of an uploaded file, in the order of `number`, from 0 up.

    In the database, so that a worker on any machine can read it.
    """

    __tablename__ = "upload_part"
    __table_args__ = owned_args(
        owned_reference("upload_id", "upload"),
        UniqueConstraint("business_id", "upload_id", "number"),
    )

    upload_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)
