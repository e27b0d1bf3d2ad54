"""The facts about notes. `data` names the customer; what a note says is `personal`."""

from __future__ import annotations

from customers.events import Fact


class NoteAdded(
    Fact, subject="note", meaning="A note on a customer was added.", published=True
):
    """A note was added: its kind, whether it is pinned, and its text."""


class NoteEdited(Fact, subject="note", meaning="A note's text or kind changed."):
    """Its author changed it: only what changed, with the values before and after."""


class NotePinned(Fact, subject="note", meaning="A note was pinned or unpinned."):
    """A note was put before the others, or back among them: `is_pinned`."""


class NoteDeleted(Fact, subject="note", meaning="A note was deleted, restorable."):
    """A note was hidden."""


class NoteRestored(Fact, subject="note", meaning="A deleted note was brought back."):
    """A note is seen again."""
