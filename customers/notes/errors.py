"""What the verbs on notes refuse."""

from __future__ import annotations

from flask_babel import gettext as _

from customers.ground.errors import Conflict, Forbidden, NotFound


class NoSuchNote(NotFound):
    """The customer has no such note, or it was deleted."""

    def __init__(self) -> None:
        super().__init__(_("There is no such note here."))


class NotTheAuthor(Forbidden):
    """What a note says is its author's alone to change."""

    def __init__(self) -> None:
        super().__init__(
            _("Only its author can edit a note. Add one of your own instead.")
        )


class EditedElsewhere(Conflict):
    """Its author changed the note elsewhere since the form was drawn.

    `text` and `kind` are what is kept now, `version` that of now.
    """

    def __init__(self, *, text: str, kind: str, version: int) -> None:
        super().__init__(
            _(
                "You changed this note elsewhere meanwhile. Save again to keep what "
                "is typed here."
            )
        )
        self.text = text
        self.kind = kind
        self.version = version
