"""Whose note may not be edited, and by whom."""

from __future__ import annotations

import pytest

from customers.ground.errors import Forbidden, NotFound
from customers.notes import service
from customers.notes.schemas import NoteEdit
from tests.directory.seen import add, delete
from tests.notes.jotted import (
    done,
    filled,
    jot,
    one,
    row,
    soup,
    texts,
    url_of,
)
from tests.world import World

SENT = {"text": "Mine now", "kind": "issue", "version": "1"}
VALUES = NoteEdit(text="Mine now", kind="issue", version=1)


@pytest.fixture
def anna(world: World) -> int:
    """A customer of Alice's."""
    return add(world)


@pytest.fixture
def note(world: World, anna: int) -> int:
    """Bob's note on her."""
    return jot(world, anna, text="Likes red", kind="general")


@pytest.mark.parametrize("who", ["alice", "adam"])
def test_nobody_edits_the_note_of_somebody_else(
    world: World, anna: int, note: int, who: str
) -> None:
    browser = world.client(getattr(world, who))

    asked = browser.get(url_of(anna, note, "edit"))
    sent_anyway = browser.post(url_of(anna, note, "edit"), SENT)

    assert (asked.status_code, sent_anyway.status_code) == (403, 403)
    assert "Only its author" in asked.text
    with pytest.raises(Forbidden):
        done(world, service.edit_note, anna, note_id=note, values=VALUES, who=who)
    assert row(world, note).text == "Likes red"


def test_a_viewer_may_not(world: World, anna: int, note: int) -> None:
    browser = world.client(world.vera)

    asked = browser.get(url_of(anna, note, "edit"))
    sent = browser.post(url_of(anna, note, "edit"), SENT)

    assert (asked.status_code, sent.status_code) == (403, 403)
    with pytest.raises(Forbidden):
        done(world, service.edit_note, anna, note_id=note, values=VALUES, who="vera")


def test_an_outsider_finds_nothing(world: World, anna: int, note: int) -> None:
    browser = world.client(world.charlie)

    asked = browser.get(url_of(anna, note, "edit"))
    sent = browser.post(url_of(anna, note, "edit"), SENT)

    assert (asked.status_code, sent.status_code) == (404, 404)
    assert row(world, note).text == "Likes red"


def test_a_note_is_found_at_its_own_customer_alone(
    world: World, anna: int, note: int
) -> None:
    other = add(world, name="Other")

    answer = world.client(world.bob).get(url_of(other, note, "edit"))

    assert answer.status_code == 404
    with pytest.raises(NotFound):
        done(world, service.edit_note, other, note_id=note, values=VALUES)


def test_a_deleted_note_is_not_found(world: World, anna: int, note: int) -> None:
    done(world, service.delete_note, anna, note_id=note)

    answer = world.client(world.bob).get(url_of(anna, note, "edit"))

    assert answer.status_code == 404
    with pytest.raises(NotFound):
        done(world, service.edit_note, anna, note_id=note, values=VALUES)


def test_notes_of_a_deleted_customer_are_not_edited(
    world: World, anna: int, note: int
) -> None:
    delete(world, anna)

    answer = world.client(world.bob).get(url_of(anna, note, "edit"))

    assert answer.status_code == 404
    with pytest.raises(NotFound):
        done(world, service.edit_note, anna, note_id=note, values=VALUES)


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(
    world: World, anna: int, note: int, method: str
) -> None:
    browser = world.client(world.bob)
    token = {"X-CSRFToken": browser.secrets()["csrf_token"]}
    url = url_of(anna, note, "edit")

    assert getattr(browser.client, method)(url, headers=token).status_code == 405


def test_what_was_typed_into_a_note_that_is_gone_is_offered_as_a_new_one(
    world: World, anna: int, note: int
) -> None:
    done(world, service.delete_note, anna, note_id=note)
    browser = world.client(world.bob)

    answer = browser.post(url_of(anna, note, "edit"), SENT)
    form = one(soup(answer), "#note-form")
    saved = browser.post(str(form["action"]), filled(form), raw=True)

    assert answer.status_code == 404
    assert "deleted meanwhile" in one(form, '[role="alert"]').get_text()
    assert (filled(form)["text"], filled(form)["kind"]) == ("Mine now", "issue")
    assert saved.status_code == 303
    assert texts(world, anna) == ["Mine now"]


def test_with_scripts_the_form_of_a_note_that_is_gone_stays(
    world: World, anna: int, note: int
) -> None:
    done(world, service.delete_note, anna, note_id=note)

    answer = world.client(world.bob).post(url_of(anna, note, "edit"), SENT, htmx=True)

    assert (answer.status_code, answer.headers["HX-Reswap"]) == (404, "none")
    assert "There is no such note here." in answer.text
