"""Editing one's own note, in its place."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import Tag

from customers.ground import clock
from customers.notes import service
from customers.notes.errors import EditedElsewhere
from customers.notes.schemas import NoteEdit
from tests.directory.seen import add
from tests.notes.jotted import (
    done,
    facts,
    filled,
    jot,
    one,
    page_of,
    row,
    shown,
    soup,
    toast,
    url_of,
)
from tests.world import Browser, World


@pytest.fixture
def anna(world: World) -> int:
    """A customer of Alice's."""
    return add(world)


@pytest.fixture
def note(world: World, anna: int) -> int:
    """Bob's note on her."""
    return jot(world, anna, text="Likes red", kind="general")


def form_of(browser: Browser, anna: int, note: int) -> dict[str, str]:
    """What the note's form would send now if nothing were typed."""
    answer = browser.get(url_of(anna, note, "edit"))
    return filled(one(soup(answer), "#note-edit"))


def saved(world: World, anna: int, note: int, **fields: object) -> None:
    """Edit the note by the verb."""
    values = NoteEdit(**{"kind": "general", "version": 1, **fields})  # type: ignore[arg-type]
    done(world, service.edit_note, anna, note_id=note, values=values)


def test_the_form_stands_in_the_place_of_the_note(
    world: World, anna: int, note: int
) -> None:
    jot(world, anna, text="Newer")
    browser = world.client(world.bob)
    url = url_of(anna, note, "edit")

    part, page = browser.get(url, headers={"HX-Request": "true"}), browser.get(url)

    assert soup(part).find(True) == one(soup(part), f"#note-list-{anna}")
    assert shown(part) == shown(page) == ["Newer"]
    for answer in (part, page):
        form = one(soup(answer), f"#note-{note} #note-edit")
        sent = filled(form)
        assert (sent["text"], sent["kind"], sent["version"]) == (
            *("Likes red", "general", "1"),
        )


def test_its_author_changes_text_and_kind(world: World, anna: int, note: int) -> None:
    browser = world.client(world.bob)
    sent = form_of(browser, anna, note) | {"text": "Likes blue", "kind": "preference"}

    with clock.later(hours=1):
        answer = browser.post(url_of(anna, note, "edit"), sent)

    kept = row(world, note)
    (fact,) = facts(world, "NoteEdited")
    assert (answer.status_code, answer.location) == (303, url_of(anna))
    assert (kept.text, kept.kind, kept.version) == ("Likes blue", "preference", 2)
    assert kept.edited_at is not None
    assert kept.edited_at - kept.created_at >= timedelta(minutes=59)
    assert (fact.subject, fact.subject_id, fact.user_id) == (
        *("note", note, world.bob.id),
    )
    assert fact.data == {
        "customer_id": anna,
        "version": 2,
        "changes": {"kind": ["general", "preference"]},
    }
    assert fact.personal == {"text": ["Likes red", "Likes blue"]}


def test_htmx_gets_the_list_and_a_toast(world: World, anna: int, note: int) -> None:
    browser = world.client(world.bob)
    sent = form_of(browser, anna, note) | {"text": "Likes blue"}

    answer = browser.post(url_of(anna, note, "edit"), sent, htmx=True)

    part = soup(answer)
    assert part.find(True) == one(part, f"#note-list-{anna}")
    assert shown(answer) == ["Likes blue"]
    assert "edited" in one(part, f"#note-{note}").get_text()
    assert toast(answer) == "Saved."


def test_a_note_that_stays_the_same_is_not_saved(
    world: World, anna: int, note: int
) -> None:
    browser = world.client(world.bob)

    answer = browser.post(
        url_of(anna, note, "edit"), form_of(browser, anna, note), htmx=True
    )

    kept = row(world, note)
    assert answer.status_code == 200
    assert (kept.version, kept.edited_at) == (1, None)
    assert "edited" not in one(soup(answer), f"#note-{note}").get_text()
    assert facts(world, "NoteEdited") == []


