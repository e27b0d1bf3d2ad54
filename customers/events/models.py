"""The event table: audit trail and outbox in one, append-only."""

from __future__ import annotations

from datetime import datetime
from typing import Any, NoReturn

from sqlalchemy import JSON, Delete, ForeignKey, Index, String, Update, event
from sqlalchemy.orm import Mapped, ORMExecuteState, mapped_column

from customers.ground import clock
from customers.ground.columns import Id
from customers.ground.db import Model
from customers.ground.guard import GuardedSession
from customers.ground.tenancy import Owned, owned_args


class Event(Owned, Model):
    """One fact: when, who, what, about which row, and the values before and after.

    `user_id` is None for what a command or the schedule did. `personal` is the only
    column that may change: privacy erasure empties it.
    """

    __tablename__ = "event"
    __table_args__ = owned_args(
        Index("ix_event_subject", "business_id", "subject", "subject_id", "id"),
        Index("ix_event_name", "business_id", "name", "id"),
        append_only=True,
    )

    at: Mapped[datetime] = mapped_column(default=clock.now)
    name: Mapped[str] = mapped_column(String(40))
    subject: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int | None] = mapped_column(Id)
    user_id: Mapped[int | None] = mapped_column(Id, ForeignKey("user.id"))
    data: Mapped[Any] = mapped_column(JSON)
    personal: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)


@event.listens_for(Event, "before_update")
@event.listens_for(Event, "before_delete")
def _keep(_mapper: Any, _connection: Any, _row: Event) -> NoReturn:
    raise RuntimeError("Events are appended, never changed.")


@event.listens_for(GuardedSession, "do_orm_execute")
def _keep_many(state: ORMExecuteState) -> None:
    statement: Any = getattr(state.statement, "element", state.statement)
    is_change = isinstance(statement, (Update, Delete))
    table: Any = statement.table if is_change else None
    if table is None or table.name != Event.__tablename__:
        return
    changed = {
        getattr(key, "key", key) for key in getattr(statement, "_values", None) or ()
    }
    if changed != {"personal"} or state.parameters:
        raise RuntimeError("Events are appended, never changed.")
