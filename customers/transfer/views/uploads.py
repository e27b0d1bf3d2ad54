"""The doors of imports: a file is sent, looked at, tried, imported, removed."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import IMPORT_CUSTOMERS
from customers.ground import answers, bodies, requests, texts
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Conflict, Invalid, NotFound, TooLarge, TooMany
from customers.ground.forms import shown_in
from customers.transfer.export import csv_files
from customers.transfer.uploads import answers as said
from customers.transfer.uploads import looking, queries, service
from customers.transfer.uploads.examples import example
from customers.transfer.uploads.forms import UploadForm
from customers.transfer.uploads.looking import Looked
from customers.transfer.views.room import room

_SHOWN = (Invalid, Conflict, TooMany, TooLarge)


@room.get("/import", access=IMPORT_CUSTOMERS)
def list_uploads() -> Answer:
    """Show what may be imported, the form, and what was sent within a week."""
    form = UploadForm(formdata=None, kind=request.args.get("kind"))
    return _list(form)


def _look_into() -> Looked:
    """Read the file through before the unit of work, so that nobody waits for it."""
    form = UploadForm()
    with shown_in(form, lambda: _list(form), refusals=_SHOWN):
        return looking.look_into(form.value(), actor=actor())


@room.post(
    "/import",
    access=IMPORT_CUSTOMERS,
    keyed=True,
    takes_upload=True,
    prepare=_look_into,
)
def upload_file(prepared: Looked) -> Answer:
    """Keep the file, and lead to where one sees what was found in it."""
    form = UploadForm()
    with shown_in(form, lambda: _list(form), refusals=_SHOWN):
        upload = service.keep(prepared, actor=actor())
    return answers.created(_url(upload.id), row_id=upload.id)


@room.get("/import/examples/<kind>", access=IMPORT_CUSTOMERS)
def download_example(kind: str) -> Answer:
    """Give a small file to begin with."""
    content = example(kind)
    if content is None:
        raise NotFound(_("There is no such file, or it was long ago."))
    return _csv(content, f"example-{kind}.csv")


@room.get("/import/<id:upload_id>", access=IMPORT_CUSTOMERS)
def show_upload(upload_id: int) -> Answer:
    """Show what was found in a file and what came of it; see desk's `show_job`."""
    upload = queries.upload(upload_id, actor=actor())
    if answers.wants_part() and request.args.get("seen") == upload.seen:
        # Never 304: the browser would turn it into the answer of before.
        return Answer(body="", status=204)
    return answers.part(
        "transfer/_upload_news.html", page="transfer/upload.html", **_shown(upload)
    )


@room.post("/import/<id:upload_id>/try", access=IMPORT_CUSTOMERS, keyed=True)
def try_upload(upload_id: int) -> Answer:
    """Begin a dry run, which changes nothing."""
    service.begin(upload_id, is_trial=True, actor=actor())
    return _changed(upload_id)


@room.post("/import/<id:upload_id>/begin", access=IMPORT_CUSTOMERS, keyed=True)
def begin_import(upload_id: int) -> Answer:
    """Begin the import."""
    service.begin(upload_id, is_trial=False, actor=actor())
    return _changed(upload_id, toast=_("The import has begun."))


@room.post("/import/<id:upload_id>/stop", access=IMPORT_CUSTOMERS)
def stop_import(upload_id: int) -> Answer:
    """Stop what is under way; what is imported stays."""
    was_open = service.stop(upload_id, actor=actor())
    toast = _("Stopped.") if was_open else _("It had ended already.")
    return _changed(upload_id, toast=toast)


@room.post("/import/<id:upload_id>/remove", access=IMPORT_CUSTOMERS)
def remove_upload(upload_id: int) -> Answer:
    """Remove the file before its time; what was imported stays."""
    service.remove(upload_id, actor=actor())
    return answers.seen_other("/import", toast=_("The file is removed."))


@room.get("/import/answers/<id:job_id>", access=IMPORT_CUSTOMERS)
def download_answers(job_id: int) -> Answer:
    """Give what an import or a dry run said of rows, as CSV."""
    content = said.as_file(job_id, actor=actor())
    return _csv(content, f"import-answers-{job_id}.csv")


def _list(form: Any) -> Answer:
    uploads = queries.listed_uploads(actor=actor())
    most = texts.count_text(bodies.most_upload_bytes() // 1_000_000)
    return answers.page(
        "transfer/import.html", form=form, uploads=uploads, most_megabytes=most
    )


def _shown(upload: queries.ShownUpload) -> dict[str, Any]:
    """What the page of an upload needs; of its answers those that the address names."""
    work = upload.course or upload.trial
    is_over = work is not None and not work.is_open
    start = request.args.get("from", "")
    first = int(start) if start.isdecimal() and len(start) < 6 else 0
    page = said.page(work.id, start=first) if work and is_over else None
    here = _url(upload.id)
    pages = {
        "previous_url": page
        and page.before is not None
        and f"{here}?from={page.before}#answers",
        "next_url": page and page.after and f"{here}?from={page.after}#answers",
    }
    keys = {"trial": requests.new_key(), "course": requests.new_key()}
    return {"upload": upload, "remarks": page, "pages": pages, "keys": keys}


def _changed(upload_id: int, *, toast: str | None = None) -> Answer:
    upload = queries.upload(upload_id, actor=actor())
    return answers.changed(
        "transfer/_upload_news.html",
        location=_url(upload_id),
        toast=toast,
        focus=True,
        **_shown(upload),
    )


def _url(upload_id: int) -> str:
    return url_for("transfer.show_upload", upload_id=upload_id)


def _csv(content: bytes, filename: str) -> Answer:
    return answers.download(
        [content], filename=filename, media_type=csv_files.MEDIA_TYPE
    )
