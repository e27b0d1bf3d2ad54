"""The verbs of exports: each is written down, and nobody exports without end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from customers import events
from customers.accounts import permissions
from customers.accounts.actors import Actor
from customers.directory.queries.asked import Asked
from customers.directory.queries.counting import Counted, counted
from customers.directory.queries.exported import ExportedCustomer
from customers.ground import jobs, texts
from customers.ground.db import db
from customers.ground.errors import Invalid
from customers.ground.jobs import Job
from customers.transfer.events import CustomersExportDownloaded, CustomersExported
from customers.transfer.export.files import customers_of, whole_file
from customers.transfer.export.jobs import KIND, too_many_for_a_workbook
from customers.transfer.export.workbooks import MOST_ROWS
from customers.transfer.limits import check_limit, take_turn
from customers.transfer.schemas import XLSX, ExportInput

AT_ONCE = 1_000


@dataclass(frozen=True)
class Ready:
    """An export that may begin: its file where it is made at once, else None.

    `rows` are the customers in the file, or as many as are known of (None: unknown).
    """

    wanted: ExportInput
    asked: Asked
    rows: int | None
    content: bytes | None


def make_ready(wanted: ExportInput, *, asked: Asked, actor: Actor) -> Ready:
    """Find out how much it is, and make the file of up to 1,000 customers; reads only.

    Raises: Forbidden; TooMany; Invalid for more than a workbook holds.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    check_limit(actor, fact=CustomersExported)
    most = MOST_ROWS if wanted.format == XLSX else AT_ONCE
    selection = asked.selection
    found = counted(selection, most=most, actor=actor)
    is_more = found.total > AT_ONCE or not found.is_exact
    # A search takes its closest alone, so it never is long.
    if is_more and not asked.q:
        return _many(wanted, asked, found)
    customers = customers_of(selection, size=AT_ONCE, actor=actor)
    return _few(wanted, asked, customers, actor)


def _many(wanted: ExportInput, asked: Asked, found: Counted) -> Ready:
    too_many = found.total > MOST_ROWS or not found.is_exact
    if wanted.format == XLSX and too_many:
        sentence = too_many_for_a_workbook()
        raise Invalid(sentence, details={"format": sentence})
    return Ready(wanted, asked, found.total if found.is_exact else None, None)


def _few(
    wanted: ExportInput,
    asked: Asked,
    customers: list[ExportedCustomer],
    actor: Actor,
) -> Ready:
    content = whole_file(customers, file_format=wanted.format, currency=actor.currency)
    return Ready(wanted, asked, len(customers), content)


def give_out(ready: Ready, *, actor: Actor) -> None:
    """Write down that a file was made and given at once.

    Raises: Forbidden; TooMany. Records: CustomersExported.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    take_turn(actor, what="exports")
    check_limit(actor, fact=CustomersExported)
    _record(ready, job=None, actor=actor)


def ask_for_export(ready: Ready, *, actor: Actor) -> Job:
    """Ask for a file that is made in the background.

    Whoever asks twice for the same gets the one that is on its way.
    Raises: Forbidden; TooMany. Records: CustomersExported.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    take_turn(actor, what="exports")
    given = {**_plain(ready), "rows": ready.rows}
    if same := _under_way(given, actor):
        return same
    check_limit(actor, fact=CustomersExported)
    job = jobs.enqueue(KIND, title=_title(ready.rows), given=given, actor=actor)
    _record(ready, job=job, actor=actor)
    return job


def note_download(job: Job, *, actor: Actor) -> None:
    """Write down that the file of a finished export was downloaded.

    Raises: Forbidden. Records: CustomersExportDownloaded.
    """
    actor.need(permissions.EXPORT_CUSTOMERS)
    data = {**job.given, "rows": (job.result or {}).get("rows")}
    events.record(CustomersExportDownloaded(job.id, data=data), actor=actor)


def _plain(ready: Ready) -> dict[str, Any]:
    return {
        "format": ready.wanted.format,
        "purpose": ready.wanted.purpose,
        "selection": ready.asked.plain,
    }


def _record(ready: Ready, *, job: Job | None, actor: Actor) -> None:
    search = ready.asked.q
    fact = CustomersExported(
        actor.business_id,
        data={**_plain(ready), "rows": ready.rows, "job_id": job and job.id},
        personal={"search": search} if search else {},
    )
    events.record(fact, actor=actor)


def _under_way(given: dict[str, Any], actor: Actor) -> Job | None:
    """The same export, asked for by the same person and not finished yet."""
    mine = select(Job).where(
        Job.created_by == actor.user_id,
        Job.kind == KIND,
        Job.state.in_(jobs.OPEN_STATES),
    )
    same = (job for job in db.session.scalars(mine) if _is_same(job.given, given))
    return next(same, None)


def _is_same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return all(one[name] == other[name] for name in ("format", "purpose", "selection"))


def _title(rows: int | None) -> str:
    if rows is None:
        return _("Export of customers")
    return ngettext(
        "Export of %(count)s customer",
        "Export of %(count)s customers",
        rows,
        count=texts.count_text(rows),
    )
