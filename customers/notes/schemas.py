"""What may come in about a note, from a form or a program."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from customers.ground.columns import MAX_INTEGER
from customers.ground.fields import Lines, Schema
from customers.notes.rules import MAX_TEXT


class _NeededLines(Lines):
    """Text of several lines that must be there."""

    is_needed: ClassVar[bool] = True


Text = Annotated[str, _NeededLines(MAX_TEXT)]
Kind = Literal["personal", "preference", "issue", "feedback", "general"]


class NoteInput(Schema):
    """A new note."""

    text: Text
    kind: Kind = "general"
    is_pinned: bool = False


class NoteEdit(Schema):
    """An edited note, and the version of it that the form was drawn of."""

    text: Text
    kind: Kind
    version: Annotated[int, Field(ge=1, le=MAX_INTEGER)]
