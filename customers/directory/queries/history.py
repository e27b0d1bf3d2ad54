"""The history of a customer: who changed what, when, with before and after."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Select, select

from customers.accounts.actors import Actor
from customers.accounts.models import User
from customers.directory import wording
from customers.directory.queries.naming import Naming
from customers.events.models import Event
from customers.ground import paging, texts
from customers.ground.db import db

PAGE_SIZE = 20
_KINDS = ("CustomerCreated", "CustomerUpdated", "CustomerDeleted", "CustomerRestored")


_COLUMNS = (Event.id, Event.at, Event.name, Event.data, Event.personal)


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
    customer_id: int,
    *,
    actor: Actor,
    after: str | None = None,
    size: int = PAGE_SIZE,
    naming: Naming | None = None,
) -> Edits:
    """A page of what was done to the customer's profile, the newest first.

    `naming` is that of the page, where it names shops and staff members elsewhere too.
    Raises: Invalid for a cursor that is none.
    """
    wanted = (
        select(*_COLUMNS, User.name.label("by"))
        .outerjoin(User, User.id == Event.user_id)
        .where(*_about(customer_id))
    )
    page = paging.window(
        db.session(), wanted, order=paging.Order(Event.id), size=size, after=after
    )
    naming = naming or Naming()
    rows = [
        Edit(
            texts.moment_text(row.at, timezone=actor.timezone),
            row.at,
            row.by or _("an import"),
            row.name,
            _titles()[row.name],
            _changes(row, naming),
        )
        for row in page.rows
    ]
    return Edits(rows, page.after)


def edit_ids(customer_id: int) -> Select[int]:
    """The ids of the changes, for whoever counts them."""
    return select(Event.id).where(*_about(customer_id))


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
