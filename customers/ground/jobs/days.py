"""Daily work: what each business gets done once a local day, by whichever worker."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import select

from customers.ground.db import db
from customers.ground.jobs.kinds import DailyAction, daily_actions
from customers.ground.jobs.models import DailyWork
from customers.ground.tenancy import insert_or_nothing


def due(today: date) -> dict[str, DailyAction]:
    """The daily work of the entered business that is not finished on this local day."""
    finished = select(DailyWork.name).where(DailyWork.done_on >= today)
    done = set(db.session.scalars(finished))
    return {
        name: action for name, action in daily_actions().items() if name not in done
    }


def do(name: str, action: DailyAction, *, today: date, actor: Any) -> bool:
    """Do daily work as this unit of work, unless another worker does or did.

    Whether there is more to do. The day counts as done once there is not.
    """
    never = {"name": name, "done_on": date.min}
    insert_or_nothing(db.session(), DailyWork, never, unique=["name"])
    entry = (
        select(DailyWork)
        .where(DailyWork.name == name, DailyWork.done_on < today)
        .with_for_update(skip_locked=True)
    )
    row = db.session.scalars(entry).one_or_none()
    if row is None:
        return False
    if action(actor):
        return True
    row.done_on = today
    return False
