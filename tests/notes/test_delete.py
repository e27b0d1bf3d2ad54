"""Deleting a note, and bringing it back."""

from __future__ import annotations

import pytest

from customers.ground.errors import Forbidden, NotFound
from customers.notes import service
from tests.directory.seen import add, delete
from tests.notes.jotted import (
    HTMX,
    WHO_WRITE,
    done,
    facts,
    filled,
    jot,
    one,
    row,
    shown,
    soup,
    texts,
    toast,
    url_of,
)
from tests.world import World


@pytest.fixture
def anna(world: World) -> int:
    """A customer of Alice's."""
    return add(world)


@pytest.fixture
def note(world: World, anna: int) -> int:
    """Bob's note on her."""
    return jot(world, anna, text="Likes red")


@pytest.mark.parametrize("who", WHO_WRITE)
def test_its_author_and_admins_delete_it(
    world: World, anna: int, note: int, who: str
) -> None:
    person = getattr(world, who)

    answer = world.client(person).post(url_of(anna, note, "delete"))

    (fact,) = facts(world, "NoteDeleted")
    kept = row(world, note)
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert kept.deleted_at is not None
    assert (kept.updated_by, kept.created_by) == (person.id, world.bob.id)
    assert texts(world, anna) == []
    assert (fact.subject, fact.subject_id, fact.user_id) == ("note", note, person.id)
    assert (fact.data, fact.personal) == ({"customer_id": anna}, None)


@pytest.mark.parametrize("who", WHO_WRITE)
def test_whoever_deleted_it_brings_it_back(
    world: World, anna: int, note: int, who: str
) -> None:
    person = getattr(world, who)
    done(world, service.delete_note, anna, note_id=note, who=who)

    answer = world.client(person).post(url_of(anna, note, "restore"))

    (fact,) = facts(world, "NoteRestored")
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert row(world, note).deleted_at is None
    assert texts(world, anna) == ["Likes red"]
    assert (fact.subject, fact.subject_id, fact.user_id) == ("note", note, person.id)
    assert (fact.data, fact.personal) == ({"customer_id": anna}, None)


def test_undo_stands_in_the_toast_of_a_page(world: World, anna: int, note: int) -> None:
    browser = world.client(world.bob)
    browser.post(url_of(anna, note, "delete"))

    page = soup(browser.get("/customers"))

    undo = one(page, "#toasts form")
    assert undo["action"] == url_of(anna, note, "restore")
    assert browser.post(str(undo["action"]), filled(undo), raw=True).status_code == 303
    assert texts(world, anna) == ["Likes red"]


def test_undo_brings_the_list_up_to_date_in_its_place(
    world: World, anna: int, note: int
) -> None:
    browser = world.client(world.bob)
    gone = browser.post(url_of(anna, note, "delete") + "?kind=general", htmx=True)

    undo = one(soup(gone), "hx-partial .toast form")
    back = browser.post(str(undo["hx-post"]), filled(undo), raw=True, headers=HTMX)

    assert soup(gone).find(True) == one(soup(gone), f"#note-list-{anna}")
    assert (shown(gone), toast(gone)) == ([], "The note was deleted.")
    place = one(soup(back), f'hx-partial[hx-target="#note-list-{anna}"]')
    assert place["hx-swap"] == "outerHTML"
    assert place.find(True) == one(place, f"#note-list-{anna}")
    assert one(place, '[aria-current="true"]').get_text() == "General"
    assert (shown(back), toast(back)) == (["Likes red"], "The note is back.")


def test_deleting_twice_is_deleting_once(world: World, anna: int, note: int) -> None:
    browser = world.client(world.bob)

    answers = [browser.post(url_of(anna, note, "delete")) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(facts(world, "NoteDeleted")) == 1


def test_an_admin_who_deletes_it_too_does_not_take_it_over(
    world: World, anna: int, note: int
) -> None:
    done(world, service.delete_note, anna, note_id=note)
    done(world, service.delete_note, anna, note_id=note, who="adam")

    done(world, service.restore_note, anna, note_id=note)

    assert texts(world, anna) == ["Likes red"]


def test_restoring_twice_is_restoring_once(world: World, anna: int, note: int) -> None:
    done(world, service.delete_note, anna, note_id=note)
    browser = world.client(world.bob)

    answers = [browser.post(url_of(anna, note, "restore")) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(facts(world, "NoteRestored")) == 1


def test_staff_do_not_delete_the_notes_of_others(world: World, anna: int) -> None:
    note = jot(world, anna, by=world.adam)

    answer = world.client(world.bob).post(url_of(anna, note, "delete"))

    assert answer.status_code == 403
    with pytest.raises(Forbidden):
        done(world, service.delete_note, anna, note_id=note)
    assert row(world, note).deleted_at is None


def test_its_author_does_not_restore_what_an_admin_deleted(
    world: World, anna: int, note: int
) -> None:
    done(world, service.delete_note, anna, note_id=note, who="adam")

    answer = world.client(world.bob).post(url_of(anna, note, "restore"))

    assert answer.status_code == 403
    with pytest.raises(Forbidden):
        done(world, service.restore_note, anna, note_id=note)
    assert row(world, note).deleted_at is not None


@pytest.mark.parametrize("do", ["delete", "restore"])
def test_a_viewer_may_not(world: World, anna: int, note: int, do: str) -> None:
    verb = getattr(service, f"{do}_note")

    answer = world.client(world.vera).post(url_of(anna, note, do))

    assert answer.status_code == 403
    with pytest.raises(Forbidden):
        done(world, verb, anna, note_id=note, who="vera")


@pytest.mark.parametrize("do", ["delete", "restore"])
def test_an_outsider_finds_nothing(world: World, anna: int, note: int, do: str) -> None:
    answer = world.client(world.charlie).post(url_of(anna, note, do))

    assert answer.status_code == 404
    assert row(world, note).deleted_at is None


@pytest.mark.parametrize("do", ["delete", "restore"])
def test_notes_of_a_deleted_customer_stay_as_they_are(
    world: World, anna: int, note: int, do: str
) -> None:
    delete(world, anna)
    verb = getattr(service, f"{do}_note")

    answer = world.client(world.alice).post(url_of(anna, note, do))

    assert answer.status_code == 404
    with pytest.raises(NotFound):
        done(world, verb, anna, note_id=note, who="alice")


@pytest.mark.parametrize("unknown", [999_999, 2**63 - 1])
@pytest.mark.parametrize("do", ["delete", "restore", "pin", "edit"])
def test_a_note_there_is_not_is_not_found(
    world: World, anna: int, unknown: int, do: str
) -> None:
    sent = {"pinned": "yes"}

    answer = world.client(world.bob).post(url_of(anna, unknown, do), sent)

    assert answer.status_code == 404


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
@pytest.mark.parametrize("do", ["delete", "restore"])
def test_other_methods_are_refused(
    world: World, anna: int, note: int, do: str, method: str
) -> None:
    browser = world.client(world.bob)
    token = {"X-CSRFToken": browser.secrets()["csrf_token"]}
    url = url_of(anna, note, do)

    assert getattr(browser.client, method)(url, headers=token).status_code == 405
