"""Every string of the naughty lists as a note: refused in words, or kept and shown."""

from __future__ import annotations

import unicodedata

from pydantic import ValidationError

from customers.accounts.actors import Actor
from customers.ground import work
from customers.ground.fields import sentence_of
from customers.notes import service
from customers.notes.schemas import NoteInput
from tests.directory.hostile import MORE, every_string, naughty
from tests.directory.seen import add
from tests.notes.jotted import filled, one, shown, soup, url_of
from tests.world import World

LONGEST = 4_000
PAGE = 20
TWO_LINES = "\tFirst\r\n\r\n\tsecond\rthird"


def kept_as(text: str) -> str | None:
    """What a note keeps of it: "" for nothing, None where it refuses."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    kept = unicodedata.normalize("NFC", lines).strip()
    controls = {c for c in kept if unicodedata.category(c) in ("Cc", "Cs")}
    return None if controls - set("\n\t") or len(kept) > LONGEST else kept


def judged(text: str) -> tuple[str | None, list[str]]:
    """What the schema keeps of the string, and what it says where it refuses."""
    try:
        return NoteInput(text=text).text, []
    except ValidationError as error:
        return None, [sentence_of(fault) for fault in error.errors(include_url=False)]


def test_every_string_is_kept_exactly_or_refused_in_words() -> None:
    for text in [*every_string(), TWO_LINES]:
        expected = kept_as(text)

        kept, sentences = judged(text)

        assert kept == (expected or None), text
        assert bool(sentences) is not bool(expected), text
        assert all(sentences), text


def test_the_naughty_strings_are_kept_and_shown_exactly(world: World) -> None:
    texts = [text for text in [*naughty(), TWO_LINES] if kept_as(text)]
    browser, actor = world.client(world.bob), world.actor(world.bob)

    while pack := texts[:PAGE]:
        del texts[:PAGE]
        anna = add(world)
        inputs = [NoteInput(text=text) for text in reversed(pack)]
        notes = work.run(lambda each=inputs, to=anna: written(to, each, actor))

        answer = browser.get(url_of(anna, notes[-1], "edit"))

        expected = [kept_as(text) for text in pack]
        form = filled(one(soup(answer), "#note-edit"))
        assert [form["text"], *shown(answer)] == expected


def written(customer_id: int, inputs: list[NoteInput], actor: Actor) -> list[int]:
    """Add the notes by the verb, in one unit of work, and give their ids."""
    return [
        service.add_note(customer_id, values=each, actor=actor).id for each in inputs
    ]


def test_a_form_takes_the_naughty_strings_or_says_why_not(world: World) -> None:
    browser = world.client(world.bob)
    anna = add(world)

    for text in [*naughty()[::20], *MORE, TWO_LINES, "a\x07b", "a\x00b"]:
        answer = browser.post(url_of(anna), {"text": text}, htmx=True)

        expected = kept_as(text)
        assert answer.status_code == (200 if expected else 422), text
        if expected:
            assert shown(answer)[0] == expected
        else:
            assert one(soup(answer), ".error").get_text().strip()


def test_markup_in_a_note_stays_text(world: World) -> None:
    text = "<script>alert(1)</script></p><hx-partial hx-target='#toasts'>x"
    anna = add(world)

    answer = world.client(world.bob).post(url_of(anna), {"text": text}, htmx=True)

    assert shown(answer) == [text]
    assert soup(answer).select("script") == []
    assert answer.text.count("<hx-partial") == 1
