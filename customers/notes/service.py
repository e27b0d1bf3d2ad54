"""The verbs on notes: the only place that changes them.

Each wants a customer who is not deleted. What a note says is its author's alone to
change; owners and admins may also pin, unpin, delete and restore the notes of others.
"""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from customers import events
from customers.accounts.actors import Actor
from customers.accounts.permissions import EDIT_CUSTOMERS
from customers.directory import queries as directory
from customers.directory.models import Customer
from customers.ground import clock
from customers.ground.db import db
from customers.ground.errors import Forbidden
from customers.notes import rules
from customers.notes.errors import EditedElsewhere, NoSuchNote, NotTheAuthor
from customers.notes.events import (
    NoteAdded,
    NoteDeleted,
    NoteEdited,
    NotePinned,
    NoteRestored,
)
from customers.notes.models import Note
from customers.notes.schemas import NoteEdit, NoteInput


def add_note(customer_id: int, *, values: NoteInput, actor: Actor) -> Note:
    """Add a note to the customer, written by the actor.

    Raises: Forbidden; NotFound for a customer there is not, or a deleted one.
    Records: NoteAdded.
    """
    actor.need(EDIT_CUSTOMERS)
    _need_customer(customer_id)
    note = Note(
        customer_id=customer_id,
        kind=values.kind,
        text=values.text,
        is_pinned=int(values.is_pinned),
        created_by=actor.user_id,
        updated_by=actor.user_id,
    )
    db.session.add(note)
    db.session.flush()
    told = {"kind": note.kind, "is_pinned": values.is_pinned}
    personal = {"text": [None, note.text]}
    events.record(NoteAdded(note.id, _told(note, **told), personal), actor=actor)
    return note


def edit_note(
    customer_id: int, *, note_id: int, values: NoteEdit, actor: Actor
) -> Note:
    """Save text and kind where they differ; `values.version` is what was edited.

    Raises: Forbidden for the note of somebody else; NotFound; EditedElsewhere (a
    Conflict) where it was changed otherwise since that version.
    Records: NoteEdited, where something differs.
    """
    actor.need(EDIT_CUSTOMERS)
    note = _note(customer_id, note_id)
    if not rules.may_edit(actor, author_id=note.created_by):
        raise NotTheAuthor
    is_same_kind, is_same_text = note.kind == values.kind, note.text == values.text
    if is_same_kind and is_same_text:
        return note
    if values.version != note.version:
        raise EditedElsewhere(text=note.text, kind=note.kind, version=note.version)
    changes = {} if is_same_kind else {"kind": [note.kind, values.kind]}
    personal = {} if is_same_text else {"text": [note.text, values.text]}
    note.kind, note.text = values.kind, values.text
    note.version += 1
    note.edited_at = clock.now()
    note.updated_by = actor.user_id
    db.session.flush()
    told = _told(note, version=note.version, changes=changes)
    events.record(NoteEdited(note.id, told, personal), actor=actor)
    return note


def pin_note(customer_id: int, *, note_id: int, is_pinned: bool, actor: Actor) -> Note:
    """Put the note before the others, or back among them. Twice is once.

    Raises: Forbidden for the note of somebody else, but for owner and admin; NotFound.
    Records: NotePinned, where it was otherwise.
    """
    note = _note_to_tidy(customer_id, note_id, actor)
    if bool(note.is_pinned) != is_pinned:
        note.is_pinned = int(is_pinned)
        note.updated_by = actor.user_id
        db.session.flush()
        told = _told(note, is_pinned=is_pinned)
        events.record(NotePinned(note.id, told), actor=actor)
    return note


def delete_note(customer_id: int, *, note_id: int, actor: Actor) -> Note:
    """Hide the note. Twice is once.

    Raises: Forbidden for the note of somebody else, but for owner and admin; NotFound.
    Records: NoteDeleted.
    """
    note = _note_to_tidy(customer_id, note_id, actor, is_deleted_too=True)
    if note.deleted_at is None:
        note.deleted_at = clock.now()
        note.updated_by = actor.user_id
        db.session.flush()
        events.record(NoteDeleted(note.id, _told(note)), actor=actor)
    return note


def restore_note(customer_id: int, *, note_id: int, actor: Actor) -> Note:
    """Bring a deleted note back. Twice is once.

    Raises: Forbidden for whoever did not delete it, but for owner and admin; NotFound.
    Records: NoteRestored.
    """
    actor.need(EDIT_CUSTOMERS)
    note = _note(customer_id, note_id, is_deleted_too=True)
    owner_id = note.created_by if note.deleted_at is None else note.updated_by
    _need_tidy(actor, owner_id)
    if note.deleted_at is not None:
        note.deleted_at = None
        note.updated_by = actor.user_id
        db.session.flush()
        events.record(NoteRestored(note.id, _told(note)), actor=actor)
    return note


def _note_to_tidy(
    customer_id: int, note_id: int, actor: Actor, *, is_deleted_too: bool = False
) -> Note:
    actor.need(EDIT_CUSTOMERS)
    note = _note(customer_id, note_id, is_deleted_too=is_deleted_too)
    _need_tidy(actor, note.created_by)
    return note


def _need_tidy(actor: Actor, owner_id: int | None) -> None:
    if not rules.may_tidy(actor, owner_id=owner_id):
        raise Forbidden(_("This is somebody else's note. Ask an owner or admin."))


def _need_customer(customer_id: int) -> None:
    """Have the customer stay until the unit ends: a deletion waits, or was first."""
    wanted = select(Customer.id).where(Customer.id == customer_id)
    if db.session.scalar(wanted.with_for_update(read=True)) is None:
        # It knows how to say so.
        directory.head(customer_id)


def _note(customer_id: int, note_id: int, *, is_deleted_too: bool = False) -> Note:
    _need_customer(customer_id)
    wanted = (
        select(Note)
        .where(Note.id == note_id, Note.customer_id == customer_id)
        .with_for_update(key_share=True)
    )
    options = {"populate_existing": True, "include_deleted": is_deleted_too}
    note = db.session.scalars(wanted, execution_options=options).one_or_none()
    if note is None:
        raise NoSuchNote
    return note


def _told(note: Note, **more: Any) -> dict[str, Any]:
    return {"customer_id": note.customer_id, **more}
