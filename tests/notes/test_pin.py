"""Pinning a note, and unpinning it."""

from __future__ import annotations

import pytest

from customers.ground.errors import Forbidden, NotFound
from customers.notes import service
from tests.directory.seen import add, delete
from tests.notes.jotted import (
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
def test_its_author_and_admins_pin_it(
    world: World, anna: int, note: int, who: str
) -> None:
    jot(world, anna, text="Newer")
    person = getattr(world, who)

    answer = world.client(person).post(url_of(anna, note, "pin"), {"pinned": "yes"})

    (fact,) = facts(world, "NotePinned")
    kept = row(world, note)
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert (kept.is_pinned, kept.updated_by) == (1, person.id)
    assert (kept.version, kept.edited_at) == (1, None)
    assert texts(world, anna) == ["Likes red", "Newer"]
    assert (fact.subject, fact.subject_id, fact.user_id) == ("note", note, person.id)
    assert fact.data == {"customer_id": anna, "is_pinned": True}
    assert fact.personal is None


@pytest.mark.parametrize("who", WHO_WRITE)
def test_and_unpin_it(world: World, anna: int, who: str) -> None:
    note = jot(world, anna, text="Old", is_pinned=True)
    jot(world, anna, text="Newer")

    answer = world.client(getattr(world, who)).post(
        url_of(anna, note, "pin"), {"pinned": "no"}
    )

    (fact,) = facts(world, "NotePinned")
    assert answer.status_code == 303
    assert texts(world, anna) == ["Newer", "Old"]
    assert fact.data == {"customer_id": anna, "is_pinned": False}


def test_htmx_gets_the_list_and_a_button_for_the_way_back(
    world: World, anna: int, note: int
) -> None:
    browser = world.client(world.bob)
    first = browser.post(url_of(anna, note, "pin"), {"pinned": "yes"}, htmx=True)

    form = one(soup(first), f"#note-{note} form[action$='/pin']")
    second = browser.post(str(form["hx-post"]), filled(form), htmx=True)

    assert soup(first).find(True) == one(soup(first), f"#note-list-{anna}")
    assert "Pinned" in one(soup(first), f"#note-{note} .note-head").get_text()
    assert toast(first) == "Pinned."
    assert one(form, "button").has_attr("autofocus")
    assert toast(second) == "Unpinned."
    assert "Pinned" not in one(soup(second), f"#note-{note} .note-head").get_text()


def test_pinning_twice_is_pinning_once(world: World, anna: int, note: int) -> None:
    browser = world.client(world.bob)

    answers = [
        browser.post(url_of(anna, note, "pin"), {"pinned": "yes"}) for _ in range(2)
    ]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert row(world, note).is_pinned == 1
    assert len(facts(world, "NotePinned")) == 1


def test_one_goes_on_where_one_was(world: World, anna: int, note: int) -> None:
    jot(world, anna, text="An issue", kind="issue")
    url = url_of(anna, note, "pin") + "?kind=general"
    browser = world.client(world.bob)

    part = browser.post(url, {"pinned": "yes"}, htmx=True)
    led = browser.post(url, {"pinned": "yes"})

    assert shown(part) == ["Likes red"]
    assert led.location == url_of(anna) + "?kind=general"


@pytest.mark.parametrize("wanted", ["", "maybe", "1", None])
def test_a_state_must_be_wanted(
    world: World, anna: int, note: int, wanted: str | None
) -> None:
    sent = {} if wanted is None else {"pinned": wanted}

    answer = world.client(world.bob).post(url_of(anna, note, "pin"), sent)

    assert answer.status_code == 422
    assert row(world, note).is_pinned == 0


def test_an_unknown_place_in_the_list_changes_nothing(
    world: World, anna: int, note: int
) -> None:
    url = url_of(anna, note, "pin") + "?after=nonsense"

    answer = world.client(world.bob).post(url, {"pinned": "yes"}, htmx=True)

    assert answer.status_code == 422
    assert row(world, note).is_pinned == 0


def test_staff_leave_the_notes_of_others(world: World, anna: int) -> None:
    note = jot(world, anna, by=world.adam)

    answer = world.client(world.bob).post(url_of(anna, note, "pin"), {"pinned": "yes"})

    assert answer.status_code == 403
    assert "somebody else" in answer.text
    with pytest.raises(Forbidden):
        done(world, service.pin_note, anna, note_id=note, is_pinned=True)
    assert row(world, note).is_pinned == 0


def test_a_viewer_may_not(world: World, anna: int, note: int) -> None:
    sent = {"pinned": "yes"}

    answer = world.client(world.vera).post(url_of(anna, note, "pin"), sent)

    assert answer.status_code == 403
    with pytest.raises(Forbidden):
        done(world, service.pin_note, anna, note_id=note, is_pinned=True, who="vera")


def test_an_outsider_finds_nothing(world: World, anna: int, note: int) -> None:
    sent = {"pinned": "yes"}

    answer = world.client(world.charlie).post(url_of(anna, note, "pin"), sent)

    assert answer.status_code == 404
    assert row(world, note).is_pinned == 0


@pytest.mark.parametrize("gone", ["note", "customer"])
def test_what_is_deleted_is_not_found(
    world: World, anna: int, note: int, gone: str
) -> None:
    if gone == "note":
        done(world, service.delete_note, anna, note_id=note)
    else:
        delete(world, anna)

    answer = world.client(world.alice).post(
        url_of(anna, note, "pin"), {"pinned": "yes"}
    )

    assert answer.status_code == 404
    with pytest.raises(NotFound):
        done(world, service.pin_note, anna, note_id=note, is_pinned=True, who="alice")


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete"])
def test_other_methods_are_refused(
    world: World, anna: int, note: int, method: str
) -> None:
    browser = world.client(world.bob)
    token = {"X-CSRFToken": browser.secrets()["csrf_token"]}
    url = url_of(anna, note, "pin")

    assert getattr(browser.client, method)(url, headers=token).status_code == 405
