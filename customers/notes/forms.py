"""The forms of a note: labels and widgets over the schemas."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, HiddenField, RadioField, TextAreaField

from customers.ground import requests
from customers.ground.forms import SchemaForm
from customers.notes import wording
from customers.notes.errors import EditedElsewhere
from customers.notes.models import Note
from customers.notes.schemas import NoteEdit, NoteInput


class NoteForm(SchemaForm):
    """A new note."""

    schema = NoteInput
    is_fresh = False

    text = TextAreaField(_l("New note"))
    kind = RadioField(_l("Kind"), choices=wording.kind_choices, default="general")
    is_pinned = BooleanField(_l("Pin"))

    def __init__(self, **filled: Any) -> None:
        super().__init__(**filled)
        # It stands on pages beside other forms.
        self.text.id = "note-text"
        self.is_pinned.id = "note-is-pinned"

    @property
    def request_key(self) -> str:
        """The key this form was drawn with; a new one for a form to be filled."""
        return requests.new_key() if self.is_fresh else super().request_key


def new_note_form(kind: str | None = None, *, text: str = "") -> NoteForm:
    """The form of the next note, whatever was sent just now; with this to begin."""
    form = NoteForm(formdata=None, kind=kind or "general", text=text)
    form.is_fresh = True
    return form


class EditNoteForm(SchemaForm):
    """A known note, and the version of it that the form was drawn of.

    `elsewhere` is what was saved elsewhere meanwhile, None where nothing was.
    """

    schema = NoteEdit

    text = TextAreaField(_l("Note"))
    kind = RadioField(_l("Kind"), choices=wording.kind_choices)
    version = HiddenField()

    def __init__(self, kept: Note) -> None:
        super().__init__(obj=kept)
        self.note_id = kept.id
        self.elsewhere: dict[str, str] | None = None
        self.text.id = f"note-{kept.id}-text"

    def take_over(self, elsewhere: EditedElsewhere) -> None:
        """Show what is kept now; saving again is of its version."""
        label = str(wording.KIND_LABELS[elsewhere.kind])
        self.elsewhere = {"text": elsewhere.text, "kind": label}
        self.version.data = str(elsewhere.version)
        self.version.raw_data = None