def test_what_was_said_before_an_edit_is_told_by_the_list(
    world: World, anna: int, note: int
) -> None:
    before = page_of(world, anna).rows[0]
    saved(world, anna, note, text="Likes blue")
    after = page_of(world, anna).rows[0]

    assert (before.edited, before.edited_iso) == ("", "")
    assert after.edited.startswith(after.at.split(",")[0])
    assert after.edited_iso


@pytest.mark.parametrize("htmx", [False, True])
def test_two_tabs_do_not_overwrite_each_other(
    world: World, anna: int, note: int, htmx: bool
) -> None:
    browser = world.client(world.bob)
    old = form_of(browser, anna, note) | {"text": "From the second tab"}
    saved(world, anna, note, text="From the first tab", kind="issue")

    refused = browser.post(url_of(anna, note, "edit"), old, htmx=htmx)

    form = one(soup(refused), "#note-edit")
    assert refused.status_code == 409
    assert "From the first tab" in told(form)
    assert "Issue" in told(form)
    assert filled(form)["text"] == "From the second tab"
    assert row(world, note).text == "From the first tab"


def told(form: Tag) -> str:
    """What the box above the form says."""
    return one(form, ".alert").get_text(" ", strip=True)


def test_saving_again_keeps_what_is_typed(world: World, anna: int, note: int) -> None:
    browser = world.client(world.bob)
    old = form_of(browser, anna, note) | {"text": "Second"}
    saved(world, anna, note, text="First")
    refused = browser.post(url_of(anna, note, "edit"), old, htmx=True)

    again = filled(one(soup(refused), "#note-edit"))
    answer = browser.post(url_of(anna, note, "edit"), again, htmx=True)

    assert answer.status_code == 200
    assert (row(world, note).text, row(world, note).version) == ("Second", 3)
    assert facts(world, "NoteEdited")[-1].personal == {"text": ["First", "Second"]}


def test_the_same_saved_in_both_tabs_is_no_conflict(
    world: World, anna: int, note: int
) -> None:
    browser = world.client(world.bob)
    old = form_of(browser, anna, note) | {"text": "The same"}

    answers = [browser.post(url_of(anna, note, "edit"), old) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [303, 303]
    assert len(facts(world, "NoteEdited")) == 1


def test_the_refusal_tells_what_is_kept(world: World, anna: int, note: int) -> None:
    saved(world, anna, note, text="First", kind="issue")

    with pytest.raises(EditedElsewhere) as refused:
        saved(world, anna, note, text="Second")

    assert (refused.value.text, refused.value.kind, refused.value.version) == (
        *("First", "issue", 2),
    )


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"text": ""}, "This is needed."),
        ({"text": "x" * 4001}, "Use at most 4000 characters."),
        ({"kind": "gossip"}, "Choose one of the list."),
    ],
)
@pytest.mark.parametrize("htmx", [False, True])
def test_what_is_refused_is_said_beside_its_field(
    world: World, anna: int, note: int, wrong: dict[str, str], sentence: str, htmx: bool
) -> None:
    browser = world.client(world.bob)
    sent = form_of(browser, anna, note) | wrong

    answer = browser.post(url_of(anna, note, "edit"), sent, htmx=htmx)

    form = one(soup(answer), f"#note-{note} #note-edit")
    assert answer.status_code == 422
    assert sentence in one(form, ".error").get_text()
    assert filled(form)["text"] == sent["text"]
    assert row(world, note).version == 1


@pytest.mark.parametrize("version", ["", "0", "-1", "one", str(2**31), "9" * 40])
def test_a_version_that_is_none_is_refused(
    world: World, anna: int, note: int, version: str
) -> None:
    sent = {"text": "Other", "kind": "issue", "version": version}

    answer = world.client(world.bob).post(url_of(anna, note, "edit"), sent)

    assert answer.status_code == 422
    assert row(world, note).version == 1


def test_a_note_on_another_page_of_the_list_is_edited_above_it(
    world: World, anna: int, note: int
) -> None:
    for n in range(20):
        jot(world, anna, text=f"Newer {n}")

    answer = world.client(world.bob).get(url_of(anna, note, "edit"))

    form = one(soup(answer), f"#note-list-{anna} > #note-edit")
    assert filled(form)["text"] == "Likes red"
    assert len(shown(answer)) == 20
