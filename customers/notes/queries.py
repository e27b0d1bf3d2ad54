"""What pages read of notes: rows ready to be shown, nothing changed.

Each takes a fixed number of questions, however many notes there are.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from flask_babel import gettext as _
from sqlalchemy import Row, Select, select

from customers.accounts import queries as accounts
from customers.accounts.actors import Actor
from customers.accounts.permissions import DELETE_CUSTOMERS, EDIT_CUSTOMERS
from customers.directory.models import Customer
from customers.ground import paging, texts
from customers.ground.db import db
from customers.ground.errors import NotFound
from customers.notes import rules, wording
from customers.notes.errors import NoSuchNote, NotTheAuthor
from customers.notes.models import Note

PAGE_SIZE = 20

_COLUMNS = (
    Note.id,
    Note.kind,
    Note.text,
    Note.is_pinned,
    Note.created_by,
    Note.created_at,
    Note.edited_at,
)


class ShownNote(NamedTuple):
    """A note as pages show it, and what the reader may do with it.

    Moments are texts in the business's time zone, and as `*_iso` in UTC for machines;
    those of the last edit are "" where there was none.
    """

    id: int
    kind: str
    kind_label: str
    text: str
    is_pinned: bool
    author: str
    at: str
    at_iso: str
    edited: str
    edited_iso: str
    may_edit: bool
    may_tidy: bool


class Filter(NamedTuple):
    """A link to the notes of one kind, or to all of them (`kind` is "")."""

    kind: str
    label: str
    url: str
    is_current: bool


class NotesPage(NamedTuple):
    """A page of a customer's notes, the pinned ones first, then the newest.

    `kind` is that of the filter, "" without one; `url` is this page, `query` what its
    address says behind the path (with the question mark); `more_url` leads to older
    notes, `first_url` back to the beginning, each None where there is no such way.
    `may_write`: the reader may add notes to this customer.
    """

    rows: Sequence[ShownNote]
    kind: str
    filters: Sequence[Filter]
    url: str
    query: str
    more_url: str | None
    first_url: str | None
    may_write: bool


def note_ids(customer_id: int) -> Select[int]:
    """The ids of the customer's notes, for whoever counts them.

    One customer's notes are few: counting some rows of an index is cheap, where a
    maintained counter would be one more row to lock and to prove.
    """
    return select(Note.id).where(Note.customer_id == customer_id)


def notes(
    customer_id: int,
    *,
    actor: Actor,
    kind: str | None = None,
    after: str | None = None,
) -> NotesPage:
    """A page of 20 of the customer's notes, of this kind or (None, unknown) of all.

    Raises: NotFound for a customer there is not, and for a deleted one unless the actor
    may restore it; Invalid for a cursor that is none.
    """
    is_deleted = _is_deleted(customer_id, actor)
    kind = kind if kind in rules.KINDS else ""
    wanted = _of(customer_id)
    if kind:
        wanted = wanted.where(Note.kind == kind)
    page = paging.window(
        db.session(),
        wanted,
        order=paging.Order(Note.id, by=Note.is_pinned),
        size=PAGE_SIZE,
        after=after,
    )
    may_write = actor.may(EDIT_CUSTOMERS) and not is_deleted
    query = _query(kind, after)
    return NotesPage(
        rows=_shown(page.rows, actor, may_write=may_write),
        kind=kind,
        filters=_filters(customer_id, kind),
        url=notes_url(customer_id) + query,
        query=query,
        more_url=page.after and notes_url(customer_id) + _query(kind, page.after),
        first_url=notes_url(customer_id) + _query(kind, None) if after else None,
        may_write=may_write,
    )


def pinned_notes(customer_id: int, *, actor: Actor, limit: int = 3) -> list[ShownNote]:
    """The newest pinned notes of a customer whom the actor may see, for an overview."""
    wanted = _of(customer_id).where(Note.is_pinned == 1).order_by(Note.id.desc())
    found = db.session.execute(wanted.limit(limit)).all()
    return _shown(found, actor, may_write=False)


def note_to_edit(customer_id: int, *, note_id: int, actor: Actor) -> Note:
    """The actor's own note. Raises: NotFound; Forbidden for somebody else's."""
    wanted = select(Note).where(Note.id == note_id, Note.customer_id == customer_id)
    note = db.session.scalars(wanted).one_or_none()
    if note is None:
        raise NoSuchNote
    if not rules.may_edit(actor, author_id=note.created_by):
        raise NotTheAuthor
    return note


def notes_url(customer_id: int) -> str:
    """The address of the customer's notes."""
    return f"/customers/{customer_id}/notes"


def _is_deleted(customer_id: int, actor: Actor) -> bool:
    wanted = select(Customer.id, Customer.deleted_at).where(Customer.id == customer_id)
    options = {"include_deleted": actor.may(DELETE_CUSTOMERS)}
    customer = db.session.execute(wanted, execution_options=options).one_or_none()
    if customer is None:
        raise NotFound(_("There is no such customer here."))
    return customer.deleted_at is not None


def _of(customer_id: int) -> Select[*tuple[Any, ...]]:
    return select(*_COLUMNS).where(Note.customer_id == customer_id)


def _query(kind: str, after: str | None) -> str:
    said = {"kind": kind, "after": after or ""}
    filled = {name: value for name, value in said.items() if value}
    return f"?{urlencode(filled)}" if filled else ""


def _filters(customer_id: int, chosen: str) -> list[Filter]:
    choices = [("", _("All")), *wording.kind_choices()]
    return [
        Filter(kind, label, notes_url(customer_id) + _query(kind, None), kind == chosen)
        for kind, label in choices
    ]


def _shown(
    rows: Sequence[Row[Any]], actor: Actor, *, may_write: bool
) -> list[ShownNote]:
    labels = dict(wording.kind_choices())
    names = accounts.people_names({row.created_by for row in rows})
    shown = []
    for row in rows:
        by = row.created_by
        at, at_iso = _said(row.created_at, actor)
        edited, edited_iso = _said(row.edited_at, actor)
        shown.append(
            ShownNote(
                row.id,
                row.kind,
                labels[row.kind],
                row.text,
                bool(row.is_pinned),
                names.get(by or 0) or _("an import"),
                at,
                at_iso,
                edited,
                edited_iso,
                may_write and rules.may_edit(actor, author_id=by),
                may_write and rules.may_tidy(actor, owner_id=by),
            )
        )
    return shown


def _said(moment: datetime | None, actor: Actor) -> tuple[str, str]:
    if moment is None:
        return "", ""
    local = texts.moment_text(moment, timezone=actor.timezone)
    return local, moment.isoformat(timespec="seconds")
