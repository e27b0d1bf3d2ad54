"""The doors of exports: what would be in the file, the file, and one made meanwhile."""

from __future__ import annotations

from typing import Any

from flask import request
from flask_babel import gettext as _

from customers.accounts.permissions import EXPORT_CUSTOMERS
from customers.directory.queries.asked import Asked, asked
from customers.ground import answers, clock, jobs, rates, work
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Conflict, Invalid, TooMany
from customers.ground.forms import shown_in
from customers.transfer.export import queries, service
from customers.transfer.export.files import MEDIA_TYPES, file_name
from customers.transfer.export.service import Ready
from customers.transfer.forms import ExportForm
from customers.transfer.views.room import room

_SHOWN = (Invalid, Conflict, TooMany)


@room.get("/customers/export", access=EXPORT_CUSTOMERS)
def export_customers() -> Answer:
    """Show what an export of the customers that the address names would hold."""
    return _page(_counted(asked(request.args)), ExportForm(formdata=None))


def _make_ready() -> Ready:
    """Make a short file before the unit of work, so that nobody waits for it."""
    wanted, form = _counted(asked(request.form)), ExportForm()
    with shown_in(form, lambda: _page(wanted, form), refusals=_SHOWN):
        return service.make_ready(form.value(), asked=wanted, actor=actor())


@room.post("/customers/export", access=EXPORT_CUSTOMERS, prepare=_make_ready)
def make_export(prepared: Ready) -> Answer:
    """Give the file, or lead to where one sees how far it is."""
    form = ExportForm()
    with shown_in(form, lambda: _page(prepared.asked, form), refusals=_SHOWN):
        if prepared.content is None:
            job = service.ask_for_export(prepared, actor=actor())
            return answers.seen_other(
                f"/jobs/{job.id}", toast=_("The export has begun.")
            )
        service.give_out(prepared, actor=actor())
    made = prepared.wanted.format
    today = clock.today(actor().timezone).isoformat()
    return answers.download(
        [prepared.content],
        filename=file_name(today, file_format=made),
        media_type=MEDIA_TYPES[made],
    )


@room.get("/customers/export/<id:job_id>", access=EXPORT_CUSTOMERS)
def download_export(job_id: int) -> Answer:
    """Give the file that a job made; who took it is written down first."""
    made = queries.finished_export(job_id, actor=actor())
    if request.method == "GET":
        who = actor()
        work.apart(lambda: service.note_download(made.job, actor=who))
    return answers.download(
        jobs.parts(job_id), filename=made.name, media_type=made.media_type
    )


def _page(wanted: Asked, form: Any) -> Answer:
    outline = queries.outline(wanted, actor=actor())
    return answers.page("transfer/export.html", form=form, outline=outline)


def _counted(wanted: Asked) -> Asked:
    """The same, counted as a search where it is one. Raises: TooMany."""
    if wanted.selection.q:
        rates.count_search(actor().business_id, actor().user_id)
    return wanted
