"""The doors of notes. The page of a customer's notes itself is another room's.

An address carries what part of the list is seen (`kind`, `after`), so that whoever
changed a note goes on where they were.
"""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _

from customers.accounts.permissions import EDIT_CUSTOMERS
from customers.directory import queries as directory
from customers.ground import answers
from customers.ground.answers import Answer, Undo
from customers.ground.doors import Room, actor
from customers.ground.errors import Invalid
from customers.ground.forms import shown_in
from customers.notes import queries, service
from customers.notes.errors import EditedElsewhere, NoSuchNote
from customers.notes.forms import EditNoteForm, NoteForm, new_note_form

room = Room("notes", __name__)

NOTE = "/customers/<id:customer_id>/notes/<id:note_id>"
# The part that an action on one note changes: what is typed beside it stays.
LIST = "notes/_list.html"
PAGE = "notes/notes.html"


@room.post("/customers/<id:customer_id>/notes", access=EDIT_CUSTOMERS, keyed=True)
def add_note(customer_id: int) -> Answer:
    """Add a note; the answer brings an empty form and the list with the note in it."""
    directory.head(customer_id)
    form = NoteForm()
    with shown_in(form, lambda: _refused_form(customer_id, form)):
        note = service.add_note(customer_id, values=form.value(), actor=actor())
    seen = request.form.get("seen")
    shown = _shown(customer_id, kind=seen if seen == note.kind else None, focus="add")
    return answers.changed(
        "notes/_notes.html",
        location=shown["notes"].url,
        toast=_("The note was added."),
        row_id=note.id,
        **shown,
    )


def _refused_form(customer_id: int, form: NoteForm) -> Answer:
    shown = _shown(customer_id, kind=request.form.get("seen"))
    return answers.part("notes/_notes.html", page=PAGE, note_form=form, **shown)


@room.get(f"{NOTE}/edit", access=EDIT_CUSTOMERS)
def edit_note(customer_id: int, note_id: int) -> Answer:
    """Show the list with a form in the place of the note."""
    shown = _shown_here(customer_id)
    kept = queries.note_to_edit(customer_id, note_id=note_id, actor=actor())
    return answers.part(LIST, page=PAGE, **shown, editing=EditNoteForm(kept))


@room.post(f"{NOTE}/edit", access=EDIT_CUSTOMERS)
def save_note(customer_id: int, note_id: int) -> Answer:
    """Save what changed."""
    # Drawn of what was there before: a refusal changes nothing.
    before = _shown_here(customer_id)
    try:
        kept = queries.note_to_edit(customer_id, note_id=note_id, actor=actor())
    except NoSuchNote as gone:
        # With scripts the form stays where it is, and a toast says why.
        if not answers.wants_part():
            gone.answer = lambda: _typed_again(before)
        raise
    form = EditNoteForm(kept)
    drawn = {**before, "editing": form}
    with shown_in(form, lambda: answers.part(LIST, page=PAGE, **drawn)):
        try:
            service.edit_note(
                customer_id, note_id=note_id, values=form.value(), actor=actor()
            )
        except EditedElsewhere as elsewhere:
            form.take_over(elsewhere)
            raise
    return _changed(customer_id, toast=_("Saved."), focus=note_id)


def _typed_again(shown: dict[str, Any]) -> Answer:
    """What was typed into a note that is gone, as the next note."""
    sent = request.form
    form = new_note_form(sent.get("kind"), text=sent.get("text", ""))
    form.form_errors = [
        _("This note was deleted meanwhile. Save to keep it as a new one.")
    ]
    return answers.page(PAGE, **shown, note_form=form)


@room.post(f"{NOTE}/pin", access=EDIT_CUSTOMERS)
def pin_note(customer_id: int, note_id: int) -> Answer:
    """Pin the note (`pinned=yes`) or unpin it (`pinned=no`)."""
    directory.head(customer_id)
    wanted = request.form.get("pinned")
    if wanted not in ("yes", "no"):
        raise Invalid(_("Say whether the note shall be pinned."))
    is_pinned = wanted == "yes"
    service.pin_note(customer_id, note_id=note_id, is_pinned=is_pinned, actor=actor())
    toast = _("Pinned.") if is_pinned else _("Unpinned.")
    return _changed(customer_id, toast=toast, focus=note_id)


@room.post(f"{NOTE}/delete", access=EDIT_CUSTOMERS)
def delete_note(customer_id: int, note_id: int) -> Answer:
    """Delete the note, which can be undone."""
    service.delete_note(customer_id, note_id=note_id, actor=actor())
    back = url_for(
        "notes.restore_note", customer_id=customer_id, note_id=note_id, **_seen()
    )
    undo = Undo(back, _("Undo"), refreshes=f"note-list-{customer_id}")
    return _changed(customer_id, toast=_("The note was deleted."), undo=undo)


@room.post(f"{NOTE}/restore", access=EDIT_CUSTOMERS)
def restore_note(customer_id: int, note_id: int) -> Answer:
    """Bring the note back."""
    service.restore_note(customer_id, note_id=note_id, actor=actor())
    return _changed(customer_id, toast=_("The note is back."), focus=note_id)


def _changed(
    customer_id: int, *, toast: str, undo: Undo | None = None, focus: Any = "list"
) -> Answer:
    shown = _shown_here(customer_id, focus=focus)
    url = shown["notes"].url
    return answers.changed(LIST, location=url, toast=toast, undo=undo, **shown)


def _shown_here(customer_id: int, *, focus: Any = "") -> dict[str, Any]:
    """What the templates need for the list as the request's address says it."""
    return _shown(customer_id, **_seen(), focus=focus)


def _seen() -> dict[str, Any]:
    return {name: request.args.get(name) for name in ("kind", "after")}


def _shown(
    customer_id: int, *, kind: str | None, after: str | None = None, focus: Any = ""
) -> dict[str, Any]:
    customer = directory.head(customer_id)
    page = queries.notes(customer_id, kind=kind, after=after, actor=actor())
    # Whoever acted on a note stands on it again, and on the list where it is not shown.
    is_elsewhere = bool(focus) and focus not in ("add", *(row.id for row in page.rows))
    shown = {"customer": customer, "notes": page, "focus": focus}
    return shown | {"at_list": is_elsewhere}
