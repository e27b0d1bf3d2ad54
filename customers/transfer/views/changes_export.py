"""The doors of an export of who joined or ended: what would be in it, and the file."""

from __future__ import annotations

from typing import NamedTuple

from flask import request
from flask_babel import gettext as _

from customers.accounts.permissions import EXPORT_CUSTOMERS
from customers.ground import answers, clock
from customers.ground.answers import Answer
from customers.ground.doors import actor
from customers.ground.errors import Invalid, TooMany
from customers.membership.queries.asked_changes import (
    CHANGES,
    AskedChanges,
    asked_changes,
)
from customers.membership.queries.changes import chips, kind_text
from customers.transfer.export.changes import (
    ChangesFile,
    changes_file,
    give_out_changes,
)
from customers.transfer.export.csv_files import MEDIA_TYPE
from customers.transfer.views.room import room

EXPORT = f"{CHANGES}/export"


class Prepared(NamedTuple):
    """A file that may be given, and what it was asked for."""

    made: ChangesFile
    asked: AskedChanges


@room.get(EXPORT, access=EXPORT_CUSTOMERS)
def export_changes() -> Answer:
    """Show what an export of the changes that the address names would hold."""
    return _page(asked_changes(request.args))


def _make_ready() -> Prepared:
    """Make the file before the unit of work, so that nobody waits for it."""
    wanted = asked_changes(request.form)
    try:
        return Prepared(changes_file(wanted, actor=actor()), wanted)
    except (Invalid, TooMany) as refused:
        message = refused.message
        refused.answer = lambda: _page(wanted, refusal=message)
        raise


@room.post(EXPORT, access=EXPORT_CUSTOMERS, prepare=_make_ready)
def give_changes(prepared: Prepared) -> Answer:
    """Give the file; who took it is written down first."""
    give_out_changes(prepared.made, asked=prepared.asked, actor=actor())
    kind = prepared.asked.given.kind
    today = clock.today(actor().timezone).isoformat()
    return answers.download(
        [prepared.made.content],
        filename=f"membership-{kind}-{today}.csv",
        media_type=MEDIA_TYPE,
    )


def _page(wanted: AskedChanges, *, refusal: str = "") -> Answer:
    kind = (_("Change"), kind_text(wanted.given.kind))
    return answers.page(
        "transfer/export_changes.html",
        refusal=refusal,
        filters=[kind, *((chip.label, chip.text) for chip in chips(wanted))],
        params={name: text for name, text in wanted.form.items() if text},
        list_url=wanted.url(),
    )
