"""The tables of long work: jobs, the files they make, and which daily work is done."""

from __future__ import annotations

from datetime import date, datetime
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

from customers.ground import clock
from customers.ground.columns import Id
from customers.ground.db import Model, Stamped
from customers.ground.tenancy import Owned, owned_args, owned_reference

WAITING, RUNNING, DONE, FAILED, STOPPED = STATES = (
    "waiting",
    "running",
    "done",
    "failed",
    "stopped",
)
OPEN_STATES = (WAITING, RUNNING)

_STATE_CHECK = "state IN ({})".format(", ".join(f"'{state}'" for state in STATES))


class Job(Stamped, Owned, Model):
    """Long work that somebody asked for; `created_by` is who, None for the schedule.

    `given` is what was asked, `place` where the next chunk begins (None: at the start)
    and `result` what came of it so far: plain JSON without personal values. `done` of
    `of` is how far it is (`of` None: not known); `done` never falls. `language` is the
    asker's locale, such as en_GB. `fault` says in a sentence why it failed. `tries`
    counts how often the chunk at `place` was begun. Nobody but `claimed_by` may work on
    it before `claimed_until`.
    """

    __tablename__ = "job"
    __table_args__ = owned_args(
        CheckConstraint(_STATE_CHECK, name="state"),
        Index("ix_job_state", "business_id", "state", "id"),
        Index("ix_job_created_by", "business_id", "created_by", "id"),
    )

    kind: Mapped[str] = mapped_column(String(40))
    title: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(20))
    given: Mapped[Any] = mapped_column(JSON)
    state: Mapped[str] = mapped_column(String(10), default=WAITING)
    done: Mapped[int] = mapped_column(default=0)
    of: Mapped[int | None]
    place: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    result: Mapped[Any] = mapped_column(JSON(none_as_null=True), nullable=True)
    fault: Mapped[str | None] = mapped_column(Text)
    tries: Mapped[int] = mapped_column(default=0)
    claimed_by: Mapped[str | None] = mapped_column(String(40))
    claimed_until: Mapped[datetime] = mapped_column(default=clock.now)
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class JobFilePart(Owned, Model):
    """A piece of the file that a job makes, in the order of `number`, from 0 up.

    In the database, so that what a worker on one machine made is read on another, and
    a piece is kept or not together with the progress of its chunk.
    """

    __tablename__ = "job_file_part"
    __table_args__ = owned_args(
        owned_reference("job_id", "job"),
        UniqueConstraint("business_id", "job_id", "number"),
    )

    job_id: Mapped[int] = mapped_column(Id)
    number: Mapped[int]
    content: Mapped[bytes] = mapped_column(LargeBinary)


class DailyWork(Owned, Model):
    """The last local day on which a piece of daily work was finished."""

    __tablename__ = "daily_work"
    __table_args__ = owned_args(UniqueConstraint("business_id", "name"))

    name: Mapped[str] = mapped_column(String(40))
    done_on: Mapped[date]
