"""What the tests of this room put in, and what they read off parts and rows."""

from __future__ import annotations

from typing import Any

from bs4 import BeautifulSoup, Tag
from werkzeug.test import TestResponse

from customers.accounts.models import User
from customers.events.models import Event
from customers.ground import work
from customers.ground.db import db
from customers.notes import queries, service
from customers.notes.models import Note
from customers.notes.queries import NotesPage
from customers.notes.schemas import NoteInput
from tests.world import World

HTMX = {"HX-Request": "true"}
WHO_WRITE = ("alice", "adam", "bob")


def url_of(customer_id: int, note_id: int | None = None, do: str = "") -> str:
    """The address of a customer's notes, or of what can be done to one of them."""
    own = "" if note_id is None else f"/{note_id}/{do}"
    return f"/customers/{customer_id}/notes{own}"


def jot(
    world: World, customer_id: int, *, by: User | None = None, **fields: Any
) -> int:
    """Add a note by the verb (Bob writes unless named) and give the id."""
    person = by or world.bob
    actor = world.actor(person)
    values = NoteInput(**{"text": "Likes red", **fields})
    world.enter(world.home(person))
    note = work.run(lambda: service.add_note(customer_id, values=values, actor=actor))
    world.enter()
    return note.id


def done(world: World, verb: Any, customer_id: int, **named: Any) -> Any:
    """What a verb gives, done as a unit of work by Bob, or `who`."""
    actor = world.actor(getattr(world, named.pop("who", "bob")))
    world.enter()
    return work.run(lambda: verb(customer_id, **named, actor=actor))


def rows(world: World) -> list[Note]:
    """All notes of Alice's business as they are now, deleted ones too, oldest first."""
    world.enter()
    options = {"include_deleted": True, "populate_existing": True}
    wanted = db.select(Note).order_by(Note.id)
    return list(db.session.scalars(wanted, execution_options=options))


def row(world: World, note_id: int) -> Note:
    """One note of Alice's business as it is now, even deleted."""
    return next(each for each in rows(world) if each.id == note_id)


def page_of(world: World, customer_id: int, who: str = "bob", **seen: Any) -> NotesPage:
    """The page of the customer's notes that somebody gets."""
    world.enter()
    return queries.notes(customer_id, actor=world.actor(getattr(world, who)), **seen)


def texts(world: World, customer_id: int, **seen: Any) -> list[str]:
    """What the notes of a page say, in its order."""
    return [note.text for note in page_of(world, customer_id, **seen).rows]


def facts(world: World, name: str) -> list[Event]:
    """The facts of a kind in Alice's business, oldest first."""
    world.enter()
    wanted = db.select(Event).where(Event.name == name).order_by(Event.id)
    return list(db.session.scalars(wanted))


def soup(answer: TestResponse) -> BeautifulSoup:
    """The page or part of an answer, taken apart."""
    return BeautifulSoup(answer.get_data(as_text=True), "html.parser")


def one(page: BeautifulSoup | Tag, selector: str) -> Tag:
    """The element of the page that a selector names."""
    (found,) = page.select(selector)
    return found


def shown(answer: TestResponse) -> list[str]:
    """What the notes on a page or part say, exactly, in its order."""
    return [text.get_text() for text in soup(answer).select(".note-text")]


def toast(answer: TestResponse) -> str:
    """What the toast beside a part says."""
    said = one(soup(answer), 'hx-partial[hx-target="#toasts"] .toast-text')
    return said.get_text()


def filled(form: Tag) -> dict[str, str]:
    """What a form would send as it stands, its secrets too."""
    sent = {}
    for field in form.select("input"):
        kind = field.get("type", "text")
        if kind not in ("radio", "checkbox") or field.has_attr("checked"):
            sent[str(field["name"])] = str(field.get("value", "y"))
    for area in form.select("textarea"):
        # The browser drops the line break that the markup begins a text area with.
        sent[str(area["name"])] = area.get_text().replace("\r\n", "\n")[1:]
    return sent
