"""The history of a customer: who changed what, when, with before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import func, select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.directory import wording
from customers.directory.queries.naming import Naming
from customers.events.models import Event
from customers.ground import paging, texts
from customers.ground.db import db

PAGE_SIZE = 20
MOST_COUNTED = 99
_KINDS = ("CustomerCreated", "CustomerUpdated", "CustomerDeleted", "CustomerRestored")


class Edit(NamedTuple):
    """One change: when (a text and a moment), by whom, its title, what became what.

    `changes` are (label, before, after), texts ready, "" for nothing.
    """

    at: str
    moment: datetime
    by: str
    kind: str
    title: str
    changes: Sequence[tuple[str, str, str]]


class Edits(NamedTuple):
    """A page of changes, the newest first, and the cursor of the next (None: none)."""

    rows: Sequence[Edit]
    after: str | None


def edits(
    customer_id: int, *, actor: Actor, after: str | None = None, size: int = PAGE_SIZE
) -> Edits:
    """A page of what was done to the customer's profile, the newest first.

    Raises: Invalid for a cursor that is none.
    """
    wanted = select(
        Event.id, Event.at, Event.name, Event.user_id, Event.data, Event.personal
    ).where(*_about(customer_id))
    page = paging.window(
        db.session(), wanted, order=paging.Order(Event.id), size=size, after=after
    )
    names = accounts.people_names({row.user_id for row in page.rows})
    naming = Naming()
    rows = [
        Edit(
            texts.moment_text(row.at, timezone=actor.timezone),
            row.at,
            names.get(row.user_id) or _("an import"),
            row.name,
            _titles()[row.name],
            _changes(row, naming),
        )
        for row in page.rows
    ]
    return Edits(rows, page.after)


def edit_count(customer_id: int) -> int:
    """How many changes there are, counting no further than 100."""
    some = (
        select(Event.id)
        .where(*_about(customer_id))
        .limit(MOST_COUNTED + 1)
        .subquery("some")
    )
    return db.session.execute(select(func.count()).select_from(some)).scalar_one()


def _about(customer_id: int) -> tuple[Any, ...]:
    return (
        Event.subject == "customer",
        Event.subject_id == customer_id,
        Event.name.in_(_KINDS),
    )


def _titles() -> dict[str, str]:
    return {
        "CustomerCreated": _("Added"),
        "CustomerUpdated": _("Changed"),
        "CustomerDeleted": _("Deleted"),
        "CustomerRestored": _("Restored"),
    }


def _changes(row: Any, naming: Naming) -> list[tuple[str, str, str]]:
    told = {**row.data.get("changes", {}), **(row.personal or {})}
    return [
        (
            str(label),
            naming.value_text(field, value=told[field][0]),
            naming.value_text(field, value=told[field][1]),
        )
        for field, label in wording.LABELS.items()
        if field in told
    ]
