"""An export of who joined or whose membership ended: a list as one CSV file, at once.

A row is a change. The names of the columns are part of the format, in English whatever
language is read.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import Row

from customers import events
from customers.accounts import permissions
from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.ground import texts
from customers.ground.errors import Invalid
from customers.membership.queries.asked_changes import AskedChanges
from customers.membership.queries.changes import changes_window, customers_of
from customers.membership.rules import FOREVER, JOINED
from customers.transfer.events import MembershipChangesExported
from customers.transfer.export import csv_files
from customers.transfer.export.columns import CellWriter, guarded
from customers.transfer.limits import check_limit, take_turn
from customers.transfer.schemas import CSV, OWN_RECORDS

HEADER = (
    *("Day", "Change", "Cause", "Customer code", "Customer name", "Member until"),
    *("Spend that counted", "Currency", "By"),
)
MOST = 10_000
_AT_ONCE = 1_000


class ChangesFile(NamedTuple):
    """A file of changes, and how many are in it."""

    content: bytes
    rows: int


def changes_file(asked: AskedChanges, *, actor: Actor) -> ChangesFile:
    """The changes of a list, the latest first, as a CSV file; reads only.

    Raises: Forbidden; TooMany; Invalid for more than 10,000.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    check_limit(actor, fact=MembershipChangesExported)
    found = _all(asked)
    lines = csv_files.lines(_cells(found, asked, actor))
    return ChangesFile(csv_files.head(HEADER) + lines, len(found))


def give_out_changes(made: ChangesFile, *, asked: AskedChanges, actor: Actor) -> None:
    """Write down that a file of changes was given.

    Raises: Forbidden; TooMany. Records: MembershipChangesExported.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    take_turn(actor, what="exports of membership changes")
    check_limit(actor, fact=MembershipChangesExported)
    selection = {name: text for name, text in asked.form.items() if text}
    data = {"format": CSV, "purpose": OWN_RECORDS, "selection": selection}
    fact = MembershipChangesExported(
        actor.business_id, data={**data, "rows": made.rows}
    )
    events.record(fact, actor=actor)


def _all(asked: AskedChanges) -> list[Row[Any]]:
    found: list[Row[Any]] = []
    after: str | None = None
    while len(found) <= MOST:
        page = changes_window(
            asked, more=("spend_minor",), size=_AT_ONCE, after=after, before=None
        )
        found += page.rows
        after = page.after
        if after is None:
            break
    if len(found) > MOST:
        most = texts.count_text(MOST)
        raise Invalid(
            _(
                "A file takes up to %(most)s changes. Choose a shorter period.",
                most=most,
            )
        )
    return found


def _cells(
    rows: Sequence[Row[Any]], asked: AskedChanges, actor: Actor
) -> list[tuple[Any, ...]]:
    writer, kind = CellWriter(actor.currency), asked.given.kind
    customers = customers_of(rows)
    people = accounts.people_names({row.created_by for row in rows})
    cells = []
    for row in rows:
        # Deleted customers have neither here; the row stays, as the figure counts it.
        code, name = customers.get(row.customer_id, ("", ""))
        cells.append(
            (
                row.on_day.isoformat(),
                kind,
                row.cause,
                guarded(code),
                guarded(name),
                _last_day(row) if kind == JOINED else "",
                writer.amount(row.spend_minor),
                actor.currency,
                guarded(people.get(row.created_by or 0, "")),
            )
        )
    return cells


def _last_day(row: Row[Any]) -> str:
    """The last day of the membership; empty where it has no end."""
    if row.until == FOREVER:
        return ""
    return str((row.until - timedelta(days=1)).isoformat())
