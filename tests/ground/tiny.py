"""A tiny room: doors of every kind, for the tests of what doors and answers promise."""

from __future__ import annotations

from typing import Annotated, Any

from flask import g, request, session
from jinja2 import DictLoader
from sqlalchemy import func, select
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from wtforms import StringField, TextAreaField

from customers.accounts.models import Shop
from customers.accounts.permissions import CHANGE_SETTINGS, EDIT_CUSTOMERS
from customers.ground import answers, errors, work
from customers.ground.answers import Answer, Undo
from customers.ground.db import db
from customers.ground.doors import OPEN, PUBLIC, SIGNED_IN, Room
from customers.ground.fields import Lines, NeededLine, Schema
from customers.ground.forms import SchemaForm, read_json, shown_in

room = Room("tiny", __name__)
room.jinja_loader = DictLoader(
    {
        "tiny/page.html": (
            "<!doctype html><title>whole</title>{% include 'tiny/_part.html' %}"
            "{% for t in toasts() %}<i>{{ t.text }}|{{ t.undo }}</i>{% endfor %}"
        ),
        "tiny/_part.html": "<p id='word'>{{ word }}</p>",
        "tiny/form.html": "<!doctype html>{% include 'tiny/_form.html' %}",
        "tiny/_form.html": (
            "{% from 'macros/forms.html' import secrets %}"
            "<form id='shop' method='post'>{{ secrets(request_key=form.request_key) }}"
            "{{ form.name }}{{ form.about }}"
            "{% for f in form %}<b id='{{ f.name }}-error'>{{ f.errors|join }}</b>"
            "{% endfor %}<u>{{ form.form_errors|join }}</u></form>"
        ),
    }
)


class ShopInput(Schema):
    """What the tiny form takes."""

    name: Annotated[str, NeededLine(40)]
    about: Annotated[str | None, Lines(200)] = None


class ShopForm(SchemaForm):
    """The tiny form."""

    schema = ShopInput
    name = StringField("Name")
    about = TextAreaField("About")


@room.get("/tiny/word", access=OPEN)
def word() -> Answer:
    """A part, or the page with it."""
    return answers.part("tiny/_part.html", page="tiny/page.html", word="hello")


@room.get("/tiny/page", access=PUBLIC)
def page() -> Answer:
    """A page that shows toasts."""
    return answers.page("tiny/page.html", word="public")


@room.get("/tiny/mine", access=SIGNED_IN)
def mine() -> Answer:
    """A page for whoever is signed in."""
    return answers.page("tiny/page.html", word="mine")


@room.get("/tiny/settings", access=CHANGE_SETTINGS)
def settings() -> Answer:
    """A page for a permission."""
    return answers.page("tiny/page.html", word="settings")


@room.get("/tiny/things/<id:thing_id>", access=OPEN)
def thing(thing_id: int) -> Answer:
    """The id that was asked for."""
    return answers.envelope({"id": thing_id}, meta={"kind": "thing"})


@room.post("/tiny/shops", access=EDIT_CUSTOMERS, keyed=True)
def add_shop() -> Answer:
    """Add a shop by the form; a shop called "no" is refused."""
    form = ShopForm()
    with shown_in(form, lambda: _drawn(form)):
        wanted = form.value()
        shop = Shop(name=wanted.name)
        db.session.add(shop)
        db.session.flush()
        if wanted.name == "no":
            raise errors.Conflict("No shop is called no.")
    location = f"/tiny/things/{shop.id}"
    return answers.created(location, row_id=shop.id, toast=f"{shop.name} added.")


@room.post("/tiny/sure", access=EDIT_CUSTOMERS)
def be_sure() -> Answer:
    """Say that it is done, with a way back."""
    undo = Undo("/tiny/back", label="Undo", fields={"wanted": "off"})
    return answers.seen_other("/tiny/page", toast="Done.", undo=undo)


@room.post("/tiny/says", access=EDIT_CUSTOMERS)
def say_and_save() -> Answer:
    """Say that it is done, note it in the cookie, and let the commit save the shop.

    `names` are those it gets, run by run; `how` is the way it fails after that.
    """
    names = request.form["names"].split(",")
    g.runs = g.get("runs", 0) + 1
    notes = session.setdefault("notes", [])
    notes.append(names[g.runs - 1])
    session.modified = True
    answer = answers.seen_other("/tiny/page", toast=f"Said {notes[-1]}.")
    db.session.add(Shop(name=notes[-1]))
    if "how" in request.form:
        raise _FAULTS[request.form["how"]]()
    return answer


@room.post("/tiny/long-toast", access=EDIT_CUSTOMERS)
def say_much() -> Answer:
    """Say more than a toast holds."""
    return answers.seen_other("/tiny/page", toast="Very much. " * 100)


@room.post("/tiny/in-a-unit", access=PUBLIC)
def in_a_unit() -> Answer:
    """Try to begin a unit of work, which an unsafe door has begun already."""
    work.run(lambda: None)
    return answers.seen_other("/tiny/page")


@room.post("/tiny/drawn", access=EDIT_CUSTOMERS)
def drawn_after() -> Answer:
    """An answer that tells, when it is drawn, whether the unit of work has ended."""
    return answers.page("tiny/page.html", word=_Late())


@room.post("/tiny/fails", access=EDIT_CUSTOMERS)
def fails() -> Answer:
    """Add a shop, then fail in the way that was asked for."""
    db.session.add(Shop(name="never kept"))
    db.session.flush()
    raise _FAULTS[request.form["how"]]()


@room.get("/tiny/fails/<how>", access=OPEN)
def fails_to_read(how: str) -> Answer:
    """Fail in the way that is asked for."""
    raise _FAULTS[how]()


def _prepared() -> str:
    work.run(lambda: None)
    return request.form["word"].upper()


@room.post("/tiny/prepared", access=PUBLIC, prepare=_prepared)
def prepared_word(prepared: str) -> Answer:
    """What was prepared before the unit of work."""
    return answers.page("tiny/page.html", word=prepared)


@room.post("/api/tiny", access=PUBLIC)
def take_json() -> Answer:
    """Read JSON strictly and give it back."""
    wanted = read_json(request.get_data(), schema=ShopInput)
    return answers.envelope(wanted.model_dump())


class _Late:
    """Says, when it is drawn, how many shops there are in a new unit of work."""

    def __str__(self) -> str:
        count = select(func.count(Shop.id))
        return str(work.run(lambda: db.session.scalar(count)))


def _drawn(form: ShopForm) -> Answer:
    return answers.part("tiny/_form.html", page="tiny/form.html", form=form)


def _broken(kind: type[Exception], words: str) -> Any:
    return lambda: kind("SELECT secret FROM customer", {}, Exception(words))


_FAULTS: dict[str, Any] = {
    "surprise": lambda: RuntimeError("alice@example.com broke it"),
    "missing": lambda: errors.NotFound("There is no such shop."),
    "forbidden": lambda: errors.Forbidden("You may not."),
    "taken": lambda: errors.Conflict("That is taken.", details={"name": "Taken."}),
    "invalid": lambda: errors.Invalid("That is wrong.", details={"name": "Wrong."}),
    "often": lambda: errors.TooMany("Too often.", retry_after=30),
    "large": lambda: errors.TooLarge("Too large."),
    "away": _broken(OperationalError, "connection to server failed: secret-host"),
    "closed": _broken(InterfaceError, "connection already closed"),
    "full": _broken(OperationalError, "database or disk is full"),
    "busy": lambda: PoolTimeout("QueuePool limit"),
}
