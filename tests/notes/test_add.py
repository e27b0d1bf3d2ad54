"""Adding a note, from a page and from the drawer."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from customers.ground import clock, work
from customers.ground.errors import Forbidden, NotFound
from customers.notes import service
from customers.notes.schemas import NoteInput
from tests.directory.seen import add, delete
from tests.notes.jotted import (
    WHO_WRITE,
    facts,
    filled,
    one,
    page_of,
    rows,
    shown,
    soup,
    toast,
    url_of,
)
from tests.world import World

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
TYPED = {"text": "Allergic to nuts", "kind": "personal", "is_pinned": "y"}


@pytest.mark.parametrize("who", WHO_WRITE)
def test_whoever_may_edit_adds_a_note(world: World, who: str) -> None:
    anna, person = add(world), getattr(world, who)

    answer = world.client(person).post(url_of(anna), TYPED)

    (note,) = rows(world)
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert (note.customer_id, note.text, note.kind) == (
        *(anna, "Allergic to nuts", "personal"),
    )
    assert (note.is_pinned, note.version, note.edited_at) == (1, 1, None)
    assert (note.created_by, note.updated_by) == (person.id, person.id)


def test_the_fact_tells_the_customer_and_keeps_the_text_apart(world: World) -> None:
    anna = add(world)

    world.client(world.bob).post(url_of(anna), TYPED)

    (fact,) = facts(world, "NoteAdded")
    (note,) = rows(world)
    assert (fact.subject, fact.subject_id, fact.user_id) == (
        *("note", note.id, world.bob.id),
    )
    assert fact.data == {"customer_id": anna, "kind": "personal", "is_pinned": True}
    assert fact.personal == {"text": [None, "Allergic to nuts"]}


def test_text_alone_is_enough(world: World) -> None:
    anna = add(world)

    answer = world.client(world.bob).post(url_of(anna), {"text": "Hello"})

    (note,) = rows(world)
    assert answer.status_code == 303
    assert (note.kind, note.is_pinned) == ("general", 0)


def test_the_toast_waits_for_the_next_page(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)

    browser.post(url_of(anna), TYPED)

    assert "The note was added." in browser.get("/customers").text


def test_htmx_gets_the_notes_a_toast_and_an_empty_form(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    with clock.set_to(NOON):
        answer = browser.post(url_of(anna), TYPED, htmx=True)

    part = soup(answer)
    assert (answer.status_code, answer.headers.get("HX-Redirect")) == (200, None)
    assert part.find(True) == one(part, ".notes")
    assert shown(answer) == ["Allergic to nuts"]
    assert toast(answer) == "The note was added."
    told = one(part, ".notes .note").get_text(" ", strip=True)
    assert "Personal Pinned" in told
    # Summer time has just begun in London.
    assert "Bob · 29 Mar 2026, 13:00" in told
    assert one(part, "time")["datetime"] == "2026-03-29T12:00:00+00:00"
    again = filled(one(part, "#note-form"))
    assert (again["text"], again["kind"]) == ("", "general")
    assert "is_pinned" not in again


def test_the_form_after_it_sends_the_next_note(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    first = browser.post(url_of(anna), TYPED, htmx=True)

    again = filled(one(soup(first), "#note-form"))
    second = browser.post(url_of(anna), again | {"text": "Another"}, htmx=True)

    assert second.status_code == 200
    assert [note.text for note in rows(world)] == ["Allergic to nuts", "Another"]


@pytest.mark.parametrize("htmx", [False, True])
def test_the_same_sent_twice_is_one_note(world: World, htmx: bool) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    sent = {**TYPED, "request_key": "the-key-of-this-form"}

    first = browser.post(url_of(anna), sent, htmx=htmx)
    second = browser.post(url_of(anna), sent, htmx=htmx)

    assert first.status_code == second.status_code == (200 if htmx else 303)
    led = second.headers.get("HX-Redirect") if htmx else second.location
    assert led == url_of(anna)
    assert len(rows(world)) == len(facts(world, "NoteAdded")) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "This is needed."),
        ({"text": " \r\n\t "}, "This is needed."),
        ({"text": "x" * 4001}, "Use at most 4000 characters."),
        ({"text": "a\x07b"}, "There is an invisible control character in this."),
        ({"kind": "gossip"}, "Choose one of the list."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_refused_is_said_beside_its_field(
    world: World, wrong: dict[str, str], sentence: str, htmx: bool
) -> None:
    anna = add(world)

    answer = world.client(world.bob).post(url_of(anna), {**TYPED, **wrong}, htmx=htmx)

    page = soup(answer)
    (said,) = page.select(".notes .error")
    again = filled(one(page, "#note-form"))
    typed = {**TYPED, **wrong}["text"].replace("\r\n", "\n")
    assert answer.status_code == 422
    assert sentence in said.get_text()
    assert page.select(f'[aria-describedby~="{said["id"]}"]')
    assert again["text"] == typed
    assert again["is_pinned"] == "y"
    assert (page.select_one("h1") is None) is htmx
    assert rows(world) == []


def test_a_refused_key_can_be_used_again(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    refused = browser.post(url_of(anna), {"text": ""}, htmx=True)

    again = filled(one(soup(refused), "#note-form"))
    answer = browser.post(url_of(anna), again | {"text": "Now"}, htmx=True)

    assert answer.status_code == 200
    assert shown(answer) == ["Now"]


def test_the_longest_text_fits(world: World) -> None:
    anna = add(world)

    answer = world.client(world.bob).post(url_of(anna), {"text": "é" * 4000}, htmx=True)

    assert shown(answer) == ["é" * 4000]


@pytest.mark.parametrize(
    ("seen", "expected"),
    [("issue", ["An issue"]), ("personal", ["An issue", "Other"]), ("x", None)],
)
def test_the_filter_stays_where_the_note_is_seen_in_it(
    world: World, seen: str, expected: list[str] | None
) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    browser.post(url_of(anna), {"text": "Other"})
    sent = {"text": "An issue", "kind": "issue", "seen": seen}

    answer = browser.post(url_of(anna), sent, htmx=True)

    assert shown(answer) == (expected or ["An issue", "Other"])


def test_without_scripts_the_filter_stays_in_the_address(world: World) -> None:
    anna = add(world)
    sent = {"text": "An issue", "kind": "issue", "seen": "issue"}

    answer = world.client(world.bob).post(url_of(anna), sent)

    assert answer.location == url_of(anna) + "?kind=issue"


def test_a_viewer_may_not(world: World) -> None:
    anna = add(world)
    actor = world.actor(world.vera)
    values = NoteInput(text="Hello")

    answer = world.client(world.vera).post(url_of(anna), TYPED)

    assert answer.status_code == 403
    world.enter()
    with pytest.raises(Forbidden):
        work.run(lambda: service.add_note(anna, values=values, actor=actor))
    assert rows(world) == []


def test_an_outsider_finds_nobody(world: World) -> None:
    anna = add(world)

    answer = world.client(world.charlie).post(url_of(anna), TYPED)

    assert answer.status_code == 404
    assert rows(world) == []


@pytest.mark.parametrize("who", WHO_WRITE)
def test_a_deleted_customer_gets_no_notes(world: World, who: str) -> None:
    anna, person = add(world), getattr(world, who)
    delete(world, anna)
    actor, values = world.actor(person), NoteInput(text="Hello")

    answer = world.client(person).post(url_of(anna), TYPED)

    assert answer.status_code == 404
    world.enter()
    with pytest.raises(NotFound):
        work.run(lambda: service.add_note(anna, values=values, actor=actor))
    assert rows(world) == []


def test_signed_out_adds_nothing(world: World) -> None:
    anna = add(world)

    answer = world.client().post(url_of(anna), TYPED)

    assert answer.status_code == 401
    assert rows(world) == []


def test_a_form_without_a_key_is_refused(world: World) -> None:
    anna = add(world)
    browser = world.client(world.bob)

    answer = browser.post(url_of(anna), {**TYPED, "request_key": ""})

    assert answer.status_code == 422
    assert rows(world) == []


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(world: World, method: str) -> None:
    anna = add(world)
    browser = world.client(world.bob)
    token = {"X-CSRFToken": browser.secrets()["csrf_token"]}

    answer = getattr(browser.client, method)(url_of(anna), headers=token)

    assert answer.status_code == 405


def test_moments_are_told_in_the_time_of_the_business(world: World) -> None:
    anna = add(world)
    world.books.timezone = "Asia/Kolkata"
    with clock.set_to(NOON):
        world.client(world.bob).post(url_of(anna), TYPED)

    (note,) = page_of(world, anna).rows

    assert note.at == "29 Mar 2026, 17:30"
    assert note.at_iso == "2026-03-29T12:00:00+00:00"
