"""What the pages of exports read: how many would be taken, the file that was made."""

from __future__ import annotations

from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from customers.accounts.actors import Actor
from customers.directory.queries.asked import Asked
from customers.directory.queries.asked_words import said_filters
from customers.directory.queries.counting import Counted, counted
from customers.ground import jobs, texts
from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.ground.jobs import DONE, Job
from customers.transfer.export.files import MEDIA_TYPES, file_name
from customers.transfer.export.jobs import KIND
from customers.transfer.export.service import AT_ONCE

# The columns of a file as people read them, in groups.
GROUPS = (
    (
        _l("Who they are"),
        _l(
            "Code, name, first and last name, type, status, birthday and the day since "
            "when they are customers"
        ),
    ),
    (
        _l("How to reach them"),
        _l("Phone as it was typed and with its country code, email, address"),
    ),
    (
        _l("Where they belong"),
        _l("Preferred shop, who looks after them, the ids that other programs use"),
    ),
    (_l("What they bought"), _l("Visits, spend with its currency, last visit")),
    (
        _l("Membership"),
        _l("Whether they are a member today, until when, and the end of a hold"),
    ),
)


class Outline(NamedTuple):
    """What an export would take, in words; `is_long`: made in the background.

    `filters` are (label, text) pairs, `groups` those of the columns.
    """

    customers: str
    is_nobody: bool
    is_long: bool
    filters: list[tuple[str, str]]
    groups: list[tuple[str, str]]
    params: dict[str, str]
    list_url: str


class MadeFile(NamedTuple):
    """A file that a job made."""

    job: Job
    name: str
    media_type: str


def outline(asked: Asked, *, actor: Actor) -> Outline:
    """What an export of these customers would be."""
    found = counted(asked.selection, most=AT_ONCE, actor=actor)
    is_more = found.total > AT_ONCE or not found.is_exact
    return Outline(
        customers=_count_text(found, is_search=bool(asked.q)),
        is_nobody=not found.total,
        is_long=is_more and not asked.q,
        filters=_in_words(asked, actor.currency),
        groups=[(str(name), str(columns)) for name, columns in GROUPS],
        params=asked.params,
        list_url=asked.url(),
    )


def finished_export(job_id: int, *, actor: Actor) -> MadeFile:
    """The file of an export that is done, for whoever may see the job.

    Raises: NotFound where there is none, not yet, or no more.
    """
    job: Any = db.session.get(Job, job_id)
    is_here = job is not None and job.kind == KIND and job.state == DONE
    if not is_here or not jobs.may_see(job.created_by, actor=actor):
        raise NotFound(_("There is no such file, or it was long ago."))
    day = job.created_at.astimezone(ZoneInfo(actor.timezone)).date().isoformat()
    made: str = job.given["format"]
    return MadeFile(job, file_name(day, file_format=made), MEDIA_TYPES[made])


def _in_words(asked: Asked, currency: str) -> list[tuple[str, str]]:
    """(label, text) of the search and each filter."""
    searched = [(_("Search"), asked.q)] if asked.q else []
    said = said_filters(asked, currency=currency)
    return searched + [(label, text) for _name, label, text in said]


def _count_text(found: Counted, *, is_search: bool) -> str:
    count = texts.count_text(found.total)
    if found.is_exact:
        return ngettext(
            "%(count)s customer", "%(count)s customers", found.total, count=count
        )
    if is_search:
        return _("The closest %(count)s customers", count=count)
    return _("More than %(count)s customers", count=count)
